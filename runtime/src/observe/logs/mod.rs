//! Logs as text or JSON, to standard error and into files.

mod fields;
mod format;
mod levels;
mod lines;
mod rotating_file;

use std::io::{self, Write};

use tracing_appender::non_blocking::{NonBlocking, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::{
    Layer,
    filter::Targets,
    fmt::{self, format::JsonFields},
};

#[cfg(feature = "telemetry")]
pub(super) use self::levels::level;
use self::{
    fields::Fields,
    format::{JsonLines, TextLines},
    lines::Lines,
    rotating_file::RotatingFile,
};
use super::{LogFormat, LogSettings, StartError};

/// How many lines may wait to be written.
const WAITING_LINES: usize = 100_000;

/// What a subscriber needs to log.
pub(super) struct Logs<S> {
    pub(super) layer: Box<dyn Layer<S> + Send + Sync>,
    pub(super) levels: Targets,
    /// The threads that write; dropping one waits until it has written everything.
    pub(super) writers: Vec<WorkerGuard>,
}

/// Opens everything that is written to.
pub(super) fn layer<S>(settings: &LogSettings) -> Result<Logs<S>, StartError>
where
    S: tracing::Subscriber + for<'span> tracing_subscriber::registry::LookupSpan<'span> + Send + Sync,
{
    let levels = levels::of(settings)?;
    let mut writers = Vec::new();
    let console = settings.console.then(|| in_background("log-console", io::stderr(), &mut writers));
    let file = match &settings.file.path {
        Some(path) => {
            let file =
                RotatingFile::open(path, settings.file.max_bytes, settings.file.files).map_err(|error| {
                    StartError::new(format!("cannot write the log file `{}`: {error}", path.display()))
                })?;
            Some(in_background("log-file", file, &mut writers))
        }
        None => None,
    };
    let layer = fmt::layer().with_ansi(false).with_writer(Lines::new(console, file));
    let layer: Box<dyn Layer<S> + Send + Sync> = match settings.format {
        LogFormat::Text => Box::new(layer.fmt_fields(Fields).event_format(TextLines::new())),
        LogFormat::Json => Box::new(layer.fmt_fields(JsonFields::new()).event_format(JsonLines::new())),
    };
    Ok(Logs { layer, levels, writers })
}

fn in_background(
    name: &str,
    output: impl Write + Send + 'static,
    writers: &mut Vec<WorkerGuard>,
) -> NonBlocking {
    let (writer, guard) =
        NonBlockingBuilder::default().buffered_lines_limit(WAITING_LINES).thread_name(name).finish(output);
    writers.push(guard);
    writer
}
