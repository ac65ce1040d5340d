//! Why encryption cannot be had.

use std::{error::Error, fmt, path::PathBuf};

/// Why the settings or files of encryption are of no use; it names the setting or the file, and says what to do.
#[derive(Debug)]
pub struct TlsError {
    text: String,
    file: Option<PathBuf>,
}

impl TlsError {
    pub(super) fn missing_setting(setting: &str, what: &str) -> Self {
        Self { text: format!("the setting `{setting}` is missing: {what}"), file: None }
    }

    pub(super) fn unused_client_files() -> Self {
        Self {
            text: "`ca_cert` or `crl_file` is set, but with mode `https` no client is asked for a certificate: set \
                   mode `mtls_only`, or remove them"
                .to_owned(),
            file: None,
        }
    }

    pub(super) fn of_file(setting: &str, file: &str, what: impl fmt::Display) -> Self {
        Self { text: format!("the file `{file}` of the setting `{setting}` {what}"), file: Some(file.into()) }
    }

    /// The file that is of no use, where one is.
    pub fn file(&self) -> Option<&std::path::Path> {
        self.file.as_deref()
    }
}

impl fmt::Display for TlsError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl Error for TlsError {}
