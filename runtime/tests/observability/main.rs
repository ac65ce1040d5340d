//! What those who run a service see of it, over real sockets, in real files and at a collector that decodes what comes.
//!
//! Logs and spans are those of a process, so that the tests share one service that records everything.

mod collector;
mod commands;
mod health;
mod logs;
mod metrics;
mod service;
mod traces;
