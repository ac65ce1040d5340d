//! Types that a command can return: a plain value, or a `Result` recognised by trait so that aliases of it work.

use std::{future::Future, marker::PhantomData};

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    data::ReturnData,
    errors::{CommandErrors, ErrorKinds, UndeclaredError},
};
use crate::{
    CallError,
    call::{Invocation, Reply, Running},
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
    /// Not public API: writes the value.
    #[doc(hidden)]
    fn __encode(&self, output: &mut Vec<u8>) -> Result<(), serde_json::Error>;

    /// Not public API: the schema of the type.
    #[doc(hidden)]
    const __SCHEMA: SchemaOf;
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + JsonSchema + Send + 'static> CommandResult for T {
    fn __encode(&self, output: &mut Vec<u8>) -> Result<(), serde_json::Error> {
        serde_json::to_writer(output, self)
    }

    const __SCHEMA: SchemaOf = crate::schema::schema_of::<T>;
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

/// What the value of a successful call is; known whatever the error is, so that a wrong error is reported once.
pub trait Returned<const KIND: u8> {
    /// The value of a successful call.
    type Value;
}

impl<T> Returned<PLAIN> for T {
    type Value = T;
}

impl<T, E> Returned<UNDECLARED> for Result<T, E> {
    type Value = T;
}

impl<T, E> Returned<DECLARED> for Result<T, E> {
    type Value = T;
}

/// What a function returns, split into value and failure.
pub trait IntoAnswer<const KIND: u8>: Returned<KIND> {
    /// Splits what was returned.
    ///
    /// # Errors
    ///
    /// Gives the error that the function returned, as callers see it.
    fn into_answer(self) -> Result<Self::Value, CallError>;
    /// Lists the declared kinds of errors.
    fn errors(kinds: &mut ErrorKinds<'_>);
}

impl<T> IntoAnswer<PLAIN> for T {
    fn into_answer(self) -> Result<T, CallError> {
        Ok(self)
    }

    fn errors(_: &mut ErrorKinds<'_>) {}
}

// These are recommended to whoever returns another error: the message then speaks of the error and not of the result.
impl<T, E: UndeclaredError> IntoAnswer<UNDECLARED> for Result<T, E> {
    fn into_answer(self) -> Result<T, CallError> {
        self.map_err(E::__into_call_error)
    }

    fn errors(_: &mut ErrorKinds<'_>) {}
}

impl<T, E: CommandErrors> IntoAnswer<DECLARED> for Result<T, E> {
    fn into_answer(self) -> Result<T, CallError> {
        self.map_err(E::__into_call_error)
    }

    fn errors(kinds: &mut ErrorKinds<'_>) {
        E::__describe(kinds);
    }
}

/// The functions that a handler needs of a return type; made once per command, where the bounds are checked.
pub struct Returns<R, V> {
    split: fn(R) -> Result<V, CallError>,
    encode: fn(&V, &mut Vec<u8>) -> Result<(), serde_json::Error>,
    /// What is known of the type without naming it.
    pub data: ReturnData,
}

impl<R, V> Clone for Returns<R, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R, V> Copy for Returns<R, V> {}

/// Makes the table of functions of a return type.
pub const fn returns<R: IntoAnswer<KIND>, const KIND: u8>() -> Returns<R, R::Value>
where
    R::Value: CommandResult,
{
    Returns {
        split: R::into_answer,
        encode: R::Value::__encode,
        data: ReturnData {
            schema: R::Value::__SCHEMA,
            errors: R::errors,
            fallible: KIND != PLAIN,
            declared: KIND == DECLARED,
        },
    }
}

impl<R: 'static, V: 'static> Returns<R, V> {
    /// Answers with what a synchronous function returned.
    pub fn now(self, invocation: &mut Invocation<'_>, returned: R) -> Running {
        Running::Done(self.finish(invocation.take_reply(), returned))
    }

    /// Answers with what an asynchronous function will return.
    pub fn later(
        self,
        invocation: &mut Invocation<'_>,
        future: impl Future<Output = R> + Send + 'static,
    ) -> Running {
        let reply = invocation.take_reply();
        Running::Later(Box::pin(async move { self.finish(reply, future.await) }))
    }

    /// Runs a synchronous function on a thread of its own and answers with what it returned.
    pub fn blocking(
        self,
        invocation: &mut Invocation<'_>,
        function: impl FnOnce() -> R + Send + 'static,
    ) -> Running {
        let reply = invocation.take_reply();
        Running::Later(crate::call::on_blocking_thread(Box::new(move || self.finish(reply, function()))))
    }

    fn finish(self, mut reply: Reply, returned: R) -> Reply {
        match (self.split)(returned) {
            Ok(value) => {
                let outcome = (self.encode)(&value, reply.output());
                reply.encoded(outcome);
            }
            Err(error) => reply.fail(error),
        }
        reply
    }
}
