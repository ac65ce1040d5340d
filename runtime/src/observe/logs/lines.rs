//! Where finished lines go.

use std::{
    borrow::Cow,
    io::{self, Write},
};

use tracing_appender::non_blocking::NonBlocking;
use tracing_subscriber::fmt::MakeWriter;

/// Writes each event to every place, as one line whatever is in it.
#[derive(Clone, Debug)]
pub(super) struct Lines {
    console: Option<NonBlocking>,
    file: Option<NonBlocking>,
}

impl Lines {
    pub(super) fn new(console: Option<NonBlocking>, file: Option<NonBlocking>) -> Self {
        Self { console, file }
    }
}

impl MakeWriter<'_> for Lines {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

impl Write for Lines {
    /// Takes a whole event; the formatter gives it at once.
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let line = on_one_line(event);
        for place in [&mut self.console, &mut self.file].into_iter().flatten() {
            place.write_all(&line)?;
        }
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The event with every control character but its last line feed written as an escape: neither a message nor what a
/// caller sent can look like a further event, or command a terminal.
fn on_one_line(event: &[u8]) -> Cow<'_, [u8]> {
    let text = event.strip_suffix(b"\n").unwrap_or(event);
    if !text.iter().any(|byte| byte.is_ascii_control() && *byte != b'\t') {
        return Cow::Borrowed(event);
    }
    let mut line = Vec::with_capacity(event.len() + 16);
    for byte in text {
        match byte {
            b'\n' => line.extend_from_slice(b"\\n"),
            b'\r' => line.extend_from_slice(b"\\r"),
            byte if byte.is_ascii_control() && *byte != b'\t' => {
                line.extend_from_slice(format!("\\x{byte:02x}").as_bytes());
            }
            byte => line.push(*byte),
        }
    }
    line.push(b'\n');
    Cow::Owned(line)
}

#[cfg(test)]
mod tests {
    use super::on_one_line;

    #[test]
    fn an_event_stays_on_its_line() {
        assert_eq!(&*on_one_line(b"plain \xc3\xa9\ttext\n"), b"plain \xc3\xa9\ttext\n");
        assert_eq!(
            &*on_one_line(b"failed: x\n2026-01-01 INFO forged\r\x1b[2J\n"),
            b"failed: x\\n2026-01-01 INFO forged\\r\\x1b[2J\n"
        );
    }
}
