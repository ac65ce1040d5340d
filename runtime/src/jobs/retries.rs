//! When a failed job is tried again.

use std::time::Duration;

use super::settings::BackoffSettings;
use crate::{CallError, codes};

/// What to do with a job whose attempt failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Trying again would not change the answer.
    Fail,
    /// Try again, if there are attempts left.
    Retry,
    /// The process could not run it; another one may, at once.
    GiveBack,
}

/// What to do after an error.
///
/// The HTTP status of an error says whose fault it is: with 400 to 499 it is the caller's or that of the facts, and the
/// answer will be the same again, except for those that speak of the moment.
pub(super) fn after(error: &CallError) -> Next {
    match (error.code(), error.http_status()) {
        (codes::SHUTTING_DOWN | codes::OVERLOADED, _) => Next::GiveBack,
        (_, 408 | 423 | 425 | 429 | 499) => Next::Retry,
        (_, 400..=499) => Next::Fail,
        _ => Next::Retry,
    }
}

/// How long to wait after this many failures, by a random number from 0 to 1.
pub(super) fn delay(settings: &BackoffSettings, failures: i64, random: f64) -> Duration {
    let doublings = u32::try_from(failures.saturating_sub(1).clamp(0, 31)).unwrap_or(0);
    let longest = settings.base.saturating_mul(1 << doublings).min(settings.max);
    longest.mul_f64(0.5 + random.clamp(0.0, 1.0) / 2.0)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Next, after, delay};
    use crate::{CallError, codes, jobs::BackoffSettings};

    #[test]
    #[expect(clippy::float_cmp, reason = "halves and doubles of whole numbers are exact")]
    fn waits_double_up_to_the_most_and_vary() {
        let settings = BackoffSettings::default();
        let seconds = |failures, random| delay(&settings, failures, random).as_secs_f64();
        assert_eq!([seconds(1, 0.0), seconds(1, 1.0)], [0.5, 1.0]);
        assert_eq!([seconds(3, 0.0), seconds(3, 1.0)], [2.0, 4.0]);
        assert_eq!([seconds(40, 0.0), seconds(i64::MAX, 1.0)], [150.0, 300.0]);
        let huge = BackoffSettings { base: Duration::MAX, max: Duration::from_secs(7) };
        assert_eq!(delay(&huge, 9, 1.0), Duration::from_secs(7));
    }

    #[test]
    fn what_will_not_change_is_not_tried_again() {
        let error = |code| CallError::new(code, "kind", "text");
        assert_eq!(after(&error(codes::INVALID_PARAMS)), Next::Fail);
        assert_eq!(after(&error(codes::FORBIDDEN)), Next::Fail);
        assert_eq!(after(&error(1001)), Next::Fail);
        assert_eq!(after(&error(1001).status(409)), Next::Fail);
        assert_eq!(after(&error(1001).status(429)), Next::Retry);
        assert_eq!(after(&error(1001).status(503)), Next::Retry);
        assert_eq!(after(&error(codes::FAILED)), Next::Retry);
        assert_eq!(after(&error(codes::INTERNAL_ERROR)), Next::Retry);
        assert_eq!(after(&error(codes::TIMED_OUT)), Next::Retry);
        assert_eq!(after(&error(codes::SHUTTING_DOWN)), Next::GiveBack);
    }
}
