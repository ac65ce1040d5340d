//! Annotate a function once; it is served, documented, typed, checked and reachable everywhere.
//!
//! ```standalone_crate
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
//! - `documents` (default): OpenAPI, OpenRPC, TypeScript and text of the commands, on the routes of `http` and as
//!   `rpc.discover`. `help` describes commands without it.
//! - `docs-page` (default): `GET /docs`, a page that documents and calls every command, without any other host.
//! - `cli` (default): the command line of [`App::run`]; needs `http` and `documents`.
//! - `config`: settings from files, `.env` and the environment, for the command line and `App::configure`.
//! - `cli-call` (default): `call`, which calls commands from the command line, and `completions` for shells.
//! - `jobs`, `jobs-postgres`, `jobs-redis`: commands that run in the background, kept in SQLite, Postgres or Redis.
//! - `tls`: HTTPS and mutual TLS, with certificates that are read again when their files change.
//! - `http-layers`: CORS, compression, trusted hosts, rate limits and what else stands before the routes.
//! - `service`: everything that a service in production wants.
//! - `mcp`: `/mcp`, the commands as tools of AI hosts by the Model Context Protocol.
//! - `cache`: answers of read-only commands that are given again, as `cache = "60s"` says.
//! - `registration`: the server registers itself on a proxy.
//! - `service`: everything that a service in production wants.
//! - `swagger-ui`: `GET /docs/swagger`, Swagger UI from files within the program.
//! - `unicode-patterns`: `\p{…}` in patterns, by a larger engine with the tables of Unicode.
//! - `websocket`: `GET /ws`, JSON-RPC both ways, with progress, questions, cancellation and subscriptions.
//! - `testing`: `testing::TestApp`, which makes one call through every surface.
//! - `metrics`, `telemetry`, `logging`, `health-checks`: what those who run a service see of it; `commandry::observe` tells more.
//! - `client`, `client-http`, `client-tls`: calls of other servers with the types of their functions.
//!
//! The defaults are small enough to leave on. A program that has to be as small as can be turns the default features off
//! and takes `http`.

// The built-in commands are declared with the same macro, which names this crate by its public name.
extern crate self as commandry;

mod access;
mod app;
mod ask;
#[cfg(feature = "auth")]
pub mod auth;
mod builtin;
mod call;
mod call_log;
mod caller;
mod catalog;
#[cfg(feature = "cli")]
mod cli;
#[cfg(feature = "client")]
pub mod client;
pub mod config;
#[cfg(feature = "http")]
mod connections;
mod content;
mod context;
mod deadline;
mod declaration;
#[cfg(feature = "documents")]
mod documents;
mod error;
#[cfg(feature = "http")]
pub mod http;
mod inject;
mod items;
mod job_ticket;
#[cfg(feature = "jobs")]
pub mod jobs;
pub mod jsonrpc;
#[cfg(feature = "mcp")]
pub mod mcp;
#[cfg(any(feature = "health-checks", feature = "logging", feature = "metrics"))]
pub mod observe;
pub mod prelude;
mod progress;
mod prompt_message;
#[cfg(feature = "registration")]
pub mod registration;
mod registry;
#[cfg(feature = "cache")]
mod response_cache;
mod schema;
mod state;
#[cfg(feature = "documents")]
mod strict_mode;
#[cfg(feature = "testing")]
pub mod testing;
#[cfg(feature = "tls")]
pub mod tls;
#[cfg(feature = "websocket")]
mod websocket;

