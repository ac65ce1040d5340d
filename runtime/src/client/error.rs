//! Why a call of a client failed.

use std::{error::Error, fmt};

use serde_json::{Map, Value};

use super::TransportError;
use crate::{
    CallError, codes,
    declaration::{CommandErrors, NoDeclaredErrors},
};

/// Why a call has no result; `E` is the error type of the command.
///
/// ```
/// use commandry::{Dispatcher, Registry, client::{Client, ClientError}, prelude::*};
///
/// /// Why stock cannot be reserved.
/// #[derive(Debug, thiserror::Error, CommandErrors)]
/// enum StockError {
///     /// Fewer units are left than were asked for.
///     #[error("only {left} left")]
///     #[command_error(code = 1001)]
///     OutOfStock { left: u32 },
/// }
///
/// /// Reserves units.
/// #[command]
/// fn reserve_stock(
///     /// How many units.
///     #[param(range(min = 1))]
///     quantity: u32,
/// ) -> Result<u32, StockError> {
///     if quantity > 5 { Err(StockError::OutOfStock { left: 5 }) } else { Ok(quantity) }
/// }
///
/// /// Tells a person what became of a reservation.
/// async fn told(client: &Client, quantity: u32) -> String {
///     match client.call::<reserve_stock>((quantity,)).await {
///         Ok(reserved) => format!("{reserved} are yours"),
///         Err(error) if error.is_timeout() => "the shop is slow today".to_owned(),
///         Err(ClientError::Failed(failure)) => match failure.into_declared() {
///             Ok(StockError::OutOfStock { left }) => format!("take {left} instead"),
///             // The server is newer than this client and answers a kind that is not declared here.
///             Err(error) => error.to_string(),
///         },
///         Err(ClientError::Refused(error)) => format!("refused as {}", error.kind()),
///         // No answer, or none that can be read: nobody knows whether the units are reserved.
///         Err(error) => format!("please ask again: {error}"),
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let client = Client::over(Dispatcher::builder(Registry::new().with::<reserve_stock>()).build()?);
/// assert_eq!(told(&client, 2).await, "2 are yours");
/// assert_eq!(told(&client, 9).await, "take 5 instead");
/// assert_eq!(told(&client, 0).await, "refused as invalid_params");
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum ClientError<E = NoDeclaredErrors> {
    /// The command ran and failed.
    Failed(CommandFailure<E>),
    /// The server refused the call or failed itself: wrong parameters, no permission, too many calls, too little time.
    Refused(CallError),
    /// The request did not arrive, or its answer did not come back.
    Transport(TransportError),
    /// What came back is no answer to the call: the page of a proxy, or a result of another type.
    BadAnswer {
        /// The HTTP status, where the answer came by HTTP.
        status: Option<u16>,
        /// What is wrong with it.
        reason: String,
    },
    /// The parameters cannot be written as JSON; nothing was sent.
    Unsendable(String),
}

impl<E> ClientError<E> {
    /// The stable kind of the failure, when the server named one.
    pub fn kind(&self) -> Option<&str> {
        self.call_error().map(CallError::kind)
    }

    /// What the server answered, when it did: code, kind, message and further data.
    pub fn call_error(&self) -> Option<&CallError> {
        match self {
            Self::Failed(failure) => Some(&failure.error),
            Self::Refused(error) => Some(error),
            Self::Transport(_) | Self::BadAnswer { .. } | Self::Unsendable(_) => None,
        }
    }

    /// The command's own error, when it declares the kind and all of its fields travel.
    pub fn declared(&self) -> Option<&E> {
        match self {
            Self::Failed(failure) => failure.declared(),
            _ => None,
        }
    }

    /// Whether the time for the answer ran out, here or at the server.
    pub fn is_timeout(&self) -> bool {
        match self {
            Self::Transport(error) => matches!(error, TransportError::TimedOut(_)),
            _ => self.call_error().is_some_and(|error| error.code() == codes::TIMED_OUT),
        }
    }
}

impl<E> fmt::Display for ClientError<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(failure) => failure.error.fmt(formatter),
            Self::Refused(error) => error.fmt(formatter),
            Self::Transport(error) => error.fmt(formatter),
            Self::BadAnswer { status: Some(status), reason } => {
                write!(formatter, "{reason} (HTTP {status})")
            }
            Self::BadAnswer { status: None, reason } => formatter.write_str(reason),
            Self::Unsendable(reason) => {
                write!(formatter, "the parameters cannot be written as JSON: {reason}")
            }
        }
    }
}

impl<E: fmt::Debug> Error for ClientError<E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Transport(error) => error.source(),
            _ => None,
        }
    }
}

/// The failure of a command as its caller sees it.
#[derive(Debug)]
pub struct CommandFailure<E> {
    declared: Option<E>,
    error: CallError,
}

impl<E> CommandFailure<E> {
    /// The command's own error.
    ///
    /// There is none when the server answered a kind that the command does not declare here, and when a variant has
    /// fields that do not travel or cannot be read; [`error`](Self::error) tells the kind all the same.
    pub fn declared(&self) -> Option<&E> {
        self.declared.as_ref()
    }

    /// The command's own error, or all that is known when there is none.
    ///
    /// # Errors
    ///
    /// Gives what the server answered in the cases that [`declared`](Self::declared) names.
    pub fn into_declared(self) -> Result<E, CallError> {
        self.declared.ok_or(self.error)
    }

    /// What the server answered: code, kind, message and further data.
    pub fn error(&self) -> &CallError {
        &self.error
    }

    /// The details of the kind as JSON.
    pub fn details(&self) -> Option<&Map<String, Value>> {
        details(&self.error)
    }
}

fn details(error: &CallError) -> Option<&Map<String, Value>> {
    error.data().get("details").and_then(Value::as_object)
}

/// A failed call before the error type of its command is looked at.
#[derive(Debug)]
pub(super) enum Failed {
    Answered(CallError),
    Transport(TransportError),
    BadAnswer { status: Option<u16>, reason: String },
}

impl Failed {
    /// The failure of a command whose errors have a type.
    pub(super) fn typed<E: CommandErrors>(self) -> ClientError<E> {
        match self {
            Self::Answered(error) => {
                let declared = E::__from_kind(error.kind(), details(&error).unwrap_or(&Map::new()));
                let is_application = error.code() >= codes::APPLICATION || error.code() == codes::FAILED;
                if declared.is_some() || is_application {
                    ClientError::Failed(CommandFailure { declared, error })
                } else {
                    ClientError::Refused(error)
                }
            }
            Self::Transport(error) => ClientError::Transport(error),
            Self::BadAnswer { status, reason } => ClientError::BadAnswer { status, reason },
        }
    }
}
