//! When and how often a request is repeated.

use std::{
    collections::hash_map::RandomState,
    hash::{BuildHasher, Hasher},
    time::Duration,
};

use super::{TransportError, error::Failed};
use crate::{codes, declaration::data::CommandData};

/// How often a client repeats a request, and how long it pauses in between.
///
/// A request that never left is repeated whatever it asks for. One that may have arrived is repeated only when the
/// command is `read_only` or `idempotent`, and then when the connection broke, when the server has too many calls or
/// stops, or when a proxy answers 429, 502, 503 or 504. What ran out of time is not repeated: it would add to the load
/// that made it slow.
///
/// Pauses double from one to the next and are shortened at random by up to a half, so that many clients do not come
/// back together. A server that asks for a longer pause gets it, up to the longest.
///
/// ```
/// use std::{io, sync::atomic::{AtomicU32, Ordering}, time::Duration};
/// use commandry::{Dispatcher, Registry, prelude::*};
/// use commandry::client::{BoxFuture, Client, Retries};
/// use commandry::client::{Transport, TransportAnswer, TransportError, TransportRequest};
///
/// /// Answers at once.
/// #[command(read_only)]
/// fn ping() -> bool {
///     true
/// }
///
/// /// A server that is reached at the third attempt only.
/// struct Starting {
///     server: Dispatcher,
///     attempts: AtomicU32,
/// }
///
/// impl Transport for Starting {
///     fn send(&self, request: TransportRequest) -> BoxFuture<'_, Result<TransportAnswer, TransportError>> {
///         if self.attempts.fetch_add(1, Ordering::Relaxed) < 2 {
///             let refused = io::Error::from(io::ErrorKind::ConnectionRefused);
///             return Box::pin(async { Err(TransportError::NotSent(refused.into())) });
///         }
///         self.server.send(request)
///     }
///
///     fn wait(&self, pause: Duration) -> BoxFuture<'_, ()> {
///         self.server.wait(pause)
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let starting = || -> Result<Starting, Box<dyn std::error::Error>> {
///     let server = Dispatcher::builder(Registry::new().with::<ping>()).build()?;
///     Ok(Starting { server, attempts: AtomicU32::new(0) })
/// };
/// let patient = Retries { attempts: 5, first_pause: Duration::from_millis(1), ..Retries::default() };
/// assert!(Client::over(starting()?).retries(patient).call::<ping>(()).await?);
///
/// let error = Client::over(starting()?).retries(Retries::NONE).call::<ping>(()).await.unwrap_err();
/// assert!(error.to_string().starts_with("the server cannot be reached"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retries {
    /// Most times that a request is sent, the first included; 3 by default.
    pub attempts: u32,
    /// Pause after the first attempt; 100 milliseconds by default.
    pub first_pause: Duration,
    /// Longest pause; 2 seconds by default.
    pub longest_pause: Duration,
}

impl Retries {
    /// Nothing is sent twice.
    pub const NONE: Self = Self { attempts: 1, first_pause: Duration::ZERO, longest_pause: Duration::ZERO };

    /// The pause after an attempt, counted from 1; `None` when it was the last.
    pub(super) fn pause(&self, attempt: u32, asked: Option<Duration>) -> Option<Duration> {
        if attempt >= self.attempts {
            return None;
        }
        let doubled = self.first_pause.saturating_mul(1_u32.checked_shl(attempt - 1).unwrap_or(u32::MAX));
        let pause = doubled.min(self.longest_pause);
        let shortened = pause.mul_f64(1.0 - random_half());
        Some(shortened.max(asked.unwrap_or_default().min(self.longest_pause)))
    }
}

impl Default for Retries {
    fn default() -> Self {
        Self { attempts: 3, first_pause: Duration::from_millis(100), longest_pause: Duration::from_secs(2) }
    }
}

/// A number from 0 to 0.5 that differs from one client to the next; nothing depends on its being unpredictable.
fn random_half() -> f64 {
    let random = RandomState::new().build_hasher().finish();
    f64::from(u32::try_from(random >> 32).unwrap_or_default()) / f64::from(u32::MAX) / 2.0
}

/// Whether a command can run twice without doing more than once.
pub(super) fn is_repeatable(command: &CommandData) -> bool {
    command.read_only == Some(true) || command.idempotent == Some(true)
}

/// Whether another attempt may succeed and can do no harm.
pub(super) fn is_worth_repeating(failed: &Failed, repeatable: bool) -> bool {
    match failed {
        Failed::Transport(TransportError::NotSent(_)) => true,
        Failed::Transport(TransportError::Lost(_)) => repeatable,
        Failed::Answered(error) => {
            repeatable && matches!(error.code(), codes::OVERLOADED | codes::SHUTTING_DOWN)
        }
        Failed::BadAnswer { status, .. } => repeatable && matches!(status, Some(429 | 502 | 503 | 504)),
        Failed::Transport(TransportError::TimedOut(_) | TransportError::TooLong(_)) => false,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Retries, is_worth_repeating};
    use crate::{
        CallError,
        client::{TransportError, error::Failed},
        codes,
    };

    #[test]
    fn pauses_double_and_end() {
        let retries = Retries { attempts: 40, ..Retries::default() };
        for (attempt, longest) in [(1, 100), (2, 200), (3, 400), (6, 2_000), (39, 2_000)] {
            let longest = Duration::from_millis(longest);
            let pause = retries.pause(attempt, None).expect("a further attempt");
            assert!(pause <= longest && pause >= longest / 2, "{attempt}: {pause:?}");
        }
        assert_eq!(retries.pause(40, None), None);
        assert_eq!(Retries::NONE.pause(1, Some(Duration::from_secs(1))), None);
    }

    #[test]
    fn a_server_gets_the_pause_it_asks_for_within_reason() {
        let retries = Retries::default();
        assert_eq!(retries.pause(1, Some(Duration::from_secs(1))), Some(Duration::from_secs(1)));
        assert_eq!(retries.pause(1, Some(Duration::from_secs(3600))), Some(Duration::from_secs(2)));
    }

    #[test]
    fn only_what_can_do_no_harm_is_repeated() {
        let lost = || Failed::Transport(TransportError::Lost("reset".into()));
        let answered = |code| Failed::Answered(CallError::new(code, "kind", "text"));
        let page = |status| Failed::BadAnswer { status: Some(status), reason: String::new() };
        for (failed, repeatable, other) in [
            (Failed::Transport(TransportError::NotSent("refused".into())), true, true),
            (lost(), true, false),
            (Failed::Transport(TransportError::TimedOut(Duration::ZERO)), false, false),
            (answered(codes::OVERLOADED), true, false),
            (answered(codes::SHUTTING_DOWN), true, false),
            (answered(codes::INVALID_PARAMS), false, false),
            (answered(1001), false, false),
            (page(502), true, false),
            (page(200), false, false),
        ] {
            assert_eq!(is_worth_repeating(&failed, true), repeatable, "{failed:?}");
            assert_eq!(is_worth_repeating(&failed, false), other, "{failed:?}");
        }
    }
}
