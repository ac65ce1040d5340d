//! Spans of calls for OpenTelemetry.

mod context;
mod export;

use std::time::Duration;

use opentelemetry::{
    KeyValue,
    trace::{Status, TracerProvider},
};
use opentelemetry_otlp::{SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::{
    Resource,
    trace::{BatchConfigBuilder, BatchSpanProcessor, Sampler, SdkTracerProvider},
};
use tracing::{Level, Span, level_filters::LevelFilter};
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::{Layer, Registry, filter::Targets};

pub(super) use self::context::received_context;
#[cfg(feature = "client-http")]
pub(crate) use self::context::send_context;
use self::export::{ExportClient, WithoutDiscarded};
use super::{StartError, TelemetrySettings, logs, request::CALL_TARGET};
use crate::codes;

/// The attribute of spans that are not sent.
const DISCARDED: &str = "commandry.discarded";

/// The name of all spans of calls that do not exist.
const UNKNOWN: &str = "(unknown)";

/// What sends spans.
#[derive(Debug)]
pub(super) struct Traces {
    provider: SdkTracerProvider,
    timeout: Duration,
}

impl Traces {
    /// Sends what still waits, for as long as sending may take.
    pub(super) async fn finish(self) {
        let Self { provider, timeout } = self;
        let finished = tokio::task::spawn_blocking(move || provider.shutdown_with_timeout(timeout)).await;
        if let Ok(Err(error)) = finished {
            tracing::warn!(%error, "the last spans could not be sent");
        }
    }
}

/// The layer of a subscriber that turns spans into those of OpenTelemetry, and what sends them.
pub(super) fn layer(
    settings: &TelemetrySettings,
    service: &str,
    version: &str,
) -> Result<(Box<dyn Layer<Registry> + Send + Sync>, Traces), StartError> {
    if !(0.0..=1.0).contains(&settings.sample_ratio) {
        let ratio = settings.sample_ratio;
        return Err(StartError::new(format!(
            "`telemetry.sample_ratio` is {ratio}; it is a number from 0 to 1"
        )));
    }
    let level = logs::level("telemetry.level", &settings.level)?;
    let exporter = SpanExporter::builder()
        .with_http()
        .with_http_client(ExportClient::new(settings.timeout)?)
        .with_protocol(opentelemetry_otlp::Protocol::HttpBinary)
        .with_endpoint(endpoint(&settings.endpoint)?)
        .with_timeout(settings.timeout)
        .with_headers(
            settings.headers.iter().map(|(name, value)| (name.clone(), value.expose().to_owned())).collect(),
        )
        .build()
        .map_err(|error| StartError::new(format!("the settings in `telemetry` cannot be used: {error}")))?;
    let queue = settings.queue.max(1);
    let config = BatchConfigBuilder::default()
        .with_max_queue_size(queue)
        .with_max_export_batch_size(queue.min(512))
        .with_scheduled_delay(settings.interval)
        .build();
    let processor = BatchSpanProcessor::builder(exporter).with_batch_config(config).build();
    let name = settings.service_name.as_deref().unwrap_or(service).to_owned();
    let attributes =
        settings.attributes.iter().map(|(name, value)| KeyValue::new(name.clone(), value.clone()));
    let resource = Resource::builder()
        .with_service_name(name)
        .with_attribute(KeyValue::new("service.version", version.to_owned()))
        .with_attributes(attributes)
        .build();
    let provider = SdkTracerProvider::builder()
        .with_span_processor(WithoutDiscarded(processor))
        .with_sampler(Sampler::ParentBased(Box::new(Sampler::TraceIdRatioBased(settings.sample_ratio))))
        .with_resource(resource)
        .build();
    let layer = tracing_opentelemetry::layer()
        .with_tracer(provider.tracer("commandry"))
        .with_location(false)
        .with_threads(false)
        .with_tracked_inactivity(false)
        .with_target(false)
        .with_filter(targets(level));
    Ok((Box::new(layer), Traces { provider, timeout: settings.timeout }))
}

/// The spans and events that are sent.
fn targets(level: LevelFilter) -> Targets {
    let quiet = ["sqlx", "rmcp", "rustls", "tokio_tungstenite", "tower", "tungstenite", "apalis", "mio"]
        .map(|module| (module, level.min(LevelFilter::WARN)));
    // What sends them must not make new ones.
    let silent = [
        "opentelemetry",
        "opentelemetry_otlp",
        "opentelemetry_sdk",
        "opentelemetry_http",
        "hyper",
        "hyper_util",
        "h2",
    ]
    .map(|module| (module, LevelFilter::OFF));
    Targets::new()
        .with_default(level)
        .with_targets(quiet)
        .with_targets(silent)
        .with_target(CALL_TARGET, Level::INFO)
}

/// The address for spans of a collector; the usual path may be left out.
fn endpoint(setting: &str) -> Result<String, StartError> {
    let url: axum::http::Uri = setting
        .parse()
        .map_err(|error| StartError::new(format!("`telemetry.endpoint` is no URL: {error}")))?;
    match (url.scheme_str(), url.authority()) {
        (Some("http"), Some(_)) => {}
        (Some("https"), Some(_)) if cfg!(feature = "client-tls") => {}
        (Some("https"), Some(_)) => {
            return Err(StartError::new(
                "`telemetry.endpoint` asks for HTTPS, which needs the feature `client-tls` of commandry",
            ));
        }
        _ => {
            return Err(StartError::new(
                "`telemetry.endpoint` has to be a URL such as http://127.0.0.1:4318/v1/traces",
            ));
        }
    }
    let has_path = !matches!(url.path(), "" | "/");
    Ok(if has_path { setting.to_owned() } else { format!("{}/v1/traces", setting.trim_end_matches('/')) })
}

/// Says in the span of a call what it is, and what it belongs to.
pub(super) fn describe(span: &Span, command: &'static str, parent: Option<&opentelemetry::Context>) {
    if let Some(parent) = parent
        && !context::is_within(parent)
    {
        // It fails where there is no such layer, and then there is no trace to belong to.
        let _ = span.set_parent(parent.clone());
    }
    span.set_attribute("rpc.system", "jsonrpc");
    span.set_attribute("rpc.method", command);
}

/// Says in the span of a call that it failed.
#[cold]
pub(super) fn fail(span: &Span, code: i64) {
    span.set_attribute("rpc.jsonrpc.error_code", code);
    // What a caller did wrong is no failure of the service.
    if matches!(code, codes::INTERNAL_ERROR | codes::FAILED | codes::TIMED_OUT | codes::OVERLOADED) {
        span.set_status(Status::error(""));
    }
}

/// The span of a call of something that does not exist. All have one name, whatever was called.
#[cold]
pub(super) fn unknown(parent: Option<&opentelemetry::Context>) {
    let span = tracing::info_span!(target: CALL_TARGET, "call", otel.name = UNKNOWN, otel.kind = "server");
    describe(&span, UNKNOWN, parent);
    fail(&span, codes::METHOD_NOT_FOUND);
}

/// Keeps a span from being sent.
#[cold]
pub(super) fn discard(span: &Span) {
    span.set_attribute(DISCARDED, true);
}

#[cfg(test)]
mod tests {
    use super::endpoint;

    #[test]
    fn the_usual_path_may_be_left_out() {
        assert_eq!(endpoint("http://collector:4318").unwrap(), "http://collector:4318/v1/traces");
        assert_eq!(endpoint("http://collector:4318/").unwrap(), "http://collector:4318/v1/traces");
        assert_eq!(endpoint("http://collector/custom").unwrap(), "http://collector/custom");
        for bad in ["", "collector:4318", "ftp://collector", "/v1/traces", "http://"] {
            assert!(endpoint(bad).unwrap_err().to_string().contains("`telemetry.endpoint`"), "{bad}");
        }
    }
}
