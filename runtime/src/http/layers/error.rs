//! Settings that make no sense.

use std::{error::Error, fmt};

/// A setting of HTTP that makes no sense; it names the setting, and says what is expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpSettingsError {
    setting: &'static str,
    text: String,
}

impl HttpSettingsError {
    pub(super) fn new(setting: &'static str, text: impl Into<String>) -> Self {
        Self { setting, text: text.into() }
    }

    /// The setting, such as `cors.origins`.
    pub fn setting(&self) -> &str {
        self.setting
    }
}

impl fmt::Display for HttpSettingsError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the setting `http.{}` makes no sense: {}", self.setting, self.text)
    }
}

impl Error for HttpSettingsError {}
