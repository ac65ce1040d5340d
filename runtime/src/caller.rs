//! Who makes a call.

use std::sync::Arc;

/// Who makes a call, as far as the surface that received it knows.
///
/// # Examples
///
/// ```
/// use commandry::Caller;
///
/// assert!(Caller::anonymous().name().is_none());
/// assert_eq!(Caller::named("nightly-import").name(), Some("nightly-import"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caller {
    name: Option<Arc<str>>,
}

impl Caller {
    /// A caller that did not say who it is.
    pub fn anonymous() -> Self {
        Self::default()
    }

    /// A caller whose identity was established.
    pub fn named(name: &str) -> Self {
        Self { name: Some(Arc::from(name)) }
    }

    /// The established identity, or `None`.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }
}
