//! Reading requests.
//!
//! A request is read in one pass. When its method comes before its parameters, as nearly everybody writes it, the
//! parameters are sorted into the command's table in the same pass; no tree of values is ever built.

use std::{borrow::Cow, fmt};

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::call::{Arguments, ArgumentsSeed, Dispatcher, Entry};

/// A request as it came.
pub(crate) struct Request<'a> {
    /// The id as written, or `None` for a notification.
    pub(crate) id: Option<&'a str>,
    /// How it asks.
    pub(crate) form: Form,
    /// What it asks, or why it is no request.
    pub(crate) call: Result<Asked<'a>, &'static str>,
}

/// The two forms of a request.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// `{"jsonrpc": "2.0", "method": …, "params": …, "id": …}`
    JsonRpc,
    /// `{"command": …, "params": …}`, answered without `jsonrpc` and `id`.
    Command,
}

/// What a request asks for.
pub(crate) enum Asked<'a> {
    /// A command that exists.
    Known(&'a Entry, Arguments<'a>),
    /// A command that does not.
    Unknown(Cow<'a, str>),
}

/// What a body holds.
pub(crate) enum Body<'a> {
    /// One request.
    Single(Request<'a>),
    /// The requests of a batch, up to one more than is allowed.
    Batch(Vec<Request<'a>>),
}

/// Reads a body.
///
/// # Errors
///
/// Fails when the text is not JSON.
pub(crate) fn read<'a>(dispatcher: &'a Dispatcher, text: &'a str) -> Result<Body<'a>, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let body = if text.trim_start_matches([' ', '\t', '\r', '\n']).starts_with('[') {
        Body::Batch(deserializer.deserialize_seq(BatchVisitor(dispatcher))?)
    } else {
        Body::Single(RequestSeed(dispatcher).deserialize(&mut deserializer)?)
    };
    deserializer.end()?;
    Ok(body)
}

/// Room for the requests of most batches, so that they are not moved while they are read.
const USUAL_BATCH: usize = 16;

struct BatchVisitor<'d>(&'d Dispatcher);

impl<'de: 'd, 'd: 'de> Visitor<'de> for BatchVisitor<'d> {
    type Value = Vec<Request<'de>>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an array of requests")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let most = self.0.limits().batch;
        let mut requests = Vec::with_capacity(USUAL_BATCH.min(most + 1));
        while requests.len() <= most {
            match items.next_element_seed(RequestSeed(self.0))? {
                Some(request) => requests.push(request),
                None => return Ok(requests),
            }
        }
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(requests)
    }
}

struct RequestSeed<'d>(&'d Dispatcher);

impl<'de: 'd, 'd: 'de> DeserializeSeed<'de> for RequestSeed<'d> {
    type Value = Request<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

fn no_request<'a>() -> Request<'a> {
    Request { id: None, form: Form::JsonRpc, call: Err("a request is an object") }
}

/// The members of a request in the order in which they came.
#[derive(Default)]
struct Members<'a> {
    version: Option<&'a str>,
    method: Option<&'a str>,
    command: Option<&'a str>,
    id: Option<&'a str>,
    params: Option<Params<'a>>,
    /// What to say of the first member that came twice.
    repeated: Option<&'static str>,
}

enum Params<'a> {
    Sorted(&'a Entry, Arguments<'a>),
    Raw(&'a str),
}

