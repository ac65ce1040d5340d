//! What the fuzzers of commandry run.
//!
//! Each function takes the bytes of a fuzzer, feeds them to one place where bytes of strangers come in, and panics when
//! what comes of it breaks a promise. The targets of `fuzz/` call them with bytes that are made up, and
//! `tests/corpus.rs` calls them with those that are kept, on every run of the tests.

mod answers;
mod commands;
mod config;
mod credentials;
mod documents;
mod envelope;
mod http;
mod parameters;
mod runtime;
mod schemas;
mod service;
mod websocket;

pub use self::{
    config::config, credentials::credentials, documents::documents, envelope::envelope, http::http,
    parameters::parameters, schemas::schemas, websocket::websocket,
};

/// A function that a fuzzer runs.
pub type Target = fn(&[u8]);

/// All of them, by the names of their corpora.
pub const TARGETS: [(&str, Target); 8] = [
    ("config", config),
    ("credentials", credentials),
    ("documents", documents),
    ("envelope", envelope),
    ("http", http),
    ("parameters", parameters),
    ("schemas", schemas),
    ("websocket", websocket),
];
