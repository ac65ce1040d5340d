//! Reading a message in one pass.
//!
//! Hosts write `method` before `params` and the name of a tool before its arguments; these are then sorted into the
//! table of the command in the same pass, as requests to `POST /cmd` are.

use std::{borrow::Cow, fmt};

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::super::{McpServer, PreparedView, tool_result::ResultForm};
use crate::{
    call::{Arguments, ArgumentsSeed, Entry},
    declaration::data::CommandData,
};

/// A message as it came. Texts are JSON, borrowed from the body.
///
/// It is large, and therefore written where it stays.
#[derive(Default)]
pub(super) struct Message<'a> {
    pub(super) envelope: Envelope<'a>,
    pub(super) params: Params<'a>,
}

/// A message without its parameters.
#[derive(Default)]
pub(super) struct Envelope<'a> {
    pub(super) version: Option<&'a str>,
    pub(super) id: Option<&'a str>,
    pub(super) method: Option<&'a str>,
    has_params: bool,
    /// Whether it answers a request instead of being one.
    pub(super) is_response: bool,
    /// The name of a member that came twice.
    pub(super) repeated: Option<&'static str>,
}

/// The parameters of a request; of each method those that it has.
#[derive(Default)]
pub(super) struct Params<'a> {
    pub(super) meta: Option<Meta<'a>>,
    pub(super) name: Option<&'a str>,
    pub(super) uri: Option<&'a str>,
    #[cfg(feature = "jobs")]
    pub(super) task_id: Option<&'a str>,
    pub(super) arguments: Option<ToolArguments<'a>>,
    pub(super) cursor: Option<&'a str>,
    pub(super) reference: Option<&'a str>,
    pub(super) argument: Option<&'a str>,
    pub(super) notifications: Option<&'a str>,
    pub(super) input_responses: Option<&'a str>,
    pub(super) request_state: Option<&'a str>,
    repeated: Option<&'static str>,
}

/// What a host says of itself in every request.
#[derive(Clone, Copy, Default)]
pub(super) struct Meta<'a> {
    pub(super) version: Option<&'a str>,
    pub(super) capabilities: Option<&'a str>,
    pub(super) log_level: Option<&'a str>,
    pub(super) progress_token: Option<&'a str>,
    repeated: Option<&'static str>,
}

/// The arguments of a tool or prompt.
pub(super) enum ToolArguments<'a> {
    /// Of a command among the tools.
    Sorted(&'a Entry, ResultForm, Arguments<'a>),
    /// As they came.
    Raw(&'a str),
}

/// Reads a message into an empty one.
///
/// # Errors
///
/// Fails when the text is not JSON, and with an error of the category of data when a member that is looked into is of
/// a wrong kind.
pub(super) fn read<'a>(
    server: &'a McpServer,
    view: &'a PreparedView,
    text: &'a str,
    message: &mut Message<'a>,
) -> Result<(), serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let late = deserializer.deserialize_map(MessageVisitor { server, view, message })?;
    deserializer.end()?;
    if let Some(text) = late {
        // The parameters came before the method; now it is known what they are for.
        let is_tool_call = is_tool_call(message.envelope.method);
        let seed = ParamsSeed { server, view, is_tool_call, params: &mut message.params };
        seed.deserialize(&mut serde_json::Deserializer::from_str(text))?;
    }
    message.envelope.repeated = message.envelope.repeated.or(message.params.repeated);
    Ok(())
}

/// Reads the arguments of a command from their text.
pub(in crate::mcp) fn arguments<'a>(
    command: &'static CommandData,
    text: &'a str,
) -> Result<Arguments<'a>, serde_json::Error> {
    ObjectSeed(command).deserialize(&mut serde_json::Deserializer::from_str(text))
}

/// The content of a JSON string; `None` when the text is no string.
pub(super) fn text(json: &str) -> Option<Cow<'_, str>> {
    let content = json.strip_prefix('"')?.strip_suffix('"')?;
    if content.contains('\\') {
        return serde_json::from_str(json).ok().map(Cow::Owned);
    }
    Some(Cow::Borrowed(content))
}

