//! `subscriptions/listen`: telling a host of changes for as long as it reads.

use std::{
    collections::BTreeSet,
    convert::Infallible,
    pin::Pin,
    task::{self, Poll},
};

use axum::{body::Bytes, response::Response};
use futures_util::Stream;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tokio::{
    sync::{OwnedSemaphorePermit, broadcast, broadcast::error::RecvError},
    time::Interval,
};
use tokio_util::sync::WaitForCancellationFutureOwned;

use super::super::{McpServer, changes::Change};
use super::{
    events::{COMMENT, event, keep_alive, stream},
    refusal::Refusal,
};
use crate::{CallError, codes};

/// What a host wants to be told.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Wanted {
    tools_list_changed: bool,
    prompts_list_changed: bool,
    resources_list_changed: bool,
    resource_subscriptions: BTreeSet<String>,
}

/// Most resources that one stream tells of.
const MOST_RESOURCES: usize = 1_000;

/// Opens the stream of a host that wants to be told of changes.
pub(super) fn listen(server: &McpServer, id: &str, wanted: Option<&str>) -> Result<Response, Refusal> {
    let wanted: Wanted = match wanted {
        None => return Err(Refusal::invalid_params("`notifications` is missing.")),
        Some(text) => serde_json::from_str(text)
            .map_err(|error| Refusal::invalid_params(format!("`notifications` is no filter: {error}.")))?,
    };
    if wanted.resource_subscriptions.len() > MOST_RESOURCES {
        return Err(Refusal::invalid_params(format!(
            "A stream tells of at most {MOST_RESOURCES} resources."
        )));
    }
    let place = server.listeners().clone().try_acquire_owned().map_err(|_| {
        Refusal::of_request(&CallError::new(
            codes::OVERLOADED,
            "overloaded",
            "As many streams are open as this server keeps; try again later, or ask for the lists now and then.",
        ))
    })?;
    let changes = server.options().changes.as_ref();
    // Without changes there is nothing to tell of, and the host learns that at once.
    let wanted = if changes.is_some() { wanted } else { Wanted::default() };
    let id: Value = serde_json::from_str(id).unwrap_or_default();
    let acknowledged = notification(
        "notifications/subscriptions/acknowledged",
        &id,
        Map::from_iter([("notifications".to_owned(), wanted.honoured())]),
    );
    let changes = changes.map(|changes| {
        let receiver = changes.listen();
        Box::pin(next(receiver)) as NextChange
    });
    let ended = Box::pin(server.options().stop.clone().cancelled_owned());
    Ok(stream(Listening {
        id,
        wanted,
        waiting: vec![acknowledged],
        changes,
        ended: Some(ended),
        keep_alive: keep_alive(),
        _place: place,
    }))
}

/// The next change, and the way to those behind it.
type NextChange =
    Pin<Box<dyn Future<Output = (Result<Change, RecvError>, broadcast::Receiver<Change>)> + Send>>;

async fn next(
    mut receiver: broadcast::Receiver<Change>,
) -> (Result<Change, RecvError>, broadcast::Receiver<Change>) {
    (receiver.recv().await, receiver)
}

/// The stream of one host.
struct Listening {
    id: Value,
    wanted: Wanted,
    /// Messages to send, the first one last.
    waiting: Vec<Vec<u8>>,
    changes: Option<NextChange>,
    /// Done when the server stops; `None` once that was told.
    ended: Option<Pin<Box<WaitForCancellationFutureOwned>>>,
    keep_alive: Interval,
    _place: OwnedSemaphorePermit,
}

impl Stream for Listening {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, task: &mut task::Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            if let Some(message) = this.waiting.pop() {
                return Poll::Ready(Some(Ok(event(&message))));
            }
            let Some(ended) = &mut this.ended else { return Poll::Ready(None) };
            if ended.as_mut().poll(task).is_ready() {
                this.ended = None;
                this.waiting = vec![result(&this.id)];
                continue;
            }
            let Some(changes) = &mut this.changes else { break };
            match changes.as_mut().poll(task) {
                Poll::Ready((change, receiver)) => {
                    this.waiting = this.wanted.messages(&this.id, change.as_ref());
                    let is_closed = matches!(change, Err(RecvError::Closed));
                    this.changes = (!is_closed).then(|| Box::pin(next(receiver)) as NextChange);
                }
                Poll::Pending => break,
            }
        }
        this.keep_alive.poll_tick(task).map(|_| Some(Ok(Bytes::from_static(COMMENT))))
    }
}

