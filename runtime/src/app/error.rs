//! Why an application could not be made.

use std::{error::Error, fmt};

use super::BoxError;
use crate::RegistryError;

/// Why an application could not be made.
#[derive(Debug)]
#[non_exhaustive]
pub enum AppError {
    /// The commands do not fit together, or lack a state.
    Registry(RegistryError),
    /// The setup failed.
    Setup(BoxError),
    /// Strict mode is on, and commands are not documented as they must be.
    #[cfg(feature = "documents")]
    Documentation(commandry_schema::lint::Report),
    /// A section of settings lacks what it must have.
    #[cfg(feature = "config")]
    Configuration(crate::config::ConfigError),
}

impl fmt::Display for AppError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Registry(error) => error.fmt(formatter),
            Self::Setup(error) => write!(formatter, "the application could not be set up: {error}"),
            #[cfg(feature = "documents")]
            Self::Documentation(report) => formatter.write_str(&crate::strict_mode::explain(report)),
            #[cfg(feature = "config")]
            Self::Configuration(error) => error.fmt(formatter),
        }
    }
}

impl Error for AppError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Registry(error) => Some(error),
            Self::Setup(error) => Some(&**error),
            #[cfg(feature = "documents")]
            Self::Documentation(_) => None,
            #[cfg(feature = "config")]
            Self::Configuration(error) => Some(error),
        }
    }
}
