//! What became of many calls.

use std::{collections::BTreeMap, fmt, time::Duration};

/// What became of one call.
pub(crate) enum Answer {
    /// It has its result.
    Result,
    /// It was refused as the promise says: 503, with the time to come back.
    Refused,
    /// Anything else.
    Broken(String),
}

/// What became of all calls of a load.
#[derive(Default)]
pub(crate) struct Outcome {
    results: Vec<Duration>,
    refusals: Vec<Duration>,
    broken: BTreeMap<String, usize>,
}

impl Outcome {
    pub(crate) fn add(&mut self, answer: Answer, took: Duration) {
        match answer {
            Answer::Result => self.results.push(took),
            Answer::Refused => self.refusals.push(took),
            Answer::Broken(reason) => *self.broken.entry(reason).or_default() += 1,
        }
    }

    /// How many calls were refused.
    pub(crate) fn refused(&self) -> usize {
        self.refusals.len()
    }

    /// How many calls have their result.
    pub(crate) fn answered(&self) -> usize {
        self.results.len()
    }

    /// What is neither a result nor a refusal, with how often it was.
    pub(crate) fn broken(&self) -> &BTreeMap<String, usize> {
        &self.broken
    }

    /// The time in which this share of the results came.
    pub(crate) fn percentile(&self, share: f64) -> Duration {
        percentile(&self.results, share)
    }

    /// The longest time of an answer, result or refusal.
    pub(crate) fn longest(&self) -> Duration {
        self.results.iter().chain(&self.refusals).max().copied().unwrap_or_default()
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "a position in a list of calls"
)]
fn percentile(times: &[Duration], share: f64) -> Duration {
    let mut times = times.to_vec();
    times.sort_unstable();
    let position = (times.len() as f64 * share) as usize;
    times.get(position.min(times.len().saturating_sub(1))).copied().unwrap_or_default()
}

impl fmt::Display for Outcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let times = |share| self.percentile(share).as_secs_f64() * 1_000.0;
        write!(
            formatter,
            "{} results (50 % in {:.1} ms, 99 % in {:.1} ms), {} refused (99 % in {:.1} ms), longest {:.1} ms",
            self.results.len(),
            times(0.5),
            times(0.99),
            self.refusals.len(),
            percentile(&self.refusals, 0.99).as_secs_f64() * 1_000.0,
            self.longest().as_secs_f64() * 1_000.0,
        )?;
        for (reason, count) in &self.broken {
            write!(formatter, ", {count} × {reason}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::percentile;

    #[test]
    fn percentiles_are_those_of_sorted_times() {
        let times: Vec<Duration> = (1..=100).rev().map(Duration::from_millis).collect();
        assert_eq!(percentile(&times, 0.5), Duration::from_millis(51));
        assert_eq!(percentile(&times, 0.99), Duration::from_millis(100));
        assert_eq!(percentile(&[], 0.99), Duration::ZERO);
    }
}