/// Declares the kinds of an error type, each with a stable name, a code and documentation.
///
/// The message is that of `Display`, named fields travel as `error.data.details`, and the documentation of a variant
/// becomes that of its kind.
///
/// | argument of `#[command_error(…)]` | meaning |
/// |---|---|
/// | `kind = "…"` | stable name; that of the variant in `snake_case` otherwise |
/// | `code = N` | JSON-RPC code, 1000 or more; 1000 otherwise |
/// | `status = N` | HTTP status where HTTP speaks for itself; 422 otherwise |
/// | `transparent` | the variant holds another such error, whose kinds are taken over |
/// | `internal` | a failure whose cause is logged and never sent |
/// | `skip`, on a field | the field does not travel |
///
/// ```
/// use commandry::CommandErrors;
///
/// #[derive(Debug, thiserror::Error, CommandErrors)]
/// pub enum AccountError {
///     /// There is no account of that number.
///     #[error("no account {number}")]
///     #[command_error(code = 1404, status = 404)]
///     UnknownAccount { number: u64 },
///     /// The file could not be read.
///     #[error("file failure")]
///     #[command_error(internal)]
///     File(#[from] std::io::Error),
/// }
/// ```
pub use commandry_macros::CommandErrors;
#[doc = include_str!("declaration/attribute.md")]
pub use commandry_macros::command;
/// Lists the crates whose commands a program must have, and links them.
///
/// Rust does not link a crate that nobody names, and a command that is not linked is silently missing. Every crate
/// listed here is linked, and [`Registry::collect`] fails with file and line when one of them registered nothing.
///
/// ```text
/// commandry::command_crates! {
///     billing;
///     users as "acme_users"; // the dependency `users` is the crate `acme_users`
/// }
/// ```
pub use commandry_macros::command_crates;
/// Makes the methods of an `impl` block that are marked `#[command]` commands.
///
/// The methods take `&self`; the value is a state of the application. Arguments such as `group` hold for all methods.
///
/// ```standalone_crate
/// use commandry::prelude::*;
///
/// pub struct Counter(std::sync::atomic::AtomicU64);
///
/// #[commands(group = "counter")]
/// impl Counter {
///     /// Counts one more.
///     ///
///     /// # Returns
///     /// How many there are now.
///     #[command(read_only = false)]
///     pub fn count_up(&self) -> u64 {
///         self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let dispatcher = App::new("counter", "1.0.0").state(Counter(41.into())).build().await?;
/// assert_eq!(dispatcher.call::<count_up>(()).await?, 42);
/// # Ok(())
/// # }
/// ```
pub use commandry_macros::commands;
#[doc = include_str!("declaration/prompt.md")]
pub use commandry_macros::prompt;
#[doc = include_str!("declaration/resource.md")]
pub use commandry_macros::resource;
pub use tokio_util::sync::CancellationToken;

#[cfg(feature = "cache")]
pub use self::response_cache::{CacheSettings, CacheStatistics, ResponseCache};
pub use self::{
    access::{AccessRule, AccessRules},
    app::{App, AppError, Setup},
    ask::{Abilities, Answer, AnswerFuture, Ask, Asked, Question, Root, SampleRequest},
    call::{Call, CallKind, Dispatcher, DispatcherBuilder, Interceptor, Limits, Next, Reply},
    call_log::{CallLog, LogLevel, LogMessage},
    caller::Caller,
    content::Content,
    context::{Context, Origin},
    declaration::{
        CommandErrors, CommandParameter, CommandResult, CommandType, ErrorDetail, NoDeclaredErrors,
        PromptMessages, PromptType, ResourceContents, ResourceType, UndeclaredError,
    },
    error::{CallError, codes},
    inject::FromContext,
    items::Items,
    job_ticket::{JobStatus, JobTicket},
    progress::{Progress, ProgressReport},
    prompt_message::PromptMessage,
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

    pub use commandry_schema::catalog::Stability;
    pub use inventory::submit;

    pub use crate::__for_clients as for_clients;
    #[cfg(feature = "client")]
    pub use crate::declaration::{Details, ReadDetail, UnreadableDetail};

    pub use crate::{
        CallError, JobTicket,
        call::{Invocation, Running, RunningCommand},
        declaration::{
            CommandErrors, CommandType, Detail, ErrorKindData, ErrorKinds, Inner, Memory, NotDeclared,
            NotResult, Outcome, ParameterType, PromptData, PromptRegistration, PromptType, ResourceData,
            ResourceRegistration, ResourceType, Returned, Returns, complete, completion,
            data::{
                COMMAND, CommandData, CommandExtra, Constraint, DeprecationData, ExampleData, ExpectedCrate,
                HomeData, InjectionData, JobData, ParameterData, ParameterExtra, Registration,
            },
            detail, error_message, inner, memory, outcome_kind, parameter_type, prompt_returns,
            resource_returns, returns, usual_mime_type,
        },
        inject::{Injection, injection},
        state::State,
    };
}