fn is_tool_call(method: Option<&str>) -> bool {
    method == Some("\"tools/call\"")
}

struct MessageVisitor<'a, 'm> {
    server: &'a McpServer,
    view: &'a PreparedView,
    message: &'m mut Message<'a>,
}

impl<'de: 'a, 'a: 'de> Visitor<'de> for MessageVisitor<'a, '_> {
    /// The parameters, where they came too early to be understood.
    type Value = Option<&'de str>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let Self { server, view, message: Message { envelope, params } } = self;
        let mut late = None;
        while let Some(member) = members.next_key_seed(NameSeed(message_member))? {
            let (place, name) = match member {
                MessageMember::Version => (&mut envelope.version, "jsonrpc"),
                MessageMember::Id => (&mut envelope.id, "id"),
                MessageMember::Method => (&mut envelope.method, "method"),
                MessageMember::Params => {
                    if envelope.has_params {
                        envelope.repeated = Some("params");
                    }
                    envelope.has_params = true;
                    if envelope.method.is_none() {
                        late = Some(members.next_value::<&RawValue>()?.get());
                    } else {
                        let is_tool_call = is_tool_call(envelope.method);
                        members.next_value_seed(ParamsSeed { server, view, is_tool_call, params })?;
                    }
                    continue;
                }
                MessageMember::Outcome => {
                    envelope.is_response = true;
                    members.next_value::<IgnoredAny>()?;
                    continue;
                }
                MessageMember::Other => {
                    members.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            if place.replace(members.next_value::<&RawValue>()?.get()).is_some() {
                envelope.repeated = Some(name);
            }
        }
        Ok(late)
    }
}

/// Reads parameters into empty ones.
struct ParamsSeed<'a, 'm> {
    server: &'a McpServer,
    view: &'a PreparedView,
    is_tool_call: bool,
    params: &'m mut Params<'a>,
}

impl<'de: 'a, 'a: 'de> DeserializeSeed<'de> for ParamsSeed<'a, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de: 'a, 'a: 'de> Visitor<'de> for ParamsSeed<'a, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object in `params`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let Self { server, view, is_tool_call, params } = self;
        while let Some(member) = members.next_key_seed(NameSeed(params_member))? {
            let (place, name) = match member {
                ParamsMember::Meta => {
                    if params.meta.is_some() {
                        params.repeated = Some("_meta");
                    }
                    let meta = params.meta.insert(Meta::default());
                    members.next_value_seed(MetaSeed(meta))?;
                    params.repeated = params.repeated.or(meta.repeated);
                    continue;
                }
                ParamsMember::Arguments => {
                    if params.arguments.is_some() {
                        params.repeated = Some("arguments");
                    }
                    let command = if is_tool_call { params.name.and_then(text) } else { None };
                    let tool = command.and_then(|name| server.tool(view, &name).ok());
                    params.arguments = Some(match tool {
                        Some((entry, form)) => {
                            let arguments = members.next_value_seed(ObjectSeed(entry.command))?;
                            ToolArguments::Sorted(entry, form, arguments)
                        }
                        None => ToolArguments::Raw(members.next_value::<&RawValue>()?.get()),
                    });
                    continue;
                }
                ParamsMember::Name => (&mut params.name, "name"),
                ParamsMember::Uri => (&mut params.uri, "uri"),
                #[cfg(feature = "jobs")]
                ParamsMember::TaskId => (&mut params.task_id, "taskId"),
                ParamsMember::Cursor => (&mut params.cursor, "cursor"),
                ParamsMember::Reference => (&mut params.reference, "ref"),
                ParamsMember::Argument => (&mut params.argument, "argument"),
                ParamsMember::Notifications => (&mut params.notifications, "notifications"),
                ParamsMember::InputResponses => (&mut params.input_responses, "inputResponses"),
                ParamsMember::RequestState => (&mut params.request_state, "requestState"),
                ParamsMember::Other => {
                    members.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            if place.replace(members.next_value::<&RawValue>()?.get()).is_some() {
                params.repeated = Some(name);
            }
        }
        Ok(())
    }
}

