//! Where `call` writes, and what it may write there.

use std::{
    fmt::Display,
    io::{self, IsTerminal, Write},
    sync::{Arc, Mutex, PoisonError},
};

/// The two outputs and the input of the process; a clone writes to the same.
#[derive(Clone)]
pub(super) struct Console(Arc<Outputs>);

struct Outputs {
    results: Output,
    messages: Output,
    /// Whether a person can be asked: the input and the messages are those of a terminal.
    can_ask: bool,
}

struct Output {
    writer: Mutex<Box<dyn Write + Send>>,
    is_terminal: bool,
    is_coloured: bool,
}

/// How a word is shown where there are colours.
#[derive(Clone, Copy)]
pub(super) enum Colour {
    Bold,
    Dim,
    Red,
    Yellow,
    Cyan,
}

impl Colour {
    fn code(self) -> &'static str {
        match self {
            Self::Bold => "1",
            Self::Dim => "2",
            Self::Red => "1;31",
            Self::Yellow => "1;33",
            Self::Cyan => "36",
        }
    }

    fn paint(self, text: &str) -> String {
        format!("\u{1b}[{}m{text}\u{1b}[0m", self.code())
    }
}

impl Console {
    /// The console of this process.
    pub(super) fn of_process() -> Self {
        let has_colours = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            && std::env::var_os("TERM").is_none_or(|terminal| terminal != "dumb");
        let output = |writer: Box<dyn Write + Send>, is_terminal: bool| Output {
            writer: Mutex::new(writer),
            is_terminal,
            is_coloured: is_terminal && has_colours,
        };
        let messages_are_seen = io::stderr().is_terminal();
        Self(Arc::new(Outputs {
            results: output(Box::new(io::stdout()), io::stdout().is_terminal()),
            messages: output(Box::new(io::stderr()), messages_are_seen),
            can_ask: messages_are_seen && io::stdin().is_terminal(),
        }))
    }

    /// A console that is no terminal, and what was written to its messages so far.
    #[cfg(test)]
    pub(super) fn captured() -> (Self, impl Fn() -> String) {
        let (console, _, messages) = Self::recording();
        (console, messages)
    }

    /// A console that is no terminal, and what was written to its results and to its messages so far.
    #[cfg(any(test, feature = "testing"))]
    pub(super) fn recording() -> (Self, impl Fn() -> String, impl Fn() -> String) {
        #[derive(Clone, Default)]
        struct Captured(Arc<Mutex<Vec<u8>>>);

        impl Write for Captured {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
                Ok(bytes.len())
            }

            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }

        let (results, messages) = (Captured::default(), Captured::default());
        let output = |writer: Captured| Output {
            writer: Mutex::new(Box::new(writer)),
            is_terminal: false,
            is_coloured: false,
        };
        let outputs =
            Outputs { results: output(results.clone()), messages: output(messages.clone()), can_ask: false };
        let text = |captured: &Captured| {
            let bytes = captured.0.lock().unwrap_or_else(PoisonError::into_inner);
            String::from_utf8_lossy(&bytes).into_owned()
        };
        (Self(Arc::new(outputs)), move || text(&results), move || text(&messages))
    }

    /// Whether results are read by a person.
    pub(super) fn shows_results(&self) -> bool {
        self.0.results.is_terminal
    }

    /// Whether messages are read by a person.
    pub(super) fn shows_messages(&self) -> bool {
        self.0.messages.is_terminal
    }

    /// Whether a person can be asked.
    pub(super) fn can_ask(&self) -> bool {
        self.0.can_ask
    }

    /// Writes a part of the result.
    ///
    /// # Errors
    ///
    /// Fails when nobody reads it any more, as behind `head`.
    pub(super) fn print(&self, text: &str) -> io::Result<()> {
        self.0.results.write(text)
    }

    /// Writes what belongs to no result; when nobody reads it there is nothing to be done about that.
    pub(super) fn error(&self, text: &str) {
        let _ = self.0.messages.write(text);
    }

    /// Writes a line on something that ends the call.
    pub(super) fn complain(&self, message: impl Display) {
        self.labelled("error", Colour::Red, message);
    }

    /// Writes a line on something that is no failure.
    pub(super) fn warn(&self, message: impl Display) {
        self.labelled("warning", Colour::Yellow, message);
    }

    /// Writes a line that is worth knowing.
    pub(super) fn say(&self, message: impl Display) {
        self.error(&format!("{}\n", visible(&message.to_string())));
    }

    /// Writes a line behind a label.
    pub(super) fn labelled(&self, label: &str, colour: Colour, message: impl Display) {
        let label = self.painted_message(label, colour);
        self.error(&format!("{label}: {}\n", visible(&message.to_string())));
    }

    /// A part of a message, coloured where messages are.
    pub(super) fn painted_message(&self, text: &str, colour: Colour) -> String {
        if self.0.messages.is_coloured { colour.paint(text) } else { text.to_owned() }
    }

    /// A part of a result, coloured where results are.
    pub(super) fn painted_result(&self, text: &str, colour: Colour) -> String {
        if self.0.results.is_coloured { colour.paint(text) } else { text.to_owned() }
    }
}

impl Output {
    fn write(&self, text: &str) -> io::Result<()> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        writer.write_all(text.as_bytes())?;
        writer.flush()
    }
}

/// A text without characters that would control a terminal: what a command gives may come from anybody.
pub(super) fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_control() && !matches!(character, '\n' | '\t') {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    shown
}

/// The same on one line.
pub(super) fn visible_line(text: &str) -> String {
    visible(text).replace('\n', "\\n").replace('\t', "\\t")
}

/// A JSON text in which strings hold nothing that controls a terminal; it stays the same JSON.
pub(super) fn visible_json(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        // JSON has those below U+0020 written as escapes already, but not these.
        if matches!(character, '\u{7f}'..='\u{9f}') {
            shown.push_str(&format!("\\u{:04x}", u32::from(character)));
        } else {
            shown.push(character);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::{visible, visible_json, visible_line};

    #[test]
    fn nothing_reaches_a_terminal_that_controls_it() {
        assert_eq!(visible("a\u{1b}[31mb\r\n\tc\u{9b}"), "a\\u{1b}[31mb\\u{d}\n\tc\\u{9b}");
        assert_eq!(visible_line("a\nb\tc"), "a\\nb\\tc");
        let json = visible_json("\"a\u{9b}b\"");
        assert_eq!(json, r#""a\u009bb""#);
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), "a\u{9b}b");
    }
}
