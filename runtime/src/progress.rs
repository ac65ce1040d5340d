//! Telling the caller how far a long command has come.

use std::{fmt, sync::Arc};

/// How far a command has come.
#[derive(Clone, Debug, PartialEq)]
pub struct ProgressReport {
    /// Work done so far, in a unit that the command chooses.
    pub done: f64,
    /// All the work there is in the same unit, where known.
    pub total: Option<f64>,
    /// What happens at the moment.
    pub message: Option<String>,
}

/// Receives the progress of one call.
type Listener = dyn Fn(ProgressReport) + Send + Sync;

/// Lets a command say how far it has come; silent where nobody listens.
///
/// # Examples
///
/// ```
/// use commandry::prelude::*;
///
/// /// Counts up.
/// #[command(group = "demo", read_only)]
/// async fn count(
///     #[inject] progress: Progress,
///     /// Number to count to.
///     up_to: u32,
/// ) -> u32 {
///     for number in 1..=up_to {
///         progress.report(number.into(), Some(up_to.into()), "counting");
///     }
///     up_to
/// }
/// ```
#[derive(Clone, Default)]
pub struct Progress {
    listener: Option<Arc<Listener>>,
}

impl Progress {
    /// Progress that calls a function at every report.
    pub fn to(listener: impl Fn(ProgressReport) + Send + Sync + 'static) -> Self {
        Self { listener: Some(Arc::new(listener)) }
    }

    /// Progress that nobody listens to.
    pub fn silent() -> Self {
        Self::default()
    }

    /// Reports how far the command has come; an empty message means none.
    pub fn report(&self, done: f64, total: Option<f64>, message: &str) {
        if let Some(listener) = &self.listener {
            let message = (!message.is_empty()).then(|| message.to_owned());
            listener(ProgressReport { done, total, message });
        }
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Progress").field("heard", &self.listener.is_some()).finish()
    }
}
