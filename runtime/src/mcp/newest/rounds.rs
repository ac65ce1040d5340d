//! Questions of a command to a host that keeps no connection: the call ends with them, and comes again with answers.

use std::{
    collections::BTreeMap,
    future::{Future, poll_fn},
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::Poll,
};

use futures_util::task::AtomicWaker;
use serde_json::{Map, Value, json};
use tokio_util::sync::CancellationToken;

use super::super::questions;
use super::request_state::Answers;
use crate::{
    CallError,
    ask::{Abilities, Ask, Asked, Question, cannot_ask},
    codes,
};

/// The questions of one call, and the answers that came with it.
pub(in crate::mcp) struct Rounds {
    given: Answers,
    abilities: Abilities,
    raised: Mutex<Raised>,
    waker: AtomicWaker,
    /// Cancelled when the call has ended, so that nothing waits on for an answer which comes to another call.
    ended: CancellationToken,
}

/// What the command has asked.
#[derive(Default)]
struct Raised {
    /// Questions without an answer that fits.
    open: BTreeMap<String, Asked>,
    /// Answers that were used.
    used: Answers,
    /// What the host would have had to declare.
    missing: Option<&'static str>,
}

impl Rounds {
    pub(in crate::mcp) fn new(given: Answers, abilities: Abilities) -> Arc<Self> {
        Arc::new(Self {
            given,
            abilities,
            raised: Mutex::default(),
            waker: AtomicWaker::new(),
            ended: CancellationToken::new(),
        })
    }

    /// What the command asks with.
    pub(in crate::mcp) fn ask(self: &Arc<Self>) -> Ask {
        let rounds = Arc::clone(self);
        Ask::by(move |question| {
            let Question { key, asked } = question;
            if !rounds.abilities.allow(&asked) {
                rounds.raised().missing.get_or_insert(questions::capability(&asked));
                return Box::pin(async { Err(cannot_ask()) });
            }
            if let Some(answer) = rounds.given.get(&key).filter(|answer| questions::fits(&asked, answer)) {
                rounds.raised().used.insert(key, answer.clone());
                let answer = answer.clone();
                return Box::pin(async { Ok(answer) });
            }
            rounds.raised().open.insert(key, asked);
            rounds.waker.wake();
            let ended = rounds.ended.clone();
            Box::pin(async move {
                ended.cancelled().await;
                Err(given_up())
            })
        })
        .with_abilities(self.abilities)
    }

    /// Runs a call until it ends, or until it waits and has asked; then it is given up, and there is `None`.
    pub(in crate::mcp) async fn run<T>(&self, call: impl Future<Output = T> + Send) -> Option<T> {
        let mut call: Pin<Box<dyn Future<Output = T> + Send + '_>> = Box::pin(call);
        let _told = self.ended.clone().drop_guard();
        let ended = poll_fn(|task| {
            self.waker.register(task.waker());
            match call.as_mut().poll(task) {
                Poll::Ready(output) => Poll::Ready(Some(output)),
                Poll::Pending if !self.raised().open.is_empty() => Poll::Ready(None),
                Poll::Pending => Poll::Pending,
            }
        })
        .await;
        // The ends of a command's values are its own code, and may panic as it may.
        if catch_unwind(AssertUnwindSafe(|| drop(call))).is_err() {
            tracing::error!("a command panicked while it was given up to ask its caller");
        }
        ended
    }

    /// What the host would have had to declare, if the command asked for something else.
    pub(in crate::mcp) fn missing_capability(&self) -> Option<&'static str> {
        self.raised().missing
    }

    /// The questions as requests to the host, by their keys.
    pub(in crate::mcp) fn requests(&self) -> Value {
        let requests: Map<String, Value> = self
            .raised()
            .open
            .iter()
            .map(|(key, asked)| {
                let request = json!({"method": questions::method(asked), "params": questions::params(asked)});
                (key.clone(), request)
            })
            .collect();
        Value::Object(requests)
    }

    /// The answers that the command has used so far.
    pub(in crate::mcp) fn used(&self) -> Answers {
        self.raised().used.clone()
    }

    fn raised(&self) -> MutexGuard<'_, Raised> {
        // Nothing can panic while it is held.
        self.raised.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a task hears that goes on after its call was given up.
fn given_up() -> CallError {
    CallError::new(codes::CANCELLED, "cancelled", "The call has ended; its answer comes to another one.")
}
