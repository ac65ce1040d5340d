//! The rate that a server sustains.

use std::time::Duration;

use crate::{arrivals::Load, outcome::Outcome};

/// What 99 of 100 calls have to be answered in.
pub(crate) const BOUND: Duration = Duration::from_millis(100);

/// How long a rate is tried, and the one that is found is held.
const TRIAL: Duration = Duration::from_secs(5);
const HOLD: Duration = Duration::from_secs(15);
/// Where the search begins.
const FIRST: f64 = 200.0;

/// The highest rate at which all calls have their results, and 99 of 100 of them in time.
///
/// It grows by half until it is too much, is narrowed down by four trials, and lowered until it is held for longer.
pub(crate) async fn rate(load: &Load) -> f64 {
    // Connections are made, caches are filled.
    load.run(FIRST, TRIAL).await;
    let mut good = FIRST;
    let mut bad = loop {
        let next = good * 1.5;
        if !holds(load, next, TRIAL).await {
            break next;
        }
        good = next;
    };
    for _ in 0..4 {
        let middle = f64::midpoint(good, bad);
        if holds(load, middle, TRIAL).await {
            good = middle;
        } else {
            bad = middle;
        }
    }
    while !holds(load, good, HOLD).await {
        good *= 0.9;
    }
    good
}

#[expect(clippy::print_stderr, reason = "a run of minutes has to show that it moves")]
async fn holds(load: &Load, rate: f64, duration: Duration) -> bool {
    let outcome = load.run(rate, duration).await;
    eprintln!("trying {rate:.0} calls a second: {outcome}");
    is_good(&outcome)
}

fn is_good(outcome: &Outcome) -> bool {
    outcome.refused() == 0 && outcome.broken().is_empty() && outcome.percentile(0.99) <= BOUND
}
