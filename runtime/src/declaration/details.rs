//! Details of errors as a client reads them back.

use std::marker::PhantomData;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// The details of one error, by name.
pub type Details = Map<String, Value>;

/// Asks whether a type can be read from JSON, and reads it.
///
/// `ReadDetail::<T>::READ` is the constant of the inherent implementation when `T` can be read, and otherwise that of
/// [`UnreadableDetail`]: inherent items win. Servers need not be able to read what they write.
pub struct ReadDetail<T>(PhantomData<T>);

impl<T: DeserializeOwned> ReadDetail<T> {
    /// Reads the value of that name; an absent one is read like `null`.
    pub const READ: fn(&Details, &str) -> Option<T> =
        |details, name| T::deserialize(details.get(name).unwrap_or(&Value::Null)).ok();
}

/// Answers [`ReadDetail`] for types that cannot be read.
pub trait UnreadableDetail {
    /// The type that cannot be read.
    type Detail;

    /// Reads nothing.
    const READ: fn(&Details, &str) -> Option<Self::Detail> = |_, _| None;
}

impl<T> UnreadableDetail for ReadDetail<T> {
    type Detail = T;
}
