//! The newest revision of the Model Context Protocol over HTTP.

mod asking;
mod commands;
mod host;
mod refusals;
mod streams;
mod tools;
