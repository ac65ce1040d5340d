//! Questions of running commands that wait for the client's answer.

use std::{
    collections::HashMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json, value::RawValue};
use tokio::sync::oneshot;

use super::{
    Connection,
    line::{notification, request},
};
use crate::{
    CallError,
    ask::{Asked, Question, SampleRequest, cannot_ask, unusable},
    codes,
};

/// The questions of one connection that are open.
#[derive(Default)]
pub(super) struct Questions {
    count: AtomicU64,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    waiting: HashMap<String, oneshot::Sender<Result<Value, CallError>>>,
    /// Whether nobody reads answers any more.
    over: bool,
}

/// A response of the client to a request of the server.
#[derive(Deserialize)]
pub(super) struct Response<'a> {
    #[serde(borrow)]
    id: &'a RawValue,
    #[serde(default)]
    result: Option<Value>,
    #[serde(default)]
    error: Option<ResponseError>,
}

#[derive(Deserialize)]
struct ResponseError {
    code: i64,
    #[serde(default)]
    message: String,
}

impl<'a> Response<'a> {
    /// Reads a message that is no request; `None` when it is no response either.
    pub(super) fn read(text: &'a str) -> Option<Self> {
        let response: Self = serde_json::from_str(text).ok()?;
        (response.result.is_some() != response.error.is_some()).then_some(response)
    }
}

impl Questions {
    /// Gives an answer to whoever waits for it; one that nobody waits for any more is dropped.
    pub(super) fn answer(&self, response: Response<'_>) {
        let Ok(id) = serde_json::from_str::<String>(response.id.get()) else { return };
        let Some(waiting) = self.with(|open| open.waiting.remove(&id)) else { return };
        let answer = match (response.result, response.error) {
            (Some(result), _) => Ok(result),
            (None, Some(error)) if error.code != codes::METHOD_NOT_FOUND => {
                let shown: String = error.message.chars().take(200).collect();
                Err(unusable(&format!("it is the error {} \"{shown}\"", error.code)))
            }
            _ => Err(cannot_ask()),
        };
        let _ = waiting.send(answer);
    }

    /// Refuses all questions, also those that are still to come: nobody reads their answers.
    pub(super) fn refuse_all(&self) {
        self.with(|open| {
            open.over = true;
            open.waiting.clear();
        });
    }

    /// Whether the client has a question to answer.
    fn open(&self) -> Option<(String, oneshot::Receiver<Result<Value, CallError>>)> {
        let id = format!("ask-{}", self.count.fetch_add(1, Ordering::Relaxed) + 1);
        let (sender, receiver) = oneshot::channel();
        self.with(|open| {
            (!open.over).then(|| {
                open.waiting.insert(id.clone(), sender);
                (id, receiver)
            })
        })
    }

    fn with<T>(&self, change: impl FnOnce(&mut Open) -> T) -> T {
        change(&mut self.open.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Asks the client, and waits for its answer.
pub(super) async fn ask(
    connection: &Connection,
    call: &RawValue,
    question: Question,
) -> Result<Value, CallError> {
    let abilities = connection.askable;
    let can_answer = match question.asked {
        Asked::Form { .. } => abilities.forms,
        Asked::Sample(_) => abilities.samples,
        Asked::Roots => abilities.roots,
    };
    if !can_answer {
        return Err(cannot_ask());
    }
    let Some((id, answer)) = connection.questions.open() else { return Err(cannot_ask()) };
    let open = OpenQuestion { connection, id };
    let Question { key, asked } = question;
    let params = AskParams { id: call, key, asked: asked.into() };
    connection.outgoing.send(request(&open.id, "rpc.ask", &params)).await;
    answer.await.unwrap_or_else(|_| Err(cannot_ask()))
}

#[derive(Serialize)]
struct AskParams<'a> {
    id: &'a RawValue,
    key: String,
    #[serde(flatten)]
    asked: AskedParams,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum AskedParams {
    Form { message: String, schema: Value },
    Sample { prompt: String, system_prompt: Option<String>, max_tokens: u32 },
    Roots,
}

impl From<Asked> for AskedParams {
    fn from(asked: Asked) -> Self {
        match asked {
            Asked::Form { message, schema } => Self::Form { message, schema },
            Asked::Sample(SampleRequest { prompt, system_prompt, max_tokens }) => {
                Self::Sample { prompt, system_prompt, max_tokens }
            }
            Asked::Roots => Self::Roots,
        }
    }
}

/// Takes a question back when its command does not wait for the answer any more.
struct OpenQuestion<'a> {
    connection: &'a Connection,
    id: String,
}

impl Drop for OpenQuestion<'_> {
    fn drop(&mut self) {
        if self.connection.questions.with(|open| open.waiting.remove(&self.id)).is_some() {
            self.connection.outgoing.offer(notification("rpc.cancel", &json!({"id": self.id})));
        }
    }
}
