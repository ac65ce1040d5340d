//! Annotate a function once; it is served, documented, typed, checked and reachable everywhere.
//!
//! ```
//! use commandry::prelude::*;
//!
//! /// Adds two numbers.
//! ///
//! /// # Returns
//! /// The sum.
//! #[command(group = "arithmetic", read_only)]
//! fn add(
//!     /// First summand.
//!     a: f64,
//!     /// Second summand.
//!     b: f64,
//! ) -> f64 {
//!     a + b
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // The function stays an ordinary function …
//! assert_eq!(add(2.0, 3.0), 5.0);
//!
//! // … and is a command: decoded, validated, limited and documented.
//! let dispatcher = App::new("calculator", "1.0.0").build().await?;
//! assert_eq!(dispatcher.call::<add>((2.0, 3.0)).await?, 5.0);
//! # Ok(())
//! # }
//! ```
//!
//! [`App::run`] turns the same commands into a program: `serve` answers JSON-RPC 2.0 on `POST /cmd`, REST routes and
//! `GET /openapi.json`; `schema` prints documents; `validate` checks the documentation of every command.
//!
//! # Features
//!
//! - `http` (default): the routes, on [axum](https://docs.rs/axum).
//! - `cli` (default): the command line of [`App::run`].

// The built-in commands are declared with the same macro, which names this crate by its public name.
extern crate self as commandry;

mod app;
mod builtin;
mod call;
mod caller;
mod catalog;
#[cfg(feature = "cli")]
mod cli;
mod context;
mod deadline;
mod declaration;
mod documents;
mod error;
#[cfg(feature = "http")]
pub mod http;
mod inject;
pub mod jsonrpc;
pub mod prelude;
mod progress;
mod registry;
mod schema;
mod state;

pub use commandry_macros::{CommandErrors, command, command_crates, commands};
pub use tokio_util::sync::CancellationToken;

pub use self::{
    app::{App, AppError, Setup},
    call::{Call, Dispatcher, DispatcherBuilder, Interceptor, Limits, Next, Reply},
    caller::Caller,
    context::{Context, Origin},
    declaration::{
        CommandErrors, CommandParameter, CommandResult, CommandType, ErrorDetail, UndeclaredError,
    },
    error::{CallError, codes},
    inject::FromContext,
    progress::{Progress, ProgressReport},
    registry::{Registry, RegistryError},
    state::{State, States},
};

/// Not public API. Used by generated code.
#[doc(hidden)]
pub mod __private {
    pub use core::{
        option::Option::{self, None, Some},
        time::Duration,
    };
    pub use std::string::ToString;

    pub use inventory::submit;

    pub use crate::{
        CallError,
        call::{Invocation, Running},
        declaration::{
            CommandErrors, CommandType, Detail, ErrorKindData, ErrorKinds, Inner, NotDeclared, NotResult,
            Outcome, ParameterType, Returned, Returns,
            data::{
                COMMAND, CommandData, Constraint, DeprecationData, ExampleData, ExpectedCrate, InjectionData,
                PARAMETER, ParameterData, Registration,
            },
            detail, error_message, inner, outcome_kind, parameter_type, returns,
        },
        inject::{Injection, injection},
        state::State,
    };
}
