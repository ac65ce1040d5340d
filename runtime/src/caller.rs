//! Who makes a call.

use std::{sync::Arc, time::SystemTime};

/// Who makes a call, as far as the surface that received it knows.
///
/// Over HTTP, a layer around the router that puts a `Caller` into the extensions of a request decides it; the feature
/// `auth` brings one for API keys and tokens.
///
/// # Examples
///
/// ```
/// use commandry::Caller;
///
/// assert!(Caller::anonymous().name().is_none());
/// let caller = Caller::named("nightly-import").with_roles(["stock", "reports"]);
/// assert_eq!(caller.name(), Some("nightly-import"));
/// assert!(caller.has_role("stock") && !caller.has_role("admin"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caller(Option<Arc<Identity>>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Identity {
    name: Box<str>,
    roles: Vec<Box<str>>,
    until: Option<SystemTime>,
    trusted: bool,
}

impl Caller {
    /// A caller that did not say who it is.
    pub fn anonymous() -> Self {
        Self::default()
    }

    /// A caller whose identity was established.
    pub fn named(name: &str) -> Self {
        Self::of(name, false)
    }

    /// Somebody who may call everything, whatever the rules of the service: the program itself, or the person at its
    /// command line. No surface that is reached over a network may make one.
    pub fn trusted(name: &str) -> Self {
        Self::of(name, true)
    }

    fn of(name: &str, trusted: bool) -> Self {
        Self(Some(Arc::new(Identity { name: name.into(), roles: Vec::new(), until: None, trusted })))
    }

    /// The same caller with these roles instead of those it had; one without a name gets none.
    #[must_use]
    pub fn with_roles<R: Into<String>>(mut self, roles: impl IntoIterator<Item = R>) -> Self {
        if let Some(identity) = &mut self.0 {
            let roles = roles.into_iter().map(|role| role.into().into_boxed_str()).collect();
            Arc::make_mut(identity).roles = roles;
        }
        self
    }

    /// The same caller, whose word counts until some time: what it calls later, on a connection that is still open, is
    /// refused.
    #[must_use]
    pub fn until(mut self, time: SystemTime) -> Self {
        if let Some(identity) = &mut self.0 {
            Arc::make_mut(identity).until = Some(time);
        }
        self
    }

    /// The established identity, or `None`.
    pub fn name(&self) -> Option<&str> {
        self.0.as_ref().map(|it| &*it.name)
    }

    /// What the caller may act as, in the order in which it was said.
    pub fn roles(&self) -> impl Iterator<Item = &str> {
        self.0.iter().flat_map(|it| it.roles.iter().map(|role| &**role))
    }

    /// Whether the caller has a role.
    pub fn has_role(&self, role: &str) -> bool {
        self.roles().any(|it| it == role)
    }

    /// Whether the caller did not say who it is.
    pub fn is_anonymous(&self) -> bool {
        self.0.is_none()
    }

    /// Whether the caller may call everything.
    pub fn is_trusted(&self) -> bool {
        self.0.as_ref().is_some_and(|it| it.trusted)
    }

    /// Until when the caller's word counts; `None` when there is no end.
    pub fn expires(&self) -> Option<SystemTime> {
        self.0.as_ref().and_then(|it| it.until)
    }

    /// Whether the time in which the caller's word counts is over.
    pub fn has_expired(&self) -> bool {
        self.expires().is_some_and(|until| SystemTime::now() >= until)
    }
}
