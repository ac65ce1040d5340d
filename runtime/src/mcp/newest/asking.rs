//! Requests whose functions may ask their caller, and tell it what they do.

use std::{borrow::Cow, collections::BTreeMap};

use axum::http::StatusCode;
use commandry_schema::canonical;
use serde_json::{Map, Value, json};

use super::super::{
    questions,
    tool_result::{self, ResultForm},
};
use super::{
    call::{self, Asked},
    message::{Params, text},
    messages::Messages,
    refusal::{Answer, Refusal},
    request_state::{Answers, Binding, NOT_OURS},
    rounds::Rounds,
};
use crate::{
    CallError,
    call::{Arguments, Entry, Reply},
    context::Origin,
};

/// A request that may take several rounds.
pub(super) struct Asking<'a> {
    pub(super) asked: Asked<'a>,
    pub(super) target: Target<'a>,
    pub(super) params: Params<'a>,
}

/// What is run.
pub(super) enum Target<'a> {
    Command(&'a Entry, ResultForm, Arguments<'a>),
    /// A tool that is no command, and the text of its arguments.
    OtherTool(Cow<'a, str>, &'a str),
    Resource(Cow<'a, str>),
    Prompt(Cow<'a, str>, Map<String, Value>),
}

/// What came of it: the members of the result behind `resultType`, with the closing brackets.
type Outcome = Result<Vec<u8>, Failed>;

/// A failure, which may be for want of somebody to ask.
struct Failed {
    cannot_ask: bool,
    /// How it is told otherwise: as a result of a tool, or as an error of the protocol.
    told: Result<Vec<u8>, Refusal>,
}

impl Asking<'_> {
    /// Runs what was asked for, with the answers that came along; tells its messages where somebody reads them.
    pub(super) async fn answer(self, messages: Option<Messages>) -> Answer {
        let id = self.asked.id;
        match self.run(messages).await {
            Ok(answer) => answer,
            Err(refusal) => refusal.answer(id),
        }
    }

    async fn run(self, messages: Option<Messages>) -> Result<Answer, Refusal> {
        let Self { asked, target, params } = self;
        let meta = params.meta.unwrap_or_default();
        let mut origin = match messages {
            Some(messages) => messages.origin(&meta)?,
            None => Origin::default(),
        };
        origin.caller = asked.caller.clone();
        let (name, arguments) = (target.name(), target.arguments());
        let caller = origin.caller.clone();
        let binding =
            Binding { caller: caller.name(), method: target.method(), name: &name, arguments: &arguments };
        let given = given(asked, &params, &binding)?;
        let capabilities: Value =
            meta.capabilities.and_then(|it| serde_json::from_str(it).ok()).unwrap_or_default();
        let rounds = Rounds::new(given, questions::abilities(&capabilities));
        origin.ask = rounds.ask();
        let ended = rounds.run(target.run(asked, &origin)).await;
        let body = match ended {
            None => return required(asked, &rounds, &binding),
            Some(Ok(body)) => body,
            Some(Err(Failed { cannot_ask, told })) => match rounds.missing_capability() {
                Some(capability) if cannot_ask => return Err(Refusal::missing_capability(capability)),
                _ => told?,
            },
        };
        Ok(Answer { status: StatusCode::OK, body })
    }
}

/// The answers that came with a request, those of earlier rounds included.
fn given(asked: Asked<'_>, params: &Params<'_>, binding: &Binding<'_>) -> Result<Answers, Refusal> {
    let mut given = match params.request_state {
        None => Answers::new(),
        Some(state) => {
            let opened = text(state).and_then(|state| asked.server.state_seal().open(&state, binding));
            opened.ok_or_else(|| Refusal::invalid_params(NOT_OURS))?
        }
    };
    if let Some(responses) = params.input_responses {
        let responses: BTreeMap<String, Value> = serde_json::from_str(responses)
            .map_err(|_| Refusal::invalid_params("`inputResponses` must be an object."))?;
        given.extend(responses);
    }
    Ok(given)
}

