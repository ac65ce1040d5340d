//! Which events are logged.

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;

use super::super::{
    LogSettings, StartError,
    request::{CALL_TARGET, REQUEST_TARGET},
};

/// Libraries that say much and seldom what an operator wants to know; at `warn` unless a setting names them.
const QUIET: [&str; 14] = [
    "apalis",
    "h2",
    "hyper",
    "hyper_util",
    "mio",
    "opentelemetry",
    "opentelemetry_otlp",
    "opentelemetry_sdk",
    "rmcp",
    "rustls",
    "sqlx",
    "tokio_tungstenite",
    "tower",
    "tungstenite",
];

/// Libraries that log what is sent, secrets included, and the level from which on they do not.
const TELLTALE: [(&str, LevelFilter); 6] = [
    ("h2", LevelFilter::INFO),
    ("hyper", LevelFilter::DEBUG),
    ("rmcp", LevelFilter::WARN),
    ("rustls", LevelFilter::DEBUG),
    ("tokio_tungstenite", LevelFilter::INFO),
    ("tungstenite", LevelFilter::INFO),
];

/// The level that a setting names.
pub(in crate::observe) fn level(setting: &str, text: &str) -> Result<LevelFilter, StartError> {
    match text.to_ascii_lowercase().as_str() {
        "off" => Ok(LevelFilter::OFF),
        "error" => Ok(LevelFilter::ERROR),
        "warn" | "warning" => Ok(LevelFilter::WARN),
        "info" => Ok(LevelFilter::INFO),
        "debug" => Ok(LevelFilter::DEBUG),
        "trace" => Ok(LevelFilter::TRACE),
        _ => Err(StartError::new(format!(
            "`{text}` in `{setting}` is no level; the levels are off, error, warn, info, debug and trace"
        ))),
    }
}

/// The levels of all modules.
pub(super) fn of(settings: &LogSettings) -> Result<Targets, StartError> {
    let general = level("log.level", &settings.level)?;
    let mut targets = Targets::new().with_default(general);
    for module in QUIET {
        targets = targets.with_target(module, general.min(LevelFilter::WARN));
    }
    for (module, text) in &settings.modules {
        // Libraries are called with hyphens, their modules with underscores.
        let module = module.replace('-', "_");
        let wanted = level(&format!("log.modules.{module}"), text)?;
        let library = module.split("::").next().unwrap_or_default();
        let most = TELLTALE.iter().find(|(name, _)| *name == library).map_or(LevelFilter::TRACE, |it| it.1);
        targets = targets.with_target(module, wanted.min(most));
    }
    // Lines name their calls and requests by themselves.
    Ok(targets.with_target(CALL_TARGET, LevelFilter::OFF).with_target(REQUEST_TARGET, LevelFilter::OFF))
}

#[cfg(test)]
mod tests {
    use tracing::Level;

    use super::*;

    fn enabled(settings: &LogSettings, target: &str) -> Option<Level> {
        let targets = of(settings).unwrap();
        [Level::TRACE, Level::DEBUG, Level::INFO, Level::WARN, Level::ERROR]
            .into_iter()
            .find(|level| targets.would_enable(target, level))
    }

    #[test]
    fn libraries_are_quiet_until_they_are_named_and_never_tell_what_is_sent() {
        let mut settings = LogSettings { level: "trace".to_owned(), ..LogSettings::default() };
        assert_eq!(enabled(&settings, "orders::stock"), Some(Level::TRACE));
        assert_eq!(enabled(&settings, "sqlx::query"), Some(Level::WARN));
        assert_eq!(enabled(&settings, "tungstenite::protocol"), Some(Level::WARN));
        for module in
            ["sqlx", "tungstenite", "tungstenite::protocol", "tokio-tungstenite", "rmcp", "h2::codec"]
        {
            settings.modules.insert(module.to_owned(), "trace".to_owned());
        }
        assert_eq!(enabled(&settings, "sqlx::query"), Some(Level::TRACE));
        assert_eq!(enabled(&settings, "tungstenite::protocol"), Some(Level::INFO));
        assert_eq!(enabled(&settings, "tokio_tungstenite::compat"), Some(Level::INFO));
        assert_eq!(enabled(&settings, "rmcp::service"), Some(Level::WARN));
        assert_eq!(enabled(&settings, "h2::codec::framed_read"), Some(Level::INFO));
    }

    #[test]
    fn a_level_that_is_none_is_named_with_its_setting() {
        let mut settings = LogSettings { level: "verbose".to_owned(), ..LogSettings::default() };
        let message = of(&settings).unwrap_err().to_string();
        assert!(message.starts_with("`verbose` in `log.level` is no level; "), "{message}");
        settings.level = "INFO".to_owned();
        settings.modules.insert("sqlx".to_owned(), "loud".to_owned());
        assert!(of(&settings).unwrap_err().to_string().contains("`loud` in `log.modules.sqlx`"));
    }
}
