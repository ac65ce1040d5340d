//! The newest revision of the Model Context Protocol over HTTP.

mod asking;
mod commands;
mod host;
mod refusals;
mod resources_and_prompts;
mod streams;
mod tools;
