//! Search mode: four tools by which a model finds and calls any of hundreds of commands.
//!
//! A list of all commands as tools costs a model a hundred tokens and more for each command before it has read the
//! question. In search mode it sees `search`, `help`, `run_readonly` and `run` instead, whatever the number of commands,
//! and reads only of the commands that fit. Here is what needs no server: the tools, the words on the service, the
//! answers of `search` and `help`, and the choice between both ways.

mod choice;
mod finder;
mod help;
mod instructions;
mod outline;
mod select;
mod tokens;
mod tools;

pub use self::{
    choice::{Choice, DEFAULT_TOKEN_BUDGET, choose},
    finder::{DEFAULT_LIMIT, Finder, MOST_HITS, NotFound},
    help::{HelpFormat, MOST_NAMES, help},
    instructions::{MOST_INSTRUCTION_BYTES, instructions},
    outline::outline,
    select::{SelectError, select},
    tokens::estimated_tokens,
    tools::{Tool, tools},
};
