//! How the fields of an event or a span are written in a line of text.

use std::fmt::{self, Debug};

use tracing::field::{Field, Visit};
use tracing_subscriber::{
    field::RecordFields,
    fmt::{FormatFields, format::Writer},
};

/// Writes the message and then `name=value` of the others; names that only OpenTelemetry reads are left out.
#[derive(Debug)]
pub(super) struct Fields;

impl<'writer> FormatFields<'writer> for Fields {
    fn format_fields<R: RecordFields>(&self, writer: Writer<'writer>, fields: R) -> fmt::Result {
        let mut line = Line { writer, is_empty: true, outcome: Ok(()) };
        fields.record(&mut line);
        line.outcome
    }
}

struct Line<'writer> {
    writer: Writer<'writer>,
    is_empty: bool,
    outcome: fmt::Result,
}

impl Visit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let name = field.name();
        if self.outcome.is_err() || name.starts_with("otel.") {
            return;
        }
        let space = if self.is_empty { "" } else { " " };
        self.is_empty = false;
        self.outcome = match name {
            "message" => write!(self.writer, "{space}{value:?}"),
            _ => write!(self.writer, "{space}{name}={value:?}"),
        };
    }
}
