//! What those who run a service see of it, over real sockets, in real files and at a collector that decodes what comes.
//!
//! Logs and spans are those of a process, so that the tests share one service that records everything.
#![expect(clippy::float_cmp, reason = "what is compared is written by the same program, and whole")]
#![expect(clippy::print_stdout, reason = "a child tells what it measured, and a skipped test why")]
#![expect(clippy::unused_async, reason = "commands of every kind are observed")]

mod collector;
mod commands;
mod health;
mod logs;
mod metrics;
mod queues;
mod service;
mod traces;
