//! Types that a command can return: a plain value, or a `Result` recognised by trait so that aliases of it work.

use std::{
    future::Future,
    marker::PhantomData,
    mem::MaybeUninit,
    pin::Pin,
    task::{Context, Poll},
};

use futures_util::StreamExt;
use pin_project_lite::pin_project;
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    data::ReturnData,
    errors::{CommandErrors, ErrorKinds, NoDeclaredErrors, UndeclaredError},
};
use crate::{
    CallError,
    call::{Invocation, ItemStream, Reply, Running, RunningCommand},
    items::Items,
    schema::SchemaOf,
};

/// A type that callers can get: written as JSON by serde and described by a JSON Schema.
///
/// It is implemented for every type with `serde::Serialize` and `schemars::JsonSchema`; there is nothing to implement
/// by hand.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the result of a command",
    label = "not writable as JSON, or without a JSON Schema, or not `Send`",
    note = "derive it: `#[derive(serde::Serialize, schemars::JsonSchema)]`"
)]
pub trait CommandResult: Sized + Send + 'static {
    /// Not public API: writes the value into the answer.
    #[doc(hidden)]
    fn __write(self, reply: &mut Reply);

    /// Not public API: the schema of the type.
    #[doc(hidden)]
    const __SCHEMA: SchemaOf;

    /// Not public API: whether the value is a stream of items.
    #[doc(hidden)]
    const __IS_STREAM: bool = false;
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + JsonSchema + Send + 'static> CommandResult for T {
    fn __write(self, reply: &mut Reply) {
        let outcome = self.serialize(&mut serde_json::Serializer::new(reply.output()));
        reply.encoded(outcome);
    }

    const __SCHEMA: SchemaOf = crate::schema::schema_of::<T>;
}

impl<T: Serialize + JsonSchema + Send + 'static> CommandResult for Items<T> {
    fn __write(self, reply: &mut Reply) {
        reply.give_items(ItemStream::new(self.map(|item| {
            let item = item?;
            serde_json::to_vec(&item).map_err(|error| {
                CallError::internal(&format!("an item cannot be written as JSON: {error}"), "")
            })
        })));
    }

    const __SCHEMA: SchemaOf = crate::schema::collected_items::<T>;
    const __IS_STREAM: bool = true;
}

/// Asks what kind of outcome a return type is.
///
/// `Outcome<R>::IS_RESULT` is the constant of the inherent implementation when `R` is a `Result`, under any name, and
/// otherwise that of [`NotResult`]: inherent items win. This is how a trait can decide without specialisation.
pub struct Outcome<R>(PhantomData<R>);

impl<T, E> Outcome<Result<T, E>> {
    /// The type is a `Result`.
    pub const IS_RESULT: bool = true;
}

impl<T, E: CommandErrors> Outcome<Result<T, E>> {
    /// The error type declares its kinds.
    pub const IS_DECLARED: bool = true;
}

/// Answers [`Outcome`] for everything that is not a `Result`.
pub trait NotResult {
    /// The type is no `Result`.
    const IS_RESULT: bool = false;
}

impl<R> NotResult for Outcome<R> {}

/// Answers [`Outcome`] for everything whose errors are not declared.
pub trait NotDeclared {
    /// The type declares no errors.
    const IS_DECLARED: bool = false;
}

impl<R> NotDeclared for Outcome<R> {}

/// A value that cannot fail.
const PLAIN: u8 = 0;
/// A `Result` whose error type declares nothing.
const UNDECLARED: u8 = 1;
/// A `Result` whose error type declares its kinds.
const DECLARED: u8 = 2;

/// The number that selects the implementation of [`Returned`].
pub const fn outcome_kind(is_result: bool, is_declared: bool) -> u8 {
    match (is_result, is_declared) {
        (false, _) => PLAIN,
        (true, false) => UNDECLARED,
        (true, true) => DECLARED,
    }
}

/// What a call gives or fails with; known whatever the error is, so that a wrong error is reported once.
pub trait Returned<const KIND: u8> {
    /// The value of a successful call.
    type Value;
    /// The error that callers are told of.
    type Error;
}

impl<T> Returned<PLAIN> for T {
    type Value = T;
    type Error = NoDeclaredErrors;
}

impl<T, E> Returned<UNDECLARED> for Result<T, E> {
    type Value = T;
    type Error = NoDeclaredErrors;
}

impl<T, E> Returned<DECLARED> for Result<T, E> {
    type Value = T;
    type Error = E;
}

