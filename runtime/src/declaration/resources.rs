//! Functions that are resources or prompts: their data, and what they can return.

use std::{
    any::{Any, TypeId},
    borrow::Cow,
};

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::Serialize;

use super::{
    ParameterType, Returned, Returns,
    data::{COMMAND, CommandData, HomeData, ParameterData},
    memory, parameter_type, returns,
    returns::IntoAnswer,
};
use crate::{
    Context,
    call::{Invocation, Reply, Running},
    prompt_message::PromptMessage,
};

/// One resource as the macro declares it.
#[derive(Debug)]
pub struct ResourceData {
    /// Address, or template of addresses with placeholders in braces.
    pub uri: &'static str,
    /// Title for people; empty where the author gave none.
    pub title: &'static str,
    /// Media type of the contents, where the author gave one.
    pub mime_type: Option<&'static str>,
    /// Media type that the type of the contents has otherwise.
    pub usual_mime_type: fn() -> &'static str,
    /// Who completes the values of placeholders, by their names.
    pub completions: &'static [(&'static str, CommandData)],
    /// The function, which is run as that of a command is; the placeholders are its parameters.
    pub function: CommandData,
}

impl ResourceData {
    /// Media type of the contents.
    pub(crate) fn mime_type(&self) -> &'static str {
        self.mime_type.unwrap_or_else(|| (self.usual_mime_type)())
    }
}

/// One prompt as the macro declares it.
#[derive(Debug)]
pub struct PromptData {
    /// Title for people; empty where the author gave none.
    pub title: &'static str,
    /// Who completes the values of arguments, by their names.
    pub completions: &'static [(&'static str, CommandData)],
    /// The function, which is run as that of a command is.
    pub function: CommandData,
}

/// What `inventory` collects of resources.
#[derive(Clone, Copy, Debug)]
pub struct ResourceRegistration(pub &'static ResourceData);

inventory::collect!(ResourceRegistration);

/// What `inventory` collects of prompts.
#[derive(Clone, Copy, Debug)]
pub struct PromptRegistration(pub &'static PromptData);

inventory::collect!(PromptRegistration);

/// The handle of a resource: an empty type of the same name as its function, for
/// [`Registry::with_resource`](crate::Registry::with_resource). The macro implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no resource",
    label = "not the name of a function with `#[resource]`",
    note = "a resource whose declaration has mistakes is none; these are reported at the function"
)]
pub trait ResourceType {
    /// Not public API: the static data of the resource.
    #[doc(hidden)]
    const __RESOURCE: &'static ResourceData;
}

/// The handle of a prompt: an empty type of the same name as its function, for
/// [`Registry::with_prompt`](crate::Registry::with_prompt). The macro implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no prompt",
    label = "not the name of a function with `#[prompt]`",
    note = "a prompt whose declaration has mistakes is none; these are reported at the function"
)]
pub trait PromptType {
    /// Not public API: the static data of the prompt.
    #[doc(hidden)]
    const __PROMPT: &'static PromptData;
}

/// A type that can be the contents of a resource: text, bytes, or anything that serde writes as JSON.
///
/// It is implemented for every type with `serde::Serialize`; there is nothing to implement by hand. `String`,
/// `&'static str` and `Cow<'static, str>` are text as it is, `Vec<u8>`, `&'static [u8]` and `Cow<'static, [u8]>` are
/// bytes, and everything else is JSON.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the contents of a resource",
    label = "neither text nor bytes nor writable as JSON, or not `Send`",
    note = "return a `String` or a `Vec<u8>`, or derive it: `#[derive(serde::Serialize)]`"
)]
pub trait ResourceContents: Sized + Send + 'static {
    /// Not public API: writes the contents as an object with `text` or `blob`.
    #[doc(hidden)]
    fn __write_contents(self, reply: &mut Reply);
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + Send + 'static> ResourceContents for T {
    fn __write_contents(self, reply: &mut Reply) {
        match Form::of(&self) {
            Form::Text(text) => write_member(reply, "text", text),
            Form::Bytes(bytes) => write_member(reply, "blob", &BASE64_STANDARD.encode(bytes)),
            Form::Data => match serde_json::to_string(&self) {
                Ok(text) => write_member(reply, "text", &text),
                Err(error) => reply.encoded(Err(error)),
            },
        }
    }
}

/// What the contents of a resource are, by their type.
enum Form<'a> {
    Text(&'a str),
    Bytes(&'a [u8]),
    Data,
}

impl<'a> Form<'a> {
    fn of(value: &'a dyn Any) -> Self {
        if let Some(text) = value.downcast_ref::<String>() {
            Self::Text(text)
        } else if let Some(text) = value.downcast_ref::<&'static str>() {
            Self::Text(text)
        } else if let Some(text) = value.downcast_ref::<Cow<'static, str>>() {
            Self::Text(text)
        } else if let Some(bytes) = value.downcast_ref::<Vec<u8>>() {
            Self::Bytes(bytes)
        } else if let Some(bytes) = value.downcast_ref::<&'static [u8]>() {
            Self::Bytes(bytes)
        } else if let Some(bytes) = value.downcast_ref::<Cow<'static, [u8]>>() {
            Self::Bytes(bytes)
        } else {
            Self::Data
        }
    }
}

