//! `GET /ws` over a real socket.

mod calls;
mod commands;
mod connections;
mod hostile;
mod questions;
mod site;
mod slow_reader;
mod subscriptions;
