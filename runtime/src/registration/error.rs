//! Why a server is not registered.

use std::{error::Error, fmt, time::Duration};

/// Why a server could not be registered, or taken off again.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RegistrationError {
    /// The settings say that the server does not register itself.
    Disabled,
    /// No server of this process has a registration.
    NotSetUp,
    /// The settings cannot be used; says which and why.
    Settings(String),
    /// It is not known where the proxy would reach this server.
    NoServerUrl,
    /// The proxy did not answer, or said that it cannot at the moment.
    Unreachable(String),
    /// The proxy did not answer in time.
    TimedOut(Duration),
    /// The proxy gave an answer that is none to such a request.
    UnexpectedAnswer(String),
    /// The proxy refused; holds its status and its words.
    Refused {
        /// HTTP status of the answer.
        status: u16,
        /// What the proxy said, shortened.
        message: String,
    },
}

impl fmt::Display for RegistrationError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Disabled => {
                formatter.write_str("registration is switched off; set `proxy_registration.enabled`")
            }
            Self::NotSetUp => formatter.write_str("no server of this process has a registration"),
            Self::Settings(what) => {
                write!(formatter, "the settings of `proxy_registration` cannot be used: {what}")
            }
            Self::NoServerUrl => formatter.write_str(
                "it is not known where the proxy reaches this server; set `proxy_registration.public_url`",
            ),
            Self::Unreachable(why) => write!(formatter, "the proxy cannot be reached: {why}"),
            Self::TimedOut(limit) => {
                write!(formatter, "the proxy did not answer within {} seconds", limit.as_secs_f64())
            }
            Self::UnexpectedAnswer(what) => write!(formatter, "the proxy gave an unexpected answer: {what}"),
            Self::Refused { status, message } => {
                write!(formatter, "the proxy refused (status {status}): {message}")
            }
        }
    }
}

impl Error for RegistrationError {}
