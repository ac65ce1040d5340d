//! `GET /ws`: JSON-RPC both ways on one connection.
//!
//! A message is answered by the code that answers `POST /cmd`. What is added is what only a connection that stays open
//! can have: progress, messages and questions of a call that runs, its cancellation, and results that come item by item.

mod call;
mod control;
mod line;
mod options;
mod origins;
mod outgoing;
mod questions;
mod running;
mod session;
#[cfg(feature = "config")]
mod settings;
mod subscriptions;
mod upgrade;

use std::sync::Arc;

use tokio::sync::Semaphore;

pub use self::options::WebSocketOptions;
#[cfg(feature = "config")]
pub use self::settings::WebSocketSettings;
pub(crate) use self::upgrade::route;
use self::{outgoing::Outgoing, questions::Questions, running::RunningCalls, subscriptions::Subscriptions};
use crate::{Caller, Dispatcher, ask::Abilities};

/// What the calls of one connection share.
struct Connection {
    dispatcher: Dispatcher,
    outgoing: Outgoing,
    /// The right to run one request more.
    requests: Semaphore,
    most_requests: usize,
    running: RunningCalls,
    questions: Questions,
    subscriptions: Subscriptions,
    caller: Caller,
    askable: Abilities,
}

impl Connection {
    fn new(
        dispatcher: Dispatcher,
        options: &WebSocketOptions,
        caller: Caller,
        askable: Abilities,
        outgoing: Outgoing,
    ) -> Arc<Self> {
        Arc::new(Self {
            dispatcher,
            outgoing,
            requests: Semaphore::new(options.requests),
            most_requests: options.requests,
            running: RunningCalls::default(),
            questions: Questions::default(),
            subscriptions: Subscriptions::new(options.subscriptions),
            caller,
            askable,
        })
    }
}
