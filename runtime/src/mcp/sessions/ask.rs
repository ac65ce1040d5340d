//! Questions of a call as requests of the server to its client.

use rmcp::{
    RoleServer, ServiceError,
    model::{CancelledNotificationParam, CustomRequest, RequestId, ServerRequest},
    service::{OriginatingRequestId, Peer, PeerRequestOptions, RequestContext},
};
use serde_json::Value;

use crate::{
    Ask, CallError,
    ask::{Abilities, Question, cannot_ask},
    codes,
    mcp::questions,
};

/// Asks the client of a request. A question whose kind the client did not declare is refused.
pub(super) fn by_requests(context: &RequestContext<RoleServer>) -> Ask {
    let abilities = abilities(context);
    let (peer, origin) = (context.peer.clone(), context.id.clone());
    Ask::by(move |question| {
        let (peer, origin) = (peer.clone(), origin.clone());
        Box::pin(async move {
            if abilities.allow(&question.asked) {
                ask(&peer, origin, question).await
            } else {
                Err(cannot_ask())
            }
        })
    })
    .with_abilities(abilities)
}

/// What the client of a request said that it can be asked.
pub(super) fn abilities(context: &RequestContext<RoleServer>) -> Abilities {
    let capabilities = context.client_capabilities().unwrap_or_default();
    questions::abilities(&serde_json::to_value(capabilities).unwrap_or_default())
}

async fn ask(peer: &Peer<RoleServer>, origin: RequestId, question: Question) -> Result<Value, CallError> {
    let (method, params) = (questions::method(&question.asked), questions::params(&question.asked));
    // rmcp has types for these requests too, which refuse some schemas that clients accept.
    let mut request = CustomRequest::new(method, Some(params));
    // The question goes out on the stream of the call, also when the command asks from a task of its own.
    request.extensions.insert(OriginatingRequestId(origin));
    let request = ServerRequest::CustomRequest(request);
    let handle =
        peer.send_request_with_option(request, PeerRequestOptions::no_options()).await.map_err(failed)?;
    let mut open = OpenQuestion(Some((peer.clone(), handle.id.clone())));
    let answer = handle.await_response().await;
    open.0 = None;
    serde_json::to_value(answer.map_err(failed)?)
        .map_err(|error| CallError::internal(&format!("an answer cannot be read: {error}"), ""))
}

fn failed(error: ServiceError) -> CallError {
    match error {
        ServiceError::McpError(error) => {
            let text = format!("The caller refused the question: {}", error.message);
            CallError::new(codes::FAILED, "question_refused", text)
        }
        _ => CallError::new(
            codes::FAILED,
            "question_lost",
            "The connection ended before the caller answered the question.",
        ),
    }
}

/// A question without an answer so far. When its call ends before, the client is told to take the question away.
struct OpenQuestion(Option<(Peer<RoleServer>, RequestId)>);

impl Drop for OpenQuestion {
    fn drop(&mut self) {
        let Some((peer, id)) = self.0.take() else { return };
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        runtime.spawn(async move {
            let cancelled = CancelledNotificationParam::new(Some(id), Some("the call ended".to_owned()));
            // There may be nobody left to tell.
            let _ = peer.notify_cancelled(cancelled).await;
        });
    }
}
