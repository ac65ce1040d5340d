//! Showing the result of a call.

use std::io;

use super::{
    console::{Console, visible_json},
    media,
    ordered::Ordered,
    settings::{Format, Settings},
    table,
    target::Target,
};

/// Why a result, or the rest of one, was not shown.
#[derive(Debug)]
pub(super) enum NotShown {
    /// Nobody reads it any more, as behind `head`; that is no failure.
    ReaderIsGone,
    /// It could not be written or saved.
    Failed(String),
}

impl From<io::Error> for NotShown {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Self::ReaderIsGone
        } else {
            Self::Failed(format!("the result cannot be written: {error}"))
        }
    }
}

impl From<serde_json::Error> for NotShown {
    fn from(error: serde_json::Error) -> Self {
        Self::Failed(format!("the result is not JSON: {error}"))
    }
}

/// Shows results, one for an ordinary call and any number for a stream.
pub(super) struct Results<'a> {
    console: &'a Console,
    format: Option<Format>,
    saver: media::Saver,
    is_content: bool,
}

impl<'a> Results<'a> {
    pub(super) fn new(target: &Target, settings: &Settings, console: &'a Console) -> Self {
        Self {
            console,
            format: settings.output,
            saver: media::Saver::new(settings.save.clone()),
            is_content: target.command.result.content,
        }
    }

    /// Shows the result of a call.
    pub(super) fn one(&mut self, json: &str) -> Result<(), NotShown> {
        let format = self.format.unwrap_or_else(|| {
            // Content is made to be shown, also in a file or a pipe.
            if self.console.shows_results() || self.is_content { Format::Table } else { Format::Json }
        });
        self.write(json, format)
    }

    /// Shows an item of a stream: a line of JSON unless something else is asked for.
    pub(super) fn item(&mut self, json: &str) -> Result<(), NotShown> {
        let format = self.format.unwrap_or(if self.is_content { Format::Table } else { Format::Json });
        self.write(json, format)
    }

    fn write(&mut self, json: &str, format: Format) -> Result<(), NotShown> {
        let value = Ordered::read(json)?;
        if self.is_content {
            let saved = self.saver.save(json).map_err(NotShown::Failed)?;
            if format == Format::Table {
                return Ok(self.console.print(&media::text(json, &saved, self.console)?)?);
            }
        }
        let text = match format {
            Format::Table => {
                let text = table::text(&value, self.console);
                if text.is_empty() && matches!(value, Ordered::Array(_)) {
                    self.console.say("the list is empty");
                }
                text
            }
            Format::Json => format!("{}\n", self.json(json)),
            Format::Pretty => format!("{}\n", self.json(&serde_json::to_string_pretty(&value)?)),
        };
        Ok(self.console.print(&text)?)
    }

    fn json(&self, text: &str) -> String {
        if self.console.shows_results() { visible_json(text) } else { text.to_owned() }
    }
}