/// What a function returns, written into the answer.
pub trait IntoAnswer<const KIND: u8>: Returned<KIND> {
    /// Lists the declared kinds of errors, where there are any.
    const ERRORS: Option<fn(&mut ErrorKinds<'_>)> = None;

    /// Writes the value, or tells the failure as callers see it.
    fn answer(self, reply: &mut Reply)
    where
        Self::Value: CommandResult;

    /// The value, or the failure as callers see it.
    fn outcome(self) -> Result<Self::Value, Box<CallError>>;
}

impl<T> IntoAnswer<PLAIN> for T {
    fn answer(self, reply: &mut Reply)
    where
        T: CommandResult,
    {
        self.__write(reply);
    }

    fn outcome(self) -> Result<T, Box<CallError>> {
        Ok(self)
    }
}

// These are recommended to whoever returns another error: the message then speaks of the error and not of the result.
impl<T, E: UndeclaredError> IntoAnswer<UNDECLARED> for Result<T, E> {
    fn answer(self, reply: &mut Reply)
    where
        T: CommandResult,
    {
        match self {
            Ok(value) => value.__write(reply),
            Err(error) => reply.fail(error.__into_call_error()),
        }
    }

    fn outcome(self) -> Result<T, Box<CallError>> {
        self.map_err(|error| Box::new(error.__into_call_error()))
    }
}

impl<T, E: CommandErrors> IntoAnswer<DECLARED> for Result<T, E> {
    const ERRORS: Option<fn(&mut ErrorKinds<'_>)> = Some(E::__describe);

    fn answer(self, reply: &mut Reply)
    where
        T: CommandResult,
    {
        match self {
            Ok(value) => value.__write(reply),
            Err(error) => reply.fail(error.__into_call_error()),
        }
    }

    fn outcome(self) -> Result<T, Box<CallError>> {
        self.map_err(|error| Box::new(error.__into_call_error()))
    }
}

/// The functions that a handler needs of a return type; made once per command, where the bounds are checked.
pub struct Returns<R> {
    answer: fn(R, &mut Reply),
    /// What is known of the type without naming it.
    pub data: ReturnData,
}

impl<R> Clone for Returns<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for Returns<R> {}

/// Makes the table of functions of a return type.
pub const fn returns<R: IntoAnswer<KIND>, const KIND: u8>() -> Returns<R>
where
    R::Value: CommandResult,
{
    Returns {
        answer: R::answer,
        data: ReturnData {
            schema: R::Value::__SCHEMA,
            errors: R::ERRORS,
            fallible: KIND != PLAIN,
            stream: R::Value::__IS_STREAM,
        },
    }
}

impl<R> Returns<R> {
    /// The table of a function that is no command; nothing is published of its result.
    pub(super) const fn other(answer: fn(R, &mut Reply), kind: u8) -> Self {
        Self { answer, data: ReturnData { fallible: kind != PLAIN, ..super::data::COMMAND.returns } }
    }
}

impl<R: 'static> Returns<R> {
    /// Answers with what a synchronous function returned.
    pub fn now(self, invocation: &mut Invocation<'_>, returned: R) -> Running {
        (self.answer)(returned, &mut invocation.reply);
        Running::Ended
    }

    /// Answers with what an asynchronous function will return.
    pub fn later<F: Future<Output = R> + Send + 'static>(self, memory: Memory<F, R>, future: F) -> Running {
        let running = Box::write(memory.0, Answering { future, answer: self.answer });
        Running::Later(Box::into_pin(running))
    }

    /// Runs a synchronous function on a thread of its own and answers with what it returned.
    pub fn blocking(
        self,
        invocation: &mut Invocation<'_>,
        function: impl FnOnce() -> R + Send + 'static,
    ) -> Running {
        let mut reply = invocation.take_reply();
        Running::Later(crate::call::on_blocking_thread(Box::new(move || {
            (self.answer)(function(), &mut reply);
            reply
        })))
    }
}

/// Memory for a function that runs.
pub struct Memory<F, R>(Box<MaybeUninit<Answering<F, R>>>);

/// Takes the memory before there is a future, so that the future is put together there and not copied.
pub fn memory<F, R>() -> Memory<F, R> {
    Memory(Box::new_uninit())
}

pin_project! {
    /// A function that runs, and how its value is written.
    ///
    /// An `async` block would say the same, and cost the compiler twice as much for every command.
    struct Answering<F, R> {
        #[pin]
        future: F,
        answer: fn(R, &mut Reply),
    }
}

impl<F: Future<Output = R> + Send, R> RunningCommand for Answering<F, R> {
    fn poll_answer(self: Pin<&mut Self>, task: &mut Context<'_>, reply: &mut Reply) -> Poll<()> {
        let this = self.project();
        match this.future.poll(task) {
            Poll::Ready(returned) => {
                (this.answer)(returned, reply);
                Poll::Ready(())
            }
            Poll::Pending => Poll::Pending,
        }
    }
}