fn write_member(reply: &mut Reply, name: &str, text: &str) {
    let object = serde_json::json!({ name: text });
    reply.output().extend_from_slice(object.to_string().as_bytes());
}

/// A type that a prompt can return: `String` for one message of the user, [`PromptMessage`], or a `Vec` of these.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the messages of a prompt",
    label = "neither text nor messages",
    note = "return a `String`, a `PromptMessage` or a `Vec<PromptMessage>`"
)]
pub trait PromptMessages: Sized + Send + 'static {
    /// Not public API: the messages.
    #[doc(hidden)]
    fn __into_messages(self) -> Vec<PromptMessage>;
}

impl PromptMessages for String {
    fn __into_messages(self) -> Vec<PromptMessage> {
        vec![PromptMessage::user(self)]
    }
}

impl PromptMessages for &'static str {
    fn __into_messages(self) -> Vec<PromptMessage> {
        vec![PromptMessage::user(self)]
    }
}

impl PromptMessages for PromptMessage {
    fn __into_messages(self) -> Vec<PromptMessage> {
        vec![self]
    }
}

impl PromptMessages for Vec<PromptMessage> {
    fn __into_messages(self) -> Vec<PromptMessage> {
        self
    }
}

/// Makes the table of functions of what a resource returns; made once, where the bounds are checked.
pub const fn resource_returns<R: IntoAnswer<KIND>, const KIND: u8>() -> Returns<R>
where
    R::Value: ResourceContents,
{
    Returns::other(answer_contents::<R, KIND>, KIND)
}

/// Makes the table of functions of what a prompt returns; made once, where the bounds are checked.
pub const fn prompt_returns<R: IntoAnswer<KIND>, const KIND: u8>() -> Returns<R>
where
    R::Value: PromptMessages,
{
    Returns::other(answer_messages::<R, KIND>, KIND)
}

fn answer_contents<R: IntoAnswer<KIND>, const KIND: u8>(returned: R, reply: &mut Reply)
where
    R::Value: ResourceContents,
{
    match returned.outcome() {
        Ok(value) => value.__write_contents(reply),
        Err(error) => reply.fail(*error),
    }
}

fn answer_messages<R: IntoAnswer<KIND>, const KIND: u8>(returned: R, reply: &mut Reply)
where
    R::Value: PromptMessages,
{
    match returned.outcome() {
        Ok(value) => {
            let outcome = serde_json::to_writer(reply.output(), &value.__into_messages());
            reply.encoded(outcome);
        }
        Err(error) => reply.fail(*error),
    }
}

/// The media type of the contents of a resource whose author names none.
///
/// It asks for no more than the type, so that a type without the traits is reported once.
pub fn usual_mime_type<R: Returned<KIND>, const KIND: u8>() -> &'static str
where
    R::Value: 'static,
{
    let of = TypeId::of::<R::Value>();
    let text = [TypeId::of::<String>(), TypeId::of::<&'static str>(), TypeId::of::<Cow<'static, str>>()];
    let bytes = [TypeId::of::<Vec<u8>>(), TypeId::of::<&'static [u8]>(), TypeId::of::<Cow<'static, [u8]>>()];
    if text.contains(&of) {
        "text/plain"
    } else if bytes.contains(&of) {
        "application/octet-stream"
    } else {
        "application/json"
    }
}

const TYPED: ParameterType<String> = parameter_type::<String>();
const COMPLETED: Returns<Vec<String>> = returns::<Vec<String>, 0>();

/// The data of a function that completes an argument of the resource or prompt of a name.
pub const fn completion(
    name: &'static str,
    home: &'static HomeData,
    handler: fn(&mut Invocation<'_>) -> Running,
) -> CommandData {
    CommandData {
        name,
        home,
        parameters: &[ParameterData { name: "value", description: "", of: TYPED.data, extras: None }],
        returns: COMPLETED.data,
        read_only: Some(true),
        handler,
        ..COMMAND
    }
}

/// What a function that completes an argument gives, at once or later.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot complete an argument",
    label = "not a function that gives a `Vec<String>`",
    note = "write the function as `fn name(context: Context, typed: String) -> Vec<String>`; it may be `async`"
)]
pub trait Suggestions<Manner> {
    /// Answers with what the function gave.
    fn answer(self, invocation: &mut Invocation<'_>) -> Running;
}

/// A function that gives its suggestions at once.
#[derive(Clone, Copy, Debug)]
pub struct AtOnce;

/// A function that gives its suggestions later.
#[derive(Clone, Copy, Debug)]
pub struct Later;

#[diagnostic::do_not_recommend]
impl Suggestions<AtOnce> for Vec<String> {
    fn answer(self, invocation: &mut Invocation<'_>) -> Running {
        COMPLETED.now(invocation, self)
    }
}

#[diagnostic::do_not_recommend]
impl<F: Future<Output = Vec<String>> + Send + 'static> Suggestions<Later> for F {
    fn answer(self, _: &mut Invocation<'_>) -> Running {
        COMPLETED.later(memory(), self)
    }
}

/// Starts the function that completes an argument.
pub fn complete<S: Suggestions<Manner>, Manner>(
    invocation: &mut Invocation<'_>,
    function: fn(Context, String) -> S,
) -> Running {
    let Some(typed) = invocation.parameter(TYPED, 0) else { return invocation.refuse(1) };
    let context = invocation.context().clone();
    function(context, typed).answer(invocation)
}
