//! The log of a program that runs until it is told to stop.

use tracing_subscriber::{filter::Targets, fmt, layer::SubscriberExt, util::SubscriberInitExt};

/// Logs to standard error. A program that has its own subscriber keeps it.
///
/// With `debug`, it tells what only people who look for a fault want to know.
pub(super) fn to_standard_error(debug: bool) {
    let usual = if debug { tracing::Level::DEBUG } else { tracing::Level::INFO };
    // rmcp tells at the ordinary level of every message that comes, with what is in it.
    let levels = Targets::new().with_default(usual).with_target("rmcp", tracing::Level::WARN);
    let output = fmt::layer().with_writer(std::io::stderr);
    let _ = tracing_subscriber::registry().with(output).with(levels).try_init();
}
