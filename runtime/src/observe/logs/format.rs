//! How a line of the log begins and ends: with the call that it belongs to.

use std::fmt;

use serde_json::json;
use tracing::{Event, Subscriber};
use tracing_subscriber::{
    fmt::{
        FmtContext, FormatEvent, FormatFields,
        format::{Format, Full, Json, Writer},
        time::{FormatTime, SystemTime},
    },
    registry::LookupSpan,
};

use crate::observe::{CurrentCall, request::RequestId};

/// Lines of text: when, how grave, of which call, from where, and what.
pub(super) struct TextLines(Format<Full, ()>);

impl TextLines {
    pub(super) fn new() -> Self {
        Self(Format::default().without_time().with_level(false).with_ansi(false))
    }
}

impl<S, N> FormatEvent<S, N> for TextLines
where
    S: Subscriber + for<'span> LookupSpan<'span>,
    N: for<'writer> FormatFields<'writer> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut line: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        SystemTime.format_time(&mut line)?;
        write!(line, " {:>5} ", event.metadata().level())?;
        if let Some(call) = CurrentCall::get() {
            write!(line, "{call}: ")?;
        } else if let Some(id) = RequestId::current() {
            write!(line, "request{{request_id={id}}}: ")?;
        }
        self.0.format_event(context, line, event)
    }
}

/// Lines of JSON, each an object.
pub(super) struct JsonLines(Format<Json>);

impl JsonLines {
    pub(super) fn new() -> Self {
        Self(Format::default().json().flatten_event(true).with_span_list(false))
    }
}

impl<S, N> FormatEvent<S, N> for JsonLines
where
    S: Subscriber + for<'span> LookupSpan<'span>,
    N: for<'writer> FormatFields<'writer> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut line: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let (name, named) = if let Some(call) = CurrentCall::get() {
            ("call", json!({"request_id": call.request().to_string(), "command": call.command()}))
        } else if let Some(id) = RequestId::current() {
            ("request", json!({"request_id": id.to_string()}))
        } else {
            return self.0.format_event(context, line, event);
        };
        let mut object = String::new();
        self.0.format_event(context, Writer::new(&mut object), event)?;
        let Some(members) = object.trim_end().strip_suffix('}') else { return line.write_str(&object) };
        writeln!(line, "{members},\"{name}\":{named}}}")
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::{self, Write},
        sync::{Arc, Mutex},
    };

    use serde_json::Value;
    use tracing_subscriber::{fmt::format::JsonFields, layer::SubscriberExt};

    use super::*;
    use crate::observe::logs::Fields;

    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl Write for Written {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// What a subscriber writes of one event within a call and one outside of it.
    fn lines<S: Subscriber + Send + Sync>(subscriber: S, written: &Written) -> Vec<String> {
        tracing::subscriber::with_default(subscriber, || {
            let mut call = Some(CurrentCall::new(RequestId::made(), "reserve_stock"));
            CurrentCall::within(&mut call, || {
                tracing::info_span!("step", number = 2)
                    .in_scope(|| tracing::warn!(sku = "A\"1", "it is scarce"));
            });
            tracing::info!("nobody calls");
        });
        let text = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn lines_of_text_name_their_call_before_their_spans() {
        let written = Written::default();
        let writer = written.clone();
        let layer = tracing_subscriber::fmt::layer()
            .with_writer(move || writer.clone())
            .fmt_fields(Fields)
            .event_format(TextLines::new());
        let lines = lines(tracing_subscriber::registry().with(layer), &written);
        let (moment, rest) = lines[0].split_once(' ').unwrap();
        assert!(moment.starts_with("20") && moment.ends_with('Z'), "{lines:?}");
        let (call, rest) = rest.split_once(": ").unwrap();
        assert!(call.starts_with(" WARN call{request_id="), "{lines:?}");
        assert!(call.ends_with(" command=\"reserve_stock\"}"), "{lines:?}");
        let module = module_path!();
        assert_eq!(rest, format!("step{{number=2}}: {module}: it is scarce sku=\"A\\\"1\""));
        assert!(lines[1].ends_with(&format!("Z  INFO {module}: nobody calls")), "{lines:?}");
    }

    #[test]
    fn lines_of_json_have_their_call() {
        let written = Written::default();
        let writer = written.clone();
        let layer = tracing_subscriber::fmt::layer()
            .with_writer(move || writer.clone())
            .fmt_fields(JsonFields::new())
            .event_format(JsonLines::new());
        let lines = lines(tracing_subscriber::registry().with(layer), &written);
        let line: Value = serde_json::from_str(&lines[0]).unwrap();
        assert_eq!(
            (&line["level"], &line["message"], &line["sku"]),
            (&json!("WARN"), &json!("it is scarce"), &json!("A\"1"))
        );
        assert_eq!(line["span"], json!({"name": "step", "number": 2}));
        assert_eq!(line["call"]["command"], "reserve_stock");
        assert_eq!(line["call"]["request_id"].as_str().unwrap().len(), 16);
        let line: Value = serde_json::from_str(&lines[1]).unwrap();
        assert_eq!((&line["message"], line.get("call")), (&json!("nobody calls"), None));
    }
}
