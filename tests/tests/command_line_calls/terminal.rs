//! The program at a terminal, by a pseudo-terminal.

use std::{
    fs::{File, OpenOptions},
    io::{Read, Write},
    os::unix::fs::OpenOptionsExt,
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError, channel},
    thread,
    time::{Duration, Instant},
};

use rustix::{
    fs::OFlags,
    process::{Pid, Signal, kill_process},
    pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt},
    termios::{Winsize, tcsetwinsize},
};

use crate::program::program;

/// Longest time that the program may take for anything.
const PATIENCE: Duration = Duration::from_secs(20);

/// A program at a terminal.
struct Session {
    child: Child,
    keyboard: File,
    screen: Receiver<Vec<u8>>,
    /// Everything that has been on the screen.
    seen: String,
}

impl Session {
    fn start(words: &[&str]) -> Self {
        Self::start_as(program().args(words))
    }

    fn start_as(command: &mut Command) -> Self {
        let controller = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("there are pseudo-terminals");
        grantpt(&controller).unwrap();
        unlockpt(&controller).unwrap();
        let path = ptsname(&controller, Vec::new()).unwrap().into_string().unwrap();
        let size = Winsize { ws_row: 40, ws_col: 120, ws_xpixel: 0, ws_ypixel: 0 };
        tcsetwinsize(&controller, size).unwrap();
        let flags = i32::try_from(OFlags::NOCTTY.bits()).unwrap();
        let terminal =
            || OpenOptions::new().read(true).write(true).custom_flags(flags).open(&path).expect("a terminal");
        let child = command.stdin(terminal()).stdout(terminal()).stderr(terminal()).spawn().unwrap();
        // The command keeps the terminal open as long as it is there.
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut reader = File::from(controller);
        let keyboard = reader.try_clone().unwrap();
        let (sender, screen) = channel();
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            // Reading fails when the last program at the terminal has ended.
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                if sender.send(bytes[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self { child, keyboard, screen, seen: String::new() }
    }

    fn type_line(&mut self, line: &str) {
        self.keyboard.write_all(line.as_bytes()).unwrap();
        self.keyboard.write_all(b"\n").unwrap();
    }

    /// Waits until something is on the screen that was not there before the last time.
    fn expect(&mut self, text: &str) {
        let end = Instant::now() + PATIENCE;
        while !self.seen.contains(text) {
            match self.screen.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.seen.push_str(&String::from_utf8_lossy(&bytes)),
                Err(error) => panic!("{text:?} does not come ({error}): {:?}", self.seen),
            }
        }
    }

    /// Waits for the end, and gives the exit code and everything that was on the screen.
    fn end(mut self) -> (i32, String) {
        let end = Instant::now() + PATIENCE;
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(Instant::now() < end, "the program does not end: {:?}", self.seen);
            match self.screen.recv_timeout(Duration::from_millis(20)) {
                Ok(bytes) => self.seen.push_str(&String::from_utf8_lossy(&bytes)),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => thread::sleep(Duration::from_millis(5)),
            }
        };
        while let Ok(bytes) = self.screen.recv_timeout(Duration::from_millis(200)) {
            self.seen.push_str(&String::from_utf8_lossy(&bytes));
        }
        (status.code().unwrap_or(-1), self.seen)
    }

    fn interrupt(&self) {
        let process = Pid::from_raw(i32::try_from(self.child.id()).unwrap()).unwrap();
        kill_process(process, Signal::INT).unwrap();
    }
}

#[test]
fn questions_are_asked_at_the_terminal_until_the_answer_fits() {
    let mut session = Session::start(&["call", "close_account"]);
    session.expect("Really close it?");
    session.expect("yes or no > ");
    session.type_line("perhaps");
    session.expect("this does not fit: expected a boolean");
    session.type_line("yes");
    session.expect("  2) time");
    session.type_line("2");
    let (code, seen) = session.end();
    assert_eq!(code, 0, "{seen}");
    assert!(seen.contains(r#"accepted {"reason":"time","sure":true}"#), "{seen}");

    let mut session = Session::start(&["call", "close_account"]);
    session.expect("yes or no > ");
    session.type_line(":decline");
    let (code, seen) = session.end();
    assert!(code == 0 && seen.ends_with("declined\r\n"), "{seen}");

    let mut session = Session::start(&["call", "close_account"]);
    session.expect("yes or no > ");
    // Ctrl-D.
    session.keyboard.write_all(b"\x04").unwrap();
    let (code, seen) = session.end();
    assert!(code == 0 && seen.ends_with("dismissed\r\n"), "{seen}");
}

#[test]
fn a_terminal_shows_tables_and_colours() {
    let (code, seen) = Session::start(&["call", "list_items"]).end();
    assert_eq!(code, 0, "{seen}");
    assert!(seen.starts_with("\u{1b}[1mname\u{1b}[0m "), "{seen:?}");
    assert!(seen.contains("tea                 120\r\n"), "{seen:?}");
    assert!(seen.contains("whisk \\u{1b}[31m"), "what commands give controls no terminal: {seen:?}");

    let (code, seen) = Session::start(&["call", "buy_item", "--number", "1"]).end();
    assert_eq!(code, 1);
    assert!(seen.starts_with("\u{1b}[1;31merror\u{1b}[0m: item 1 is sold out"), "{seen:?}");
    let (_, seen) = Session::start_as(program().env("NO_COLOR", "1").args(["call", "list_items"])).end();
    assert!(seen.starts_with("name              count\r\n"), "{seen:?}");
}

#[test]
fn a_long_command_has_a_bar() {
    let (code, seen) = Session::start(&["call", "work", "--pause", "150"]).end();
    assert_eq!(code, 0, "{seen}");
    assert!(seen.contains("3/4 working") && seen.contains("█"), "{seen:?}");
    assert!(seen.contains("\u{1b}[36minfo\u{1b}[0m: nearly done"), "{seen:?}");
    let (_, seen) = Session::start(&["call", "work"]).end();
    assert!(!seen.contains("working"), "what is done at once has none: {seen:?}");
}

#[test]
fn an_interrupt_cancels_the_call() {
    let mut session = Session::start(&["call", "wait_to_be_stopped"]);
    session.expect("the command waits");
    let start = Instant::now();
    session.interrupt();
    let (code, seen) = session.end();
    assert_eq!(code, 130, "{seen}");
    assert!(seen.contains("the command was stopped"), "{seen}");
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());

    // A command that never waits cannot be dropped; the process ends all the same.
    let mut session = Session::start(&["call", "never_yield"]);
    session.expect("the command spins");
    session.interrupt();
    assert_eq!(session.end().0, 130);

    // A person who is asked can leave as well.
    let mut session = Session::start(&["call", "close_account"]);
    session.expect("yes or no > ");
    session.interrupt();
    assert_eq!(session.end().0, 130);
}
