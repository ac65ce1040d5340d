//! Commands with parameters of all kinds, and a judge of what is published of them, for the tests and the fuzzers.

mod commands;
mod judge;

pub use self::{commands::commands, judge::judge};
