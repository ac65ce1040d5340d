//! Input that nobody sends by accident: every case gets a clear error, and the server goes on working.

mod limits;
mod parameters;
mod secrets;
mod service;
mod transport;
mod unreadable;