/// The answer that asks the host.
fn required(asked: Asked<'_>, rounds: &Rounds, binding: &Binding<'_>) -> Result<Answer, Refusal> {
    let sealed = asked.server.state_seal().seal(&rounds.used(), binding);
    let state = sealed.map_err(|error| Refusal::of_call(&error))?;
    let result = json!({
        "resultType": "input_required",
        "inputRequests": rounds.requests(),
        "requestState": state,
    });
    let body = format!("{{\"jsonrpc\":\"2.0\",\"id\":{},\"result\":{result}}}", asked.id);
    Ok(Answer { status: StatusCode::OK, body: body.into_bytes() })
}

impl<'a> Target<'a> {
    fn method(&self) -> &'static str {
        match self {
            Self::Command(..) | Self::OtherTool(..) => "tools/call",
            Self::Resource(_) => "resources/read",
            Self::Prompt(..) => "prompts/get",
        }
    }

    fn name(&self) -> String {
        match self {
            Self::Command(entry, ..) => entry.command.name.to_owned(),
            Self::OtherTool(name, _) | Self::Resource(name) | Self::Prompt(name, _) => name.to_string(),
        }
    }

    /// The arguments in canonical form.
    fn arguments(&self) -> String {
        let canonical = |json: &str| {
            serde_json::from_str(json).map_or_else(|_| json.to_owned(), |it: Value| canonical::to_string(&it))
        };
        match self {
            Self::Command(entry, _, arguments) => canonical(&arguments.to_json(entry.command)),
            Self::OtherTool(_, arguments) => canonical(arguments),
            Self::Resource(_) => String::new(),
            Self::Prompt(_, arguments) => canonical::to_string(&Value::Object(arguments.clone())),
        }
    }

    async fn run(self, asked: Asked<'a>, origin: &Origin) -> Outcome {
        let Asked { server, view, id, .. } = asked;
        let mut bytes = Vec::with_capacity(512);
        call::write_before(id, &mut bytes);
        let before = bytes.len();
        match self {
            Self::Command(entry, form, arguments) => {
                tool_result::write_head(form, &mut bytes);
                let reply = server.dispatcher().run(entry, arguments, origin, Reply::behind(bytes)).await;
                let cannot_ask = reply.error().is_some_and(is_about_asking);
                let body = call::answer(asked, entry, form, before, reply).body;
                if cannot_ask { Err(Failed { cannot_ask, told: Ok(body) }) } else { Ok(body) }
            }
            Self::OtherTool(name, arguments) => {
                let result = server.call_other_tool(view, &name, arguments, origin).await;
                let result = result.map_err(|error| refused(&error))?;
                // The result is an object, whose brackets are there already.
                bytes.extend_from_slice(result.strip_prefix(b"{").unwrap_or(&result));
                bytes.push(b'}');
                Ok(bytes)
            }
            Self::Resource(uri) => {
                let contents = server.read_resource(&uri, origin).await;
                let contents = contents.map_err(|error| refused(&error))?;
                // What a function reads may be for its caller alone, and different a moment later.
                bytes.extend_from_slice(
                    format!("\"cacheScope\":\"private\",\"contents\":{contents},\"ttlMs\":0}}}}").as_bytes(),
                );
                Ok(bytes)
            }
            Self::Prompt(name, arguments) => {
                let prompt = server.get_prompt(&name, &arguments, origin).await;
                let prompt = prompt.map_err(|error| refused(&error))?.to_string();
                bytes.extend_from_slice(prompt.strip_prefix('{').unwrap_or(&prompt).as_bytes());
                bytes.push(b'}');
                Ok(bytes)
            }
        }
    }
}

fn is_about_asking(error: &CallError) -> bool {
    error.kind() == "cannot_ask"
}

/// A failure outside of tools, which is an error of the protocol.
fn refused(error: &CallError) -> Failed {
    Failed { cannot_ask: is_about_asking(error), told: Err(Refusal::of_call(error)) }
}
