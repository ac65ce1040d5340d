//! The older revisions of the protocol, which keep sessions, and all revisions over standard input and output.
//!
//! Both are served by the crate rmcp, which knows every revision; the newest one over HTTP keeps no session and does
//! not come here. What is listed and how calls run is the same as there: it all comes from the same server.

#![expect(
    deprecated,
    reason = "the newest revision gives up messages, samples and roots, which all served here have"
)]

mod ask;
mod asking;
mod bounded;
mod handler;
mod http;
mod lists;
mod outbox;
mod owners;
#[cfg(feature = "cli")]
mod stdio;
mod told;

pub(crate) use self::http::Sessions;
#[cfg(feature = "cli")]
pub(crate) use self::stdio::serve_standard_streams;
