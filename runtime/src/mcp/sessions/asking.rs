//! How a call asks its client: by requests on the older revisions, and on the newest by ending with its questions.

use std::{borrow::Cow, sync::Arc};

use rmcp::{
    ErrorData, RoleServer,
    model::{ErrorCode, InputRequiredResult, InputResponses},
    service::RequestContext,
};
use serde_json::json;

use super::{
    ask,
    handler::{is_newest, refusal, unreadable},
};
use crate::{
    CallError,
    caller::Caller,
    context::Origin,
    mcp::{
        McpServer,
        newest::{Answers, Binding, NOT_OURS, Rounds},
    },
};

/// What a request is about; answers hold for nothing else.
#[derive(Clone, Copy)]
pub(super) struct Subject<'a> {
    pub(super) method: &'a str,
    pub(super) name: &'a str,
    /// The arguments in canonical form.
    pub(super) arguments: &'a str,
}

/// What a client of the newest revision sends along when it was asked before.
pub(super) struct Given<'a> {
    pub(super) state: Option<&'a str>,
    pub(super) responses: Option<InputResponses>,
}

/// The questions of one call.
pub(super) enum Asking<'a> {
    /// They go to the client while the call waits.
    Requests,
    /// They end the call, which comes again with the answers.
    Rounds { server: &'a McpServer, subject: Subject<'a>, caller: Caller, rounds: Arc<Rounds> },
}

impl<'a> Asking<'a> {
    /// Lets a call ask; fails when the answers that came along are not of this request.
    pub(super) fn begin(
        server: &'a McpServer,
        context: &RequestContext<RoleServer>,
        subject: Subject<'a>,
        given: Given<'_>,
        origin: &mut Origin,
    ) -> Result<Self, ErrorData> {
        if !is_newest(context) {
            origin.ask = ask::by_requests(context);
            return Ok(Self::Requests);
        }
        let caller = origin.caller.clone();
        let mut answers = match given.state {
            None => Answers::new(),
            Some(state) => {
                let opened = server.state_seal().open(state, &binding(subject, &caller));
                opened.ok_or_else(|| ErrorData::invalid_params(NOT_OURS, None))?
            }
        };
        answers.extend(given.responses.unwrap_or_default());
        let rounds = Rounds::new(answers, ask::abilities(context));
        origin.ask = rounds.ask();
        Ok(Self::Rounds { server, subject, caller, rounds })
    }

    /// Runs the call until it ends; `None` when it has asked and the client has to answer first.
    pub(super) async fn run<T>(&self, call: impl Future<Output = T> + Send) -> Option<T> {
        match self {
            Self::Requests => Some(call.await),
            Self::Rounds { rounds, .. } => rounds.run(call).await,
        }
    }

    /// The answer that asks the client.
    pub(super) fn required(&self) -> Result<InputRequiredResult, ErrorData> {
        let Self::Rounds { server, subject, caller, rounds } = self else {
            return Err(refusal(CallError::internal("a call waits for no round", "")));
        };
        let state = server.state_seal().seal(&rounds.used(), &binding(*subject, caller)).map_err(refusal)?;
        let requests = serde_json::from_value(rounds.requests()).map_err(|error| unreadable(&error))?;
        Ok(InputRequiredResult::new(Some(requests), Some(state)))
    }

    /// The refusal of a call that failed because its client has nobody to ask.
    pub(super) fn missing_capability(&self) -> Option<ErrorData> {
        let Self::Rounds { rounds, .. } = self else { return None };
        let capability = rounds.missing_capability()?;
        let text = format!("This call needs a client with the capability `{capability}`.");
        let data = json!({"requiredCapabilities": {capability: {}}});
        Some(ErrorData::new(ErrorCode::MISSING_REQUIRED_CLIENT_CAPABILITY, Cow::Owned(text), Some(data)))
    }

    /// A failure as an error of the protocol.
    pub(super) fn refusal(&self, error: CallError) -> ErrorData {
        let missing = if error.kind() == "cannot_ask" { self.missing_capability() } else { None };
        missing.unwrap_or_else(|| refusal(error))
    }
}

fn binding<'a>(subject: Subject<'a>, caller: &'a Caller) -> Binding<'a> {
    let Subject { method, name, arguments } = subject;
    Binding { caller: caller.name(), method, name, arguments }
}
