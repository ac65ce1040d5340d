//! What the calls of a service are told to.

use tracing::Span;

use crate::{
    Dispatcher,
    call::{
        Entry,
        observer::{CallObserver, CallScope, EndedCall},
    },
};

/// Counts calls and gives them spans, as far as anybody wants it.
#[derive(Default)]
pub(crate) struct Observation {
    #[cfg(feature = "metrics")]
    pub(crate) metrics: Option<super::Metrics>,
    #[cfg(feature = "logging")]
    pub(crate) spans: Option<super::request::Spans>,
}

impl Observation {
    /// What a dispatcher is told of calls by; `None` where nobody wants to know, so that calls are not watched at all.
    pub(crate) fn into_observer(self) -> Option<Box<dyn CallObserver>> {
        let mut is_wanted = false;
        #[cfg(feature = "metrics")]
        {
            is_wanted |= self.metrics.is_some();
        }
        #[cfg(feature = "logging")]
        {
            is_wanted |= self.spans.is_some();
        }
        if is_wanted { Some(Box::new(self)) } else { None }
    }
}

#[cfg_attr(
    not(all(feature = "metrics", feature = "logging")),
    expect(unused_variables, reason = "each part needs some of what is told")
)]
impl CallObserver for Observation {
    fn attached(&self, dispatcher: &Dispatcher) {
        #[cfg(feature = "metrics")]
        if let Some(metrics) = &self.metrics {
            metrics.attach(dispatcher);
        }
    }

    fn begun(&self, entry: &Entry) -> CallScope {
        #[cfg(feature = "logging")]
        if let Some(spans) = self.spans {
            return spans.begin(entry);
        }
        CallScope::default()
    }

    fn begun_in_vain(&self, span: &Span) {
        #[cfg(feature = "logging")]
        if let Some(spans) = self.spans {
            spans.discard(span);
        }
    }

    fn ended(&self, ended: &EndedCall<'_>, scope: &mut CallScope) {
        #[cfg(feature = "metrics")]
        if let Some(metrics) = &self.metrics {
            metrics.ended(ended);
        }
        #[cfg(feature = "logging")]
        if let Some(spans) = self.spans {
            spans.end(ended, scope);
        }
    }

    fn unknown(&self) {
        #[cfg(feature = "metrics")]
        if let Some(metrics) = &self.metrics {
            metrics.unknown();
        }
        #[cfg(feature = "logging")]
        if let Some(spans) = self.spans {
            spans.unknown();
        }
    }
}
