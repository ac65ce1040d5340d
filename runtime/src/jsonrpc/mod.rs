//! JSON-RPC 2.0: from the bytes of a request to the bytes of its answer.
//!
//! This is the whole protocol without a transport. `POST /cmd` is a thin layer on top of [`answer`].

mod answer;
mod envelope;
mod quick;

pub use self::answer::answer;
#[cfg(feature = "http")]
pub(crate) use self::answer::{Answer, error_bytes, readable, respond, too_long};
#[cfg(feature = "websocket")]
pub(crate) use self::{
    answer::{Begun, Running, batch, begin, failed, invalid_request, is_notification, not_json},
    envelope::{Asked, Body, Form, Request, read},
};
