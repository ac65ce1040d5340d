//! What most files with commands need: `use commandry::prelude::*;`.

pub use crate::{
    App, CallError, Caller, CancellationToken, CommandErrors, Context, Progress, State, command, commands,
};
