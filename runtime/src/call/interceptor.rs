//! The one extension point around a call.

use std::{borrow::Cow, future::Future, pin::Pin};

use super::{Arguments, CallKind, Dispatcher, Entry, Reply};
use crate::context::Origin;

/// Code that runs around every call: it may look, refuse, rewrite the parameters, replace the answer, or wait.
///
/// Functions with `#[resource]` and `#[prompt]` and those that complete their arguments are run through it as commands
/// are; [`Call::kind`] tells them apart. They are read-only.
///
/// # Examples
///
/// ```
/// use commandry::{Call, CallError, Interceptor, Next, Reply};
///
/// /// Refuses everything that writes.
/// struct ReadOnly;
///
/// impl Interceptor for ReadOnly {
///     async fn call(&self, call: Call<'_>, next: Next<'_>) -> Reply {
///         if call.is_read_only() {
///             next.run(call).await
///         } else {
///             Reply::from_error(CallError::new(-32002, "forbidden", "This server only answers questions."))
///         }
///     }
/// }
/// ```
pub trait Interceptor: Send + Sync + 'static {
    /// Handles a call, usually by [`Next::run`].
    fn call(&self, call: Call<'_>, next: Next<'_>) -> impl Future<Output = Reply> + Send;
}

type BoxedReply<'a> = Pin<Box<dyn Future<Output = Reply> + Send + 'a>>;

/// The form of [`Interceptor`] that can be kept in a list.
pub(crate) trait AnyInterceptor: Send + Sync {
    fn call_boxed<'a>(&'a self, call: Call<'a>, next: Next<'a>) -> BoxedReply<'a>;
}

impl<I: Interceptor> AnyInterceptor for I {
    fn call_boxed<'a>(&'a self, call: Call<'a>, next: Next<'a>) -> BoxedReply<'a> {
        Box::pin(self.call(call, next))
    }
}

/// A call on its way to its command.
pub struct Call<'a> {
    pub(crate) entry: &'a Entry,
    pub(crate) arguments: Arguments<'a>,
    pub(crate) origin: Cow<'a, Origin>,
    pub(crate) reply: Reply,
}

impl Call<'_> {
    /// What the call runs. A command, a resource and a prompt may have the same name.
    pub fn kind(&self) -> CallKind {
        self.entry.kind
    }

    /// Name of the command, resource or prompt. A completion has the name of what it is for.
    pub fn name(&self) -> &str {
        self.entry.command.name
    }

    /// Group of the command, or `None`.
    pub fn group(&self) -> Option<&str> {
        self.entry.command.home.group
    }

    /// Whether the command declares that it changes nothing.
    pub fn is_read_only(&self) -> bool {
        self.entry.command.read_only == Some(true)
    }

    /// Who makes the call.
    pub fn caller(&self) -> &crate::Caller {
        &self.origin.caller
    }

    /// Sets who makes the call, as an interceptor that checks credentials does.
    pub fn set_caller(&mut self, caller: crate::Caller) {
        self.origin.to_mut().caller = caller;
    }

    /// The parameters as they came, as one JSON object; they are not validated yet.
    ///
    /// Values of parameters marked `secret` are replaced, so that this text is fit for a log.
    pub fn params(&self) -> String {
        let mut shown = self.arguments.clone();
        for (index, parameter) in self.entry.command.parameters.iter().enumerate() {
            if parameter.secret() && shown.text(index).is_some() {
                shown.replace(index, "\"(secret)\"".to_owned());
            }
        }
        shown.to_json(self.entry.command)
    }

    /// Replaces or adds a parameter by a JSON value; it is validated like one that came from the caller.
    pub fn set_param(&mut self, name: &str, value: &serde_json::Value) {
        let command = self.entry.command;
        let place = command.parameters.iter().position(|it| it.name == name);
        match place {
            Some(index) => self.arguments.replace(index, value.to_string()),
            None => self.arguments.add_unknown(name),
        }
    }
}

/// The rest of the way of a call: further interceptors, then the command.
#[derive(Clone, Copy)]
pub struct Next<'a> {
    dispatcher: &'a Dispatcher,
    position: usize,
}

impl<'a> Next<'a> {
    pub(crate) fn first(dispatcher: &'a Dispatcher) -> Self {
        Self { dispatcher, position: 0 }
    }

    /// Lets the call go on.
    pub async fn run(self, call: Call<'a>) -> Reply {
        match self.dispatcher.interceptors().get(self.position) {
            Some(interceptor) => {
                interceptor.call_boxed(call, Next { position: self.position + 1, ..self }).await
            }
            None => self.dispatcher.run_command(call).await,
        }
    }
}
