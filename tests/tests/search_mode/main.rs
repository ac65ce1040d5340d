//! Search mode over the Model Context Protocol: finding, explaining and calling commands by four tools.

mod calls;
mod commands;
mod host;
mod steps;
mod tools;
