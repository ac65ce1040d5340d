//! What a service promises under too much load.

use std::time::Duration;

use crate::{memory::Samples, outcome::Outcome, sustainable::BOUND};

/// Longest time of any answer: what the settings give a call.
const LONGEST: Duration = Duration::from_secs(30);
/// By how much memory may grow once everything is under way.
const GROWTH: u64 = 16 << 20;

/// What was seen.
pub(crate) struct Promises {
    pub(crate) before: Outcome,
    pub(crate) overload: Outcome,
    pub(crate) after: Outcome,
    pub(crate) memory: Samples,
}

impl Promises {
    /// The promises that were broken, for people.
    pub(crate) fn broken(&self) -> Vec<String> {
        let mut broken = Vec::new();
        let Self { before, overload, after, memory } = self;
        for (reason, count) in overload.broken() {
            broken
                .push(format!("{count} calls of the overload had neither a result nor a refusal: {reason}"));
        }
        if overload.answered() == 0 {
            broken.push("nothing was answered in the overload".to_owned());
        }
        if overload.longest() > LONGEST {
            broken.push(format!("an answer took {:?}, longer than {LONGEST:?}", overload.longest()));
        }
        let (second, last) = memory.second_and_last_quarter();
        if last > second + GROWTH {
            broken.push(format!("memory grew from {} to {} MB in the overload", second >> 20, last >> 20));
        }
        for (when, outcome) in [("before", before), ("after", after)] {
            if outcome.refused() > 0 || !outcome.broken().is_empty() {
                broken.push(format!("not every call {when} the overload had its result: {outcome}"));
            }
        }
        // What other programs of the machine do meanwhile is in both, and not the same.
        let usual = (before.percentile(0.99) * 3).max(BOUND);
        if after.percentile(0.99) > usual {
            broken.push(format!("calls are slower than {usual:?} after the overload: {after}"));
        }
        broken
    }
}