impl Wanted {
    /// What is told of what was wanted; nothing is left out of it but what is not wanted.
    fn honoured(&self) -> Value {
        let mut honoured = Map::new();
        for (name, wanted) in [
            ("toolsListChanged", self.tools_list_changed),
            ("promptsListChanged", self.prompts_list_changed),
            ("resourcesListChanged", self.resources_list_changed),
        ] {
            if wanted {
                honoured.insert(name.to_owned(), true.into());
            }
        }
        if !self.resource_subscriptions.is_empty() {
            honoured.insert("resourceSubscriptions".to_owned(), json!(self.resource_subscriptions));
        }
        Value::Object(honoured)
    }

    /// The messages on a change, the first one last. A host that is too far behind is told that everything may have
    /// changed.
    fn messages(&self, id: &Value, change: Result<&Change, &RecvError>) -> Vec<Vec<u8>> {
        let all = matches!(change, Err(RecvError::Lagged(_)));
        let is = |kind: &Change| all || change.is_ok_and(|it| it == kind);
        let mut messages = Vec::new();
        for (wanted, kind, method) in [
            (self.tools_list_changed, Change::Tools, "notifications/tools/list_changed"),
            (self.prompts_list_changed, Change::Prompts, "notifications/prompts/list_changed"),
            (self.resources_list_changed, Change::Resources, "notifications/resources/list_changed"),
        ] {
            if wanted && is(&kind) {
                messages.push(notification(method, id, Map::new()));
            }
        }
        for uri in &self.resource_subscriptions {
            if all || change.is_ok_and(|it| matches!(it, Change::Resource(updated) if **updated == **uri)) {
                let params = Map::from_iter([("uri".to_owned(), Value::from(uri.as_str()))]);
                messages.push(notification("notifications/resources/updated", id, params));
            }
        }
        messages.reverse();
        messages
    }
}

fn notification(method: &str, id: &Value, mut params: Map<String, Value>) -> Vec<u8> {
    params.insert("_meta".to_owned(), json!({"io.modelcontextprotocol/subscriptionId": id}));
    json!({"jsonrpc": "2.0", "method": method, "params": params}).to_string().into_bytes()
}

/// The answer that ends a stream in order.
fn result(id: &Value) -> Vec<u8> {
    let meta = json!({"io.modelcontextprotocol/subscriptionId": id});
    let result = json!({"resultType": "complete", "_meta": meta});
    json!({"jsonrpc": "2.0", "id": id, "result": result}).to_string().into_bytes()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use tokio::sync::broadcast::error::RecvError;

    use super::{Change, Wanted};

    fn methods(wanted: &Value, change: Result<&Change, &RecvError>) -> Vec<String> {
        let wanted: Wanted = serde_json::from_value(wanted.clone()).unwrap();
        let messages = wanted.messages(&json!(7), change);
        messages
            .iter()
            .rev()
            .map(|message| serde_json::from_slice::<Value>(message).unwrap())
            .map(|message| {
                assert_eq!(message["params"]["_meta"]["io.modelcontextprotocol/subscriptionId"], 7);
                message["method"].as_str().unwrap().to_owned()
            })
            .collect()
    }

    #[test]
    fn a_host_is_told_what_it_wants_and_nothing_else() {
        let tools = json!({"toolsListChanged": true, "promptsListChanged": false});
        assert_eq!(methods(&tools, Ok(&Change::Tools)), ["notifications/tools/list_changed"]);
        assert!(methods(&tools, Ok(&Change::Prompts)).is_empty());
        let resource = json!({"resourceSubscriptions": ["a://1"]});
        assert_eq!(
            methods(&resource, Ok(&Change::Resource("a://1".into()))),
            ["notifications/resources/updated"]
        );
        assert!(methods(&resource, Ok(&Change::Resource("a://2".into()))).is_empty());
        assert!(methods(&resource, Ok(&Change::Resources)).is_empty());
    }

    #[test]
    fn a_host_that_is_too_slow_learns_that_all_may_have_changed() {
        let wanted = json!({"toolsListChanged": true, "resourceSubscriptions": ["a://1"]});
        let told = methods(&wanted, Err(&RecvError::Lagged(3)));
        assert_eq!(told, ["notifications/tools/list_changed", "notifications/resources/updated"]);
    }
}
