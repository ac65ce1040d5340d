//! Several calls in one request.

use std::{
    fmt,
    marker::PhantomData,
    sync::atomic::{AtomicU64, Ordering},
};

use serde::Serialize;
use serde_json::value::RawValue;

use super::{Client, ClientError, ReadableResult, decode, envelope, error::Failed, retries::is_repeatable};
use crate::declaration::{CommandErrors, CommandType, NoDeclaredErrors};

/// Calls to be sent together; [`Client::batch`] starts one.
///
/// ```
/// use commandry::{client::Client, prelude::*};
///
/// /// Doubles a number.
/// #[command(group = "arithmetic", read_only)]
/// fn double(
///     /// The number.
///     number: i64,
/// ) -> i64 {
///     number * 2
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let registry = commandry::Registry::new().with::<double>();
/// # let client = Client::over(commandry::Dispatcher::builder(registry).build()?);
/// let mut batch = client.batch();
/// let first = batch.call::<double>((4,));
/// let second = batch.call::<double>((5,));
/// let mut answers = batch.send().await?;
/// assert_eq!((answers.take(first)?, answers.take(second)?), (8, 10));
/// # Ok(())
/// # }
/// ```
#[must_use = "a batch does nothing until it is sent"]
pub struct Batch<'a> {
    client: &'a Client,
    number: u64,
    first_id: u64,
    requests: Vec<String>,
    unsendable: Option<String>,
    repeatable: bool,
}

/// Names the answer to one call of a batch.
pub struct Handle<C> {
    batch: u64,
    position: usize,
    command: PhantomData<fn() -> C>,
}

/// The answers to a batch.
pub struct BatchAnswers {
    batch: u64,
    outcomes: Vec<Option<Result<Box<RawValue>, Failed>>>,
}

impl<'a> Batch<'a> {
    pub(super) fn new(client: &'a Client) -> Self {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        Self {
            client,
            number: NUMBER.fetch_add(1, Ordering::Relaxed),
            first_id: 1,
            requests: Vec::new(),
            unsendable: None,
            repeatable: true,
        }
    }

    /// Adds a call; the handle fetches its result from the answers.
    pub fn call<C: CommandType>(&mut self, parameters: C::Parameters) -> Handle<C>
    where
        C::Parameters: Serialize,
    {
        let command = C::__COMMAND;
        let position = self.requests.len();
        let id = self.first_id + position as u64;
        match envelope::request(command, &parameters, Some(id)) {
            Ok(request) => self.requests.push(request),
            Err(error) => {
                self.requests.push(String::new());
                self.unsendable.get_or_insert_with(|| format!("those of `{}`: {error}", command.name));
            }
        }
        self.repeatable &= is_repeatable(command);
        Handle { batch: self.number, position, command: PhantomData }
    }

    /// Sends the calls in one request, which the server runs side by side.
    ///
    /// It is repeated like a call, as long as all of its commands can be.
    ///
    /// # Errors
    ///
    /// Fails as a whole when the parameters of a call cannot be written, when the server refuses the batch, as one with
    /// too many calls, and when there is no answer.
    pub async fn send(self) -> Result<BatchAnswers, ClientError<NoDeclaredErrors>> {
        if let Some(reason) = self.unsendable {
            return Err(ClientError::Unsendable(reason));
        }
        let count = self.requests.len();
        // A batch without calls is refused by every server.
        let outcomes = if count == 0 {
            Vec::new()
        } else {
            let body = format!("[{}]", self.requests.join(","));
            let read = |answer: &_| envelope::batch(self.first_id, count, answer);
            let sent = self.client.exchange(body, self.repeatable, read).await;
            sent.map_err(Failed::typed)?
        };
        Ok(BatchAnswers { batch: self.number, outcomes: outcomes.into_iter().map(Some).collect() })
    }
}

impl BatchAnswers {
    /// The outcome of one call.
    ///
    /// # Errors
    ///
    /// Fails as [`Client::call`] does, and when the handle is of another batch.
    pub fn take<C: CommandType>(&mut self, handle: Handle<C>) -> Result<C::Value, ClientError<C::Error>>
    where
        C::Value: ReadableResult,
        C::Error: CommandErrors,
    {
        let place = self.outcomes.get_mut(handle.position).filter(|_| handle.batch == self.batch);
        match place.and_then(Option::take) {
            Some(Ok(result)) => decode(&result),
            Some(Err(failed)) => Err(failed.typed()),
            None => Err(ClientError::BadAnswer {
                status: None,
                reason: "these are the answers to another batch than the one of this handle".to_owned(),
            }),
        }
    }
}

impl fmt::Debug for Batch<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Batch").field("calls", &self.requests.len()).finish_non_exhaustive()
    }
}

impl<C> fmt::Debug for Handle<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Handle").field(&self.position).finish()
    }
}

impl fmt::Debug for BatchAnswers {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("BatchAnswers").field("answers", &self.outcomes.len()).finish_non_exhaustive()
    }
}