/// Reads what a host says of itself into what says nothing yet.
struct MetaSeed<'a, 'm>(&'m mut Meta<'a>);

impl<'de: 'a, 'a> DeserializeSeed<'de> for MetaSeed<'a, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de: 'a, 'a> Visitor<'de> for MetaSeed<'a, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object in `_meta`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let Self(meta) = self;
        while let Some(member) = members.next_key_seed(NameSeed(meta_member))? {
            let (place, name) = match member {
                MetaMember::Version => (&mut meta.version, "io.modelcontextprotocol/protocolVersion"),
                MetaMember::Capabilities => {
                    (&mut meta.capabilities, "io.modelcontextprotocol/clientCapabilities")
                }
                MetaMember::LogLevel => (&mut meta.log_level, "io.modelcontextprotocol/logLevel"),
                MetaMember::ProgressToken => (&mut meta.progress_token, "progressToken"),
                MetaMember::Other => {
                    members.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            if place.replace(members.next_value::<&RawValue>()?.get()).is_some() {
                meta.repeated = Some(name);
            }
        }
        Ok(())
    }
}

/// The arguments of a command: an object, or `null` for none; by position they come over `POST /cmd` only.
struct ObjectSeed(&'static CommandData);

impl<'de> DeserializeSeed<'de> for ObjectSeed {
    type Value = Arguments<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ObjectSeed {
    type Value = Arguments<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object in `arguments`")
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Self::Value, A::Error> {
        ArgumentsSeed(self.0).visit_map(members)
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Arguments::none(self.0))
    }
}

enum MessageMember {
    Version,
    Id,
    Method,
    Params,
    Outcome,
    Other,
}

fn message_member(name: &str) -> MessageMember {
    match name {
        "jsonrpc" => MessageMember::Version,
        "id" => MessageMember::Id,
        "method" => MessageMember::Method,
        "params" => MessageMember::Params,
        "result" | "error" => MessageMember::Outcome,
        _ => MessageMember::Other,
    }
}

enum ParamsMember {
    Meta,
    Name,
    Uri,
    #[cfg(feature = "jobs")]
    TaskId,
    Arguments,
    Cursor,
    Reference,
    Argument,
    Notifications,
    InputResponses,
    RequestState,
    Other,
}

fn params_member(name: &str) -> ParamsMember {
    match name {
        "_meta" => ParamsMember::Meta,
        "name" => ParamsMember::Name,
        "uri" => ParamsMember::Uri,
        #[cfg(feature = "jobs")]
        "taskId" => ParamsMember::TaskId,
        "arguments" => ParamsMember::Arguments,
        "cursor" => ParamsMember::Cursor,
        "ref" => ParamsMember::Reference,
        "argument" => ParamsMember::Argument,
        "notifications" => ParamsMember::Notifications,
        "inputResponses" => ParamsMember::InputResponses,
        "requestState" => ParamsMember::RequestState,
        _ => ParamsMember::Other,
    }
}

enum MetaMember {
    Version,
    Capabilities,
    LogLevel,
    ProgressToken,
    Other,
}

fn meta_member(name: &str) -> MetaMember {
    match name {
        "io.modelcontextprotocol/protocolVersion" => MetaMember::Version,
        "io.modelcontextprotocol/clientCapabilities" => MetaMember::Capabilities,
        "io.modelcontextprotocol/logLevel" => MetaMember::LogLevel,
        "progressToken" => MetaMember::ProgressToken,
        _ => MetaMember::Other,
    }
}

/// Reads the name of a member by a function that knows the names.
struct NameSeed<T>(fn(&str) -> T);

impl<'de, T> DeserializeSeed<'de> for NameSeed<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<T> Visitor<'_> for NameSeed<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the name of a member")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<T, E> {
        Ok((self.0)(name))
    }
}
