//! One message of the client: a call, a batch, an answer, or a word about the connection.

use std::{future::poll_fn, pin::pin, sync::Arc, task::Poll};

use axum::extract::ws::Utf8Bytes;

use super::{Connection, control::Control, line, questions::Response};
use crate::{
    CallError, Reply,
    call::ItemStream,
    codes,
    context::Origin,
    jsonrpc::{self, Asked, Begun, Body, Form, Request, Running},
};

/// Does what a message asks for and sends what is to be answered.
pub(super) async fn handle(connection: Arc<Connection>, text: Utf8Bytes) {
    let dispatcher = &connection.dispatcher;
    let answer = match jsonrpc::readable(dispatcher, text.as_bytes()) {
        Err(error) => Some(jsonrpc::error_bytes(&error)),
        Ok(text) => match jsonrpc::read(dispatcher, text) {
            Ok(Body::Single(request)) => return single(&connection, text, request).await,
            Ok(Body::Batch(requests)) => batch(&connection, requests).await,
            Err(error) => Some(jsonrpc::error_bytes(&jsonrpc::not_json(&error))),
        },
    };
    if let Some(answer) = answer {
        connection.outgoing.send(answer).await;
    }
}

async fn single(connection: &Arc<Connection>, text: &str, request: Request<'_>) {
    let (form, id) = (request.form, request.id);
    match &request.call {
        Ok(Asked::Unknown(method)) if form == Form::JsonRpc => {
            if let Some(control) = Control::named(method) {
                let outcome = control.run(connection, text);
                if let Some(id) = id {
                    connection.outgoing.send(control_answer(id, outcome)).await;
                }
                return;
            }
        }
        Err(_) => {
            if let Some(response) = Response::read(text) {
                return connection.questions.answer(response);
            }
        }
        Ok(_) => {}
    }
    let outcome = match call(connection, request).await {
        Ok(outcome) => outcome,
        Err(error) if jsonrpc::is_notification(form, id) => {
            tracing::debug!(%error, "a notification was not taken");
            return;
        }
        Err(error) => Outcome::Answer(Some(jsonrpc::failed(form, id, &error))),
    };
    match outcome {
        Outcome::Answer(None) => {}
        Outcome::Answer(Some(answer)) => connection.outgoing.send(answer).await,
        Outcome::Unpaired(error) => connection.outgoing.send(jsonrpc::error_bytes(&error)).await,
        Outcome::Items { answer, items, subscription } => {
            connection.outgoing.send(answer).await;
            subscription.send(items, &connection.outgoing).await;
        }
    }
}

/// What came of a call.
enum Outcome<'a> {
    Answer(Option<Vec<u8>>),
    /// An error that must not be taken for the answer of another call.
    Unpaired(CallError),
    Items {
        answer: Vec<u8>,
        items: ItemStream,
        subscription: super::subscriptions::Subscription<'a>,
    },
}

/// Runs a call until its answer, or until it is cancelled.
async fn call<'a>(connection: &'a Arc<Connection>, request: Request<'_>) -> Result<Outcome<'a>, CallError> {
    let (form, id) = (request.form, request.id);
    let _slot = connection.requests.try_acquire().map_err(|_| overloaded(connection.most_requests))?;
    if id.is_some_and(|id| connection.running.contains(id)) {
        return Ok(Outcome::Unpaired(jsonrpc::invalid_request("a call with the same id still runs")));
    }
    let gives_items = !jsonrpc::is_notification(form, id)
        && matches!(&request.call, Ok(Asked::Known(entry, _)) if entry.command.returns.stream);
    let subscription = if gives_items { Some(connection.subscriptions.open()?) } else { None };
    let (origin, _end_of_line) = line::origin(connection, id);
    let running = match jsonrpc::begin(&connection.dispatcher, request, &origin, Vec::new()) {
        Begun::Answered(answer) => return Ok(Outcome::Answer(answer)),
        Begun::Running(running) => running,
    };
    let mut answering = pin!(async {
        match subscription {
            None => Outcome::Answer(running.finish(connection.dispatcher.limits()).await),
            Some(subscription) => open(running, subscription).await,
        }
    });
    // Most calls are done when they are first asked, and then nobody can cancel them.
    match poll_fn(|task| Poll::Ready(answering.as_mut().poll(task))).await {
        Poll::Ready(outcome) => Ok(outcome),
        Poll::Pending => {
            let cancellable = connection.running.add(id);
            tokio::select! {
                biased;
                () = cancellable.cancelled() => Err(cancelled()),
                outcome = answering => Ok(outcome),
            }
        }
    }
}

/// Waits for the items of a call, or for its failure.
async fn open<'a>(running: Running<'_>, subscription: super::subscriptions::Subscription<'a>) -> Outcome<'a> {
    let Running { asked, started } = running;
    let mut reply = started.open().await;
    match reply.take_items() {
        None => Outcome::Answer(asked.answer(reply)),
        Some(items) => {
            let named = Reply::from_value(&serde_json::json!({"subscription": subscription.name}));
            Outcome::Items { answer: asked.answer(named).unwrap_or_default(), items, subscription }
        }
    }
}

/// Runs a batch, whose streams are collected; it takes the place of one request.
async fn batch(connection: &Arc<Connection>, requests: Vec<Request<'_>>) -> Option<Vec<u8>> {
    let Ok(_slot) = connection.requests.try_acquire() else {
        return Some(jsonrpc::error_bytes(&overloaded(connection.most_requests)));
    };
    let (origins, _ends): (Vec<Origin>, Vec<_>) =
        requests.iter().map(|request| line::origin(connection, request.id)).unzip();
    jsonrpc::batch(&connection.dispatcher, requests, |position| &origins[position]).await
}

fn control_answer(id: &str, outcome: Result<bool, CallError>) -> Vec<u8> {
    match outcome {
        Ok(done) => format!("{{\"jsonrpc\":\"2.0\",\"id\":{id},\"result\":{done}}}").into_bytes(),
        Err(error) => jsonrpc::failed(Form::JsonRpc, Some(id), &error),
    }
}

#[cold]
fn cancelled() -> CallError {
    CallError::new(codes::CANCELLED, "cancelled", "The call was cancelled by its caller.")
}

#[cold]
fn overloaded(most: usize) -> CallError {
    CallError::new(
        codes::OVERLOADED,
        "overloaded",
        format!("This connection already runs {most} requests, which is its limit; wait for an answer."),
    )
}
