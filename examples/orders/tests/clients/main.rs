//! Clients of others: the typed client of Rust and the generated client of TypeScript call the program over a socket,
//! also through what goes wrong on the way.

mod odd_server;
mod rust;
#[path = "../support/mod.rs"]
#[allow(dead_code, reason = "each test program uses its part of it")]
mod support;
mod typescript;