impl<'de: 'd, 'd: 'de> Visitor<'de> for RequestSeed<'d> {
    type Value = Request<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a request")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut request = Members::default();
        while let Some(member) = members.next_key_seed(MemberSeed)? {
            let (place, repeated) = match member {
                Member::Version => (&mut request.version, "the member `jsonrpc` is repeated"),
                Member::Method => (&mut request.method, "the member `method` is repeated"),
                Member::Command => (&mut request.command, "the member `command` is repeated"),
                Member::Id => (&mut request.id, "the member `id` is repeated"),
                Member::Params => {
                    let entry =
                        request.method.or(request.command).and_then(plain).and_then(|it| self.0.find(it));
                    let params = match entry {
                        Some(entry) => {
                            Params::Sorted(entry, members.next_value_seed(ArgumentsSeed(entry.command))?)
                        }
                        None => Params::Raw(members.next_value::<&RawValue>()?.get()),
                    };
                    if request.params.replace(params).is_some() {
                        request.repeated.get_or_insert("the member `params` is repeated");
                    }
                    continue;
                }
                Member::Other => {
                    members.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            let text: &RawValue = members.next_value()?;
            if place.replace(text.get()).is_some() {
                request.repeated.get_or_insert(repeated);
            }
        }
        request.finish(self.0)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(no_request())
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(no_request())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Self::Value, E> {
        Ok(no_request())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Self::Value, E> {
        Ok(no_request())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Self::Value, E> {
        Ok(no_request())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Self::Value, E> {
        Ok(no_request())
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Self::Value, E> {
        Ok(no_request())
    }
}

impl<'a> Members<'a> {
    fn finish<E: Error>(self, dispatcher: &'a Dispatcher) -> Result<Request<'a>, E> {
        let form = if self.version.is_none() && self.command.is_some() && self.method.is_none() {
            Form::Command
        } else {
            Form::JsonRpc
        };
        // An id of a wrong type cannot be echoed, and neither can one that is ambiguous.
        let id = self.id.filter(|id| is_id(id) && self.repeated.is_none());
        let refuse = |reason| Ok(Request { id, form, call: Err(reason) });
        if let Some(reason) = self.repeated {
            return refuse(reason);
        }
        if self.id.is_some() && id.is_none() {
            return refuse("`id` must be a string, a number or null");
        }
        // One name only: otherwise whoever guards the server could look at one and the server run the other.
        if self.method.is_some() && self.command.is_some() {
            return refuse("a request has either `method` or `command`, not both");
        }
        let name = match form {
            Form::Command => self.command,
            Form::JsonRpc if !self.version.is_some_and(is_version) => {
                return refuse("`jsonrpc` must be \"2.0\"");
            }
            Form::JsonRpc => self.method,
        };
        let Some(name) = name else { return refuse("`method` is missing") };
        if !name.starts_with('"') {
            return refuse("`method` must be a string");
        }
        let entry = match &self.params {
            Some(Params::Sorted(entry, _)) => Ok(*entry),
            _ => find(dispatcher, name),
        };
        let entry = match entry {
            Ok(entry) => entry,
            Err(name) => return Ok(Request { id, form, call: Ok(Asked::Unknown(name)) }),
        };
        let arguments = match self.params {
            None => Arguments::none(entry.command),
            Some(Params::Sorted(_, arguments)) => arguments,
            Some(Params::Raw(text)) => Arguments::from_json(entry.command, text).map_err(Error::custom)?,
        };
        if arguments.unstructured() {
            return refuse("`params` must be an object or an array");
        }
        Ok(Request { id, form, call: Ok(Asked::Known(entry, arguments)) })
    }
}

/// The content of a JSON string that is written without escapes.
fn plain(text: &str) -> Option<&str> {
    let content = text.strip_prefix('"')?.strip_suffix('"')?;
    (!content.contains('\\')).then_some(content)
}

fn find<'a>(dispatcher: &'a Dispatcher, text: &'a str) -> Result<&'a Entry, Cow<'a, str>> {
    let name = match plain(text) {
        Some(name) => Cow::Borrowed(name),
        None => Cow::Owned(serde_json::from_str(text).unwrap_or_default()),
    };
    match dispatcher.find(&name) {
        Some(entry) => Ok(entry),
        None => Err(name),
    }
}

fn is_version(text: &str) -> bool {
    // Nobody escapes a full stop, but it would be the same text.
    text == "\"2.0\""
        || (text.contains('\\') && serde_json::from_str::<String>(text).is_ok_and(|it| it == "2.0"))
}

fn is_id(text: &str) -> bool {
    text == "null" || text.starts_with(|first: char| first == '"' || first == '-' || first.is_ascii_digit())
}

enum Member {
    Version,
    Method,
    Command,
    Params,
    Id,
    Other,
}

struct MemberSeed;

impl<'de> DeserializeSeed<'de> for MemberSeed {
    type Value = Member;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Member, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for MemberSeed {
    type Value = Member;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the name of a member")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Member, E> {
        Ok(match name {
            "jsonrpc" => Member::Version,
            "method" => Member::Method,
            "command" => Member::Command,
            "params" => Member::Params,
            "id" => Member::Id,
            _ => Member::Other,
        })
    }
}
