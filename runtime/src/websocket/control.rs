//! Requests about the connection itself: `rpc.cancel` and `rpc.unsubscribe`.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::Connection;
use crate::{CallError, codes};

/// What a client wants of its connection.
#[derive(Clone, Copy)]
pub(super) enum Control {
    Cancel,
    Unsubscribe,
}

#[derive(Deserialize)]
struct Cancel<'a> {
    #[serde(borrow)]
    params: CancelParams<'a>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CancelParams<'a> {
    #[serde(borrow)]
    id: &'a RawValue,
}

#[derive(Deserialize)]
struct Unsubscribe {
    params: UnsubscribeParams,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UnsubscribeParams {
    subscription: String,
}

impl Control {
    /// The control of a method's name.
    pub(super) fn named(method: &str) -> Option<Self> {
        match method {
            "rpc.cancel" => Some(Self::Cancel),
            "rpc.unsubscribe" => Some(Self::Unsubscribe),
            _ => None,
        }
    }

    /// Does what the message asks for; tells whether there was something to do.
    pub(super) fn run(self, connection: &Connection, text: &str) -> Result<bool, CallError> {
        match self {
            Self::Cancel => {
                let message: Cancel<'_> = serde_json::from_str(text)
                    .map_err(|_| unfit("`rpc.cancel` takes {\"id\": …}, the id of a call that runs"))?;
                Ok(connection.running.cancel(message.params.id.get()))
            }
            Self::Unsubscribe => {
                let message: Unsubscribe = serde_json::from_str(text).map_err(|_| {
                    unfit("`rpc.unsubscribe` takes {\"subscription\": \"…\"}, the name from the answer")
                })?;
                Ok(connection.subscriptions.end(&message.params.subscription))
            }
        }
    }
}

#[cold]
fn unfit(reason: &str) -> CallError {
    CallError::new(codes::INVALID_PARAMS, "invalid_params", format!("Invalid parameters: {reason}."))
}
