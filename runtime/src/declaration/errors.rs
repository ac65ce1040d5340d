//! Error types of commands.

use std::error::Error;

use schemars::JsonSchema;
use serde::Serialize;
#[cfg(feature = "client")]
use serde_json::Map;
use serde_json::Value;

use crate::{
    CallError,
    schema::{SchemaCollector, SchemaOf},
};

/// An error type that declares its kinds, each with a stable name, a code and documentation.
///
/// Derive it with [`#[derive(CommandErrors)]`](macro@crate::CommandErrors); there is nothing to implement by hand.
/// Errors without it still work, but callers then get a generic failure and the details stay in the log.
#[diagnostic::on_unimplemented(
    message = "`{Self}` declares no kinds of errors",
    label = "does not implement `commandry::CommandErrors`",
    note = "derive it: `#[derive(Debug, thiserror::Error, commandry::CommandErrors)]`",
    note = "if its text is not for callers, mark the variant `#[command_error(internal)]`"
)]
pub trait CommandErrors: Send + Sized + 'static {
    /// Not public API: lists the kinds.
    #[doc(hidden)]
    fn __describe(kinds: &mut ErrorKinds<'_>);

    /// Not public API: what callers are told.
    #[doc(hidden)]
    fn __into_call_error(self) -> CallError;

    /// Not public API: the error that callers were told of, where all of it was told.
    #[cfg(feature = "client")]
    #[doc(hidden)]
    fn __from_kind(kind: &str, details: &Map<String, Value>) -> Option<Self>;
}

/// The error type of a command that declares no kinds of errors; there is no value of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoDeclaredErrors {}

impl CommandErrors for NoDeclaredErrors {
    fn __describe(_: &mut ErrorKinds<'_>) {}

    fn __into_call_error(self) -> CallError {
        match self {}
    }

    #[cfg(feature = "client")]
    fn __from_kind(_: &str, _: &Map<String, Value>) -> Option<Self> {
        None
    }
}

impl std::fmt::Display for NoDeclaredErrors {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match *self {}
    }
}

impl Error for NoDeclaredErrors {}

/// An error whose kinds are not declared, such as `anyhow::Error`: its text goes to the log and never to callers.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the error of a command",
    label = "neither a declared error nor a `std::error::Error`",
    note = "derive it: `#[derive(Debug, thiserror::Error, commandry::CommandErrors)]`, or return `anyhow::Error`"
)]
pub trait UndeclaredError: Send + 'static {
    /// Not public API: logs the error and its causes, and gives what callers are told.
    #[doc(hidden)]
    fn __into_call_error(self) -> CallError;
}

#[diagnostic::do_not_recommend]
impl<E: Into<Box<dyn Error + Send + Sync>> + Send + 'static> UndeclaredError for E {
    fn __into_call_error(self) -> CallError {
        let error: Box<dyn Error + Send + Sync> = self.into();
        match error.downcast::<CallError>() {
            // Who makes the answer by hand means it for callers.
            Ok(made_by_hand) => *made_by_hand,
            Err(error) => CallError::generic(&*error),
        }
    }
}

/// A field of an error that travels to callers: written as JSON and described by a JSON Schema.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot travel to callers as a detail of an error",
    label = "not writable as JSON, or without a JSON Schema",
    note = "derive `serde::Serialize` and `schemars::JsonSchema` for it, or keep it back with `#[command_error(skip)]`"
)]
pub trait ErrorDetail {
    /// Not public API: the value as JSON, or `None` where it cannot be written.
    #[doc(hidden)]
    fn __to_value(&self) -> Option<Value>;

    /// Not public API: the schema of the type.
    #[doc(hidden)]
    const __SCHEMA: SchemaOf;
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + JsonSchema> ErrorDetail for T {
    fn __to_value(&self) -> Option<Value> {
        serde_json::to_value(self).ok()
    }

    const __SCHEMA: SchemaOf = crate::schema::schema_of::<T>;
}

/// An error that has a message for people; implemented for everything with [`Display`](std::fmt::Display).
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no message for callers",
    label = "does not implement `std::fmt::Display`",
    note = "derive it as well: `#[derive(Debug, thiserror::Error, commandry::CommandErrors)]`"
)]
pub trait ErrorMessage {
    /// Not public API: the message.
    #[doc(hidden)]
    fn __message(&self) -> String;
}

#[diagnostic::do_not_recommend]
impl<E: std::fmt::Display> ErrorMessage for E {
    fn __message(&self) -> String {
        self.to_string()
    }
}

/// The message of a declared error; the bound is checked here, with the span of the type's name.
pub fn error_message<E: ErrorMessage>(error: &E) -> String {
    error.__message()
}

/// One kind of error as the derive declares it.
#[derive(Clone, Copy, Debug)]
pub struct ErrorKindData {
    /// Stable name.
    pub kind: &'static str,
    /// JSON-RPC error code.
    pub code: i64,
    /// HTTP status where HTTP speaks for itself.
    pub status: u16,
    /// Documentation.
    pub description: &'static str,
    /// Names and schemas of the fields that travel to callers.
    pub details: &'static [(&'static str, SchemaOf)],
}

/// The functions that a derived error needs of a field's type; made once per field, where the bound is checked.
pub struct Detail<T> {
    /// The schema of the type.
    pub schema: SchemaOf,
    /// The value as JSON.
    pub value: fn(&T) -> Value,
}

/// Makes the table of functions of a field that travels to callers.
pub const fn detail<T: ErrorDetail>() -> Detail<T> {
    Detail { schema: T::__SCHEMA, value: value_of::<T> }
}

fn value_of<T: ErrorDetail>(value: &T) -> Value {
    value.__to_value().unwrap_or_default()
}

/// The functions that a derived error needs of an error whose kinds it takes over; made where the bound is checked.
pub struct Inner<E> {
    /// Lists the kinds.
    pub describe: fn(&mut ErrorKinds<'_>),
    /// What callers are told.
    pub into_call_error: fn(E) -> CallError,
    /// The error that callers were told of.
    #[cfg(feature = "client")]
    pub from_kind: fn(&str, &Map<String, Value>) -> Option<E>,
}

/// Makes the table of functions of an error whose kinds are taken over.
pub const fn inner<E: CommandErrors>() -> Inner<E> {
    Inner {
        describe: E::__describe,
        into_call_error: E::__into_call_error,
        #[cfg(feature = "client")]
        from_kind: E::__from_kind,
    }
}

/// The list that the derived code adds its kinds to.
pub struct ErrorKinds<'a> {
    pub(crate) collector: &'a mut SchemaCollector,
    pub(crate) kinds: Vec<commandry_schema::catalog::ErrorKind>,
}

impl ErrorKinds<'_> {
    /// Adds the kinds of one enum, except those it has from another.
    pub fn add(&mut self, kinds: &[ErrorKindData]) {
        for data in kinds {
            let details = (!data.details.is_empty()).then(|| self.collector.details(data.details));
            self.kinds.push(commandry_schema::catalog::ErrorKind {
                kind: data.kind.to_owned(),
                code: data.code,
                status: data.status,
                description: data.description.to_owned(),
                details,
            });
        }
    }
}
