//! Starting and stopping the servers under measurement.

use std::fs;
use std::io::{BufRead, BufReader, Error, Result};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use bench_jobs::job::Protocol;

/// A server that can be measured.
pub(crate) struct Server {
    /// Name in the table.
    pub(crate) name: &'static str,
    /// How it takes calls.
    pub(crate) protocol: Protocol,
    /// Binary beside this one, with its arguments.
    pub(crate) command: &'static [&'static str],
}

impl Server {
    /// The command line that starts it on a free port.
    fn command_line(&self) -> Result<Vec<String>> {
        beside_this(self.command)
    }

    /// Starts it on its own.
    pub(crate) fn start(&self) -> Result<Running> {
        Running::start(&self.command_line()?)
    }

    /// Starts it on a core of its own, where the machine can do that.
    pub(crate) fn start_on_core(&self, core: usize) -> Result<Running> {
        Running::start(&on_core(core, self.command_line()?))
    }

    /// Starts it under callgrind, which counts its instructions.
    pub(crate) fn start_counted(&self, counts: &Path) -> Result<Running> {
        Running::start(&counted(counts, self.command_line()?))
    }
}

/// A server process that listens; it is killed when dropped.
pub(crate) struct Running {
    process: Child,
    /// Where it listens.
    pub(crate) address: SocketAddr,
}

impl Running {
    fn start(command_line: &[String]) -> Result<Self> {
        let mut process = command(command_line).stdout(Stdio::piped()).spawn().map_err(|error| {
            Error::new(error.kind(), format!("cannot start {}: {error}", command_line.join(" ")))
        })?;
        let mut line = String::new();
        let out = process.stdout.take().ok_or_else(|| Error::other("the server has no standard output"))?;
        BufReader::new(out).read_line(&mut line)?;
        if let Some(address) =
            line.trim().strip_prefix("listening on http://").and_then(|text| text.parse().ok())
        {
            return Ok(Self { process, address });
        }
        process.kill()?;
        process.wait()?;
        Err(Error::other(format!("{} did not tell where it listens: {line:?}", command_line.join(" "))))
    }

    /// For how many seconds all of its threads together had a processor since its start.
    pub(crate) fn processor_seconds(&self) -> Result<f64> {
        let mut total = 0.0;
        for thread in fs::read_dir(format!("/proc/{}/task", self.process.id()))? {
            let file = thread?.path().join("schedstat");
            let text = fs::read_to_string(&file)?;
            let nanoseconds = text.split_whitespace().next().and_then(|word| word.parse::<f64>().ok());
            let unreadable = || Error::other(format!("cannot read {}: {text:?}", file.display()));
            total += nanoseconds.ok_or_else(unreadable)? / 1e9;
        }
        Ok(total)
    }

    /// Asks it to end and waits for it, so that callgrind writes its counts.
    pub(crate) fn end(mut self) -> Result<()> {
        Command::new("kill").args(["-TERM", &self.process.id().to_string()]).status()?;
        self.process.wait().map(|_| ())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Both fail only when the process is gone already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Where callgrind writes the counts of one run.
pub(crate) fn counts_file(label: &str) -> Result<PathBuf> {
    let folder = std::env::current_exe()?.with_file_name("callgrind");
    fs::create_dir_all(&folder)?;
    Ok(folder.join(label))
}

/// The number of instructions in a file that callgrind wrote.
pub(crate) fn read_instructions(counts: &Path) -> Result<u64> {
    let text = fs::read_to_string(counts)?;
    text.lines()
        .find_map(|line| line.strip_prefix("totals:").or_else(|| line.strip_prefix("summary:")))
        .and_then(|total| total.trim().parse().ok())
        .ok_or_else(|| Error::other(format!("{} has no totals", counts.display())))
}

/// A command line that runs on one core only; unchanged where there is but one core.
pub(crate) fn on_core(core: usize, command_line: Vec<String>) -> Vec<String> {
    if can_pin() {
        prefixed(&["taskset", "--cpu-list", &core.to_string()], command_line)
    } else {
        command_line
    }
}

/// Whether server and load can have a core each.
pub(crate) fn can_pin() -> bool {
    std::thread::available_parallelism().is_ok_and(|cores| cores.get() > 1)
}

/// A command line whose instructions are counted.
pub(crate) fn counted(counts: &Path, command_line: Vec<String>) -> Vec<String> {
    let file = format!("--callgrind-out-file={}", counts.display());
    prefixed(&["valgrind", "--tool=callgrind", "--quiet", &file], command_line)
}

/// The command line of a program of this workspace, which is built into the same folder as this one.
pub(crate) fn beside_this(words: &[&str]) -> Result<Vec<String>> {
    let binary = std::env::current_exe()?.with_file_name(words[0]);
    Ok(std::iter::once(binary.display().to_string())
        .chain(words[1..].iter().map(|&word| word.to_owned()))
        .collect())
}

/// The process of a command line, not started yet.
pub(crate) fn command(command_line: &[String]) -> Command {
    let mut command = Command::new(&command_line[0]);
    command.args(&command_line[1..]);
    command
}

fn prefixed(prefix: &[&str], command_line: Vec<String>) -> Vec<String> {
    prefix.iter().map(|&word| word.to_owned()).chain(command_line).collect()
}
