//! Where a value was given.

use std::{fmt, sync::Arc};

/// Where a value of the settings was given.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfigOrigin {
    /// Nowhere: it is what holds unless something else is given.
    Default,
    /// In the program, by a method of [`App`](crate::App).
    Program,
    /// In a file of settings.
    File {
        /// The file as it was named.
        path: Arc<str>,
        /// The line, from 1 on.
        line: usize,
    },
    /// In a file of variables, `.env`.
    DotEnv {
        /// The file as it was named.
        path: Arc<str>,
        /// The line, from 1 on.
        line: usize,
        /// The name of the variable.
        variable: String,
    },
    /// In the environment of the process.
    Environment {
        /// The name of the variable.
        variable: String,
    },
    /// On the command line.
    CommandLine {
        /// The flag, with its hyphens.
        flag: String,
    },
}

impl fmt::Display for ConfigOrigin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => formatter.write_str("default"),
            Self::Program => formatter.write_str("program"),
            Self::File { path, line } => write!(formatter, "{path}:{line}"),
            Self::DotEnv { path, line, variable } => write!(formatter, "{path}:{line}, {variable}"),
            Self::Environment { variable } => write!(formatter, "environment, {variable}"),
            Self::CommandLine { flag } => write!(formatter, "command line, {flag}"),
        }
    }
}
