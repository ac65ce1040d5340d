//! What is wrong with settings.

use std::{error::Error, fmt};

use super::ConfigOrigin;

/// One thing that is wrong with the settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigFault {
    key: String,
    origin: ConfigOrigin,
    message: String,
}

impl ConfigFault {
    pub(super) fn new(key: impl Into<String>, origin: ConfigOrigin, message: impl Into<String>) -> Self {
        Self { key: key.into(), origin, message: message.into() }
    }

    /// The key, with its sections: `server.port`; empty where a whole file or variable is meant.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Where the value was given; [`ConfigOrigin::Default`] where it is missing.
    pub fn origin(&self) -> &ConfigOrigin {
        &self.origin
    }

    /// What is wrong and what is expected, without the key and where it was given.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for ConfigFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.origin != ConfigOrigin::Default {
            write!(formatter, "{}: ", self.origin)?;
        }
        if !self.key.is_empty() {
            write!(formatter, "`{}` ", self.key)?;
        }
        formatter.write_str(&self.message)
    }
}

/// Everything that is wrong with the settings, found at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    faults: Vec<ConfigFault>,
}

impl ConfigError {
    /// Nothing wrong is no error.
    pub(super) fn of(faults: Vec<ConfigFault>) -> Result<(), Self> {
        if faults.is_empty() { Ok(()) } else { Err(Self { faults }) }
    }

    /// What is wrong, in the order of the sources and then of the keys.
    pub fn faults(&self) -> &[ConfigFault] {
        &self.faults
    }
}

impl From<ConfigFault> for ConfigError {
    fn from(fault: ConfigFault) -> Self {
        Self { faults: vec![fault] }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.faults.len();
        let plural = if count == 1 { "" } else { "s" };
        write!(formatter, "the settings have {count} fault{plural}")?;
        for fault in &self.faults {
            write!(formatter, "\n  {fault}")?;
        }
        Ok(())
    }
}

impl Error for ConfigError {}
