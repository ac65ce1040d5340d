//! One call through every surface, for the tests of an application.
//!
//! A command is reached in many ways, and its author tests it once: [`TestApp`] serves the application on a port of this
//! machine and calls it as its callers do. What is sent and read is what a client of that surface would send and read;
//! nothing is taken for granted between them but the dispatcher's own answer, which the others are compared with.

#[cfg(feature = "cli-call")]
mod command_line;
mod http;
#[cfg(feature = "mcp")]
mod mcp;
mod outcome;
mod outcomes;
mod websocket;

use std::{fmt, io, time::Duration};

use serde_json::Value;
use tokio::{net::TcpListener, task::JoinHandle, time::timeout};
use tokio_util::sync::CancellationToken;

pub use self::{
    outcome::{Failure, Outcome},
    outcomes::{Disagreement, Outcomes},
};
use crate::{App, AppError, Dispatcher, Origin, http as routes};

/// How much longer than its command a surface may take.
const MARGIN: Duration = Duration::from_secs(5);

/// A way to call a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Surface {
    /// [`Dispatcher::call_by_name`], in this process.
    Dispatcher,
    /// JSON-RPC on `POST /cmd`.
    JsonRpc,
    /// `POST /cmd/{name}`.
    NamedRoute,
    /// A connection to `GET /ws`; a stream as a subscription.
    WebSocket,
    /// The tool of the same name at `/mcp/all` (feature `mcp`).
    Mcp,
    /// `call NAME --json …` (feature `cli-call`), in this process.
    CommandLine,
}

/// An application that is called through every surface.
///
/// # Examples
///
/// ```
/// use commandry::{prelude::*, testing::TestApp, Dispatcher, Registry};
/// use serde_json::json;
///
/// /// Divides a number.
/// #[command(group = "arithmetic", read_only)]
/// fn divide(
///     /// The number.
///     number: f64,
///     /// What to divide it by.
///     by: f64,
/// ) -> Result<f64, CallError> {
///     if by == 0.0 { Err(CallError::new(1001, "division_by_zero", "nothing divides by zero")) } else { Ok(number / by) }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let app = TestApp::new(Dispatcher::builder(Registry::new().with::<divide>()).build()?).await?;
///
/// let outcomes = app.call("divide", json!({"number": 3, "by": 2})).await;
/// assert_eq!(outcomes.agreed().result(), 1.5);
///
/// let outcomes = app.call("divide", json!({"number": 3, "by": 0})).await;
/// assert_eq!(outcomes.agreed().failure().kind(), "division_by_zero");
/// # Ok(())
/// # }
/// ```
pub struct TestApp {
    dispatcher: Dispatcher,
    place: String,
    stop: CancellationToken,
    _serving: JoinHandle<io::Result<()>>,
}

impl TestApp {
    /// Serves a dispatcher on a free port of this machine, until the value is dropped.
    ///
    /// # Errors
    ///
    /// Fails when there is no free port, and when the routes of two commands are the same.
    pub async fn new(dispatcher: Dispatcher) -> io::Result<Self> {
        let router = routes::router(dispatcher.clone()).map_err(io::Error::other)?;
        #[cfg(feature = "mcp")]
        let router = router.merge(crate::mcp::router(dispatcher.clone(), crate::mcp::McpOptions::default()));
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let place = listener.local_addr()?.to_string();
        let stop = CancellationToken::new();
        let told = stop.clone();
        let serving = tokio::spawn(routes::serve(listener, router, async move { told.cancelled().await }));
        Ok(Self { dispatcher, place, stop, _serving: serving })
    }

    /// Sets an application up and serves it. Its setup, states, limits and interceptors are its own; its surfaces have
    /// their default options, so that all are there.
    ///
    /// # Errors
    ///
    /// Fails as [`App::build`] and [`TestApp::new`] do.
    pub async fn of(app: App) -> Result<Self, AppError> {
        let dispatcher = app.build().await?;
        Self::new(dispatcher).await.map_err(|error| AppError::Setup(error.into()))
    }

    /// What is called, for tests that look at it from the inside.
    pub fn dispatcher(&self) -> &Dispatcher {
        &self.dispatcher
    }

    /// Where the application is served, such as `http://127.0.0.1:43211`.
    pub fn url(&self) -> String {
        format!("http://{}", self.place)
    }

    /// The surfaces on which a command has this name: all that the features of the crate bring, except that the commands
    /// that every service has are no tools at `/mcp`, and further names of a command neither.
    pub fn surfaces(&self, name: &str) -> Vec<Surface> {
        let mut surfaces =
            vec![Surface::Dispatcher, Surface::JsonRpc, Surface::NamedRoute, Surface::WebSocket];
        let is_no_tool = self
            .dispatcher
            .find(name)
            .is_some_and(|entry| crate::builtin::is_built_in(entry.command) || entry.command.name != name);
        if cfg!(feature = "mcp") && !is_no_tool {
            surfaces.push(Surface::Mcp);
        }
        if cfg!(feature = "cli-call") {
            surfaces.push(Surface::CommandLine);
        }
        surfaces
    }

    /// Calls a command through each of its surfaces, one after the other; the parameters are an object.
    ///
    /// The command runs once for each surface. One that changes something may rightly answer the second call in another
    /// way than the first: call it by [`TestApp::call_on`], each time on an application of its own.
    pub async fn call(&self, name: &str, params: Value) -> Outcomes {
        let mut outcomes = Vec::new();
        for surface in self.surfaces(name) {
            outcomes.push((surface, self.call_on(surface, name, &params).await));
        }
        Outcomes::new(name, params, outcomes)
    }

    /// Calls a command through one surface.
    ///
    /// # Panics
    ///
    /// Panics when the surface does not answer as its protocol asks for, or not in time, and when a feature of the crate
    /// that it needs is off.
    pub async fn call_on(&self, surface: Surface, name: &str, params: &Value) -> Outcome {
        let limits = self.dispatcher.limits();
        let limit = self.dispatcher.find(name).map_or(limits.timeout, |entry| entry.time_limit(limits));
        let outcome = timeout(limit + MARGIN, self.answer(surface, name, params)).await;
        outcome.unwrap_or_else(|_| panic!("{surface:?} does not answer: {name} with {params}"))
    }

    async fn answer(&self, surface: Surface, name: &str, params: &Value) -> Outcome {
        match surface {
            Surface::Dispatcher => {
                Outcome::of(self.dispatcher.call_by_name(name, params, &Origin::default()).await)
            }
            Surface::JsonRpc => http::json_rpc(&self.place, name, params).await,
            Surface::NamedRoute => http::named_route(&self.place, name, params).await,
            Surface::WebSocket => websocket::call(&self.place, self.dispatcher.limits(), name, params).await,
            #[cfg(feature = "mcp")]
            Surface::Mcp => mcp::call(&self.place, &self.dispatcher, name, params).await,
            #[cfg(feature = "cli-call")]
            Surface::CommandLine => command_line::call(&self.dispatcher, name, params).await,
            #[cfg(not(all(feature = "mcp", feature = "cli-call")))]
            other => panic!("{other:?} needs a feature of commandry that is off"),
        }
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl fmt::Debug for TestApp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TestApp")
            .field("dispatcher", &self.dispatcher)
            .field("place", &self.place)
            .finish_non_exhaustive()
    }
}
