//! Who may call one command.

use crate::{CallError, Caller, codes};

/// Who may call one command, settled when the service is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Permission {
    /// Everybody.
    Public,
    /// Everybody who proves who they are.
    Anyone,
    /// Those with one of these roles.
    Roles(Box<[Box<str>]>),
    /// Nobody.
    Nobody,
}

impl Permission {
    pub(super) fn of_roles(roles: &[impl AsRef<str>]) -> Self {
        if roles.iter().any(|role| role.as_ref() == "*") {
            return Self::Anyone;
        }
        Self::Roles(roles.iter().map(|role| role.as_ref().into()).collect())
    }

    /// Lets a caller pass, or says why not.
    pub(crate) fn check(&self, caller: &Caller) -> Result<(), CallError> {
        if self.allows(caller) {
            return Ok(());
        }
        Err(refusal(caller))
    }

    /// Whether a caller may call.
    pub(crate) fn allows(&self, caller: &Caller) -> bool {
        let known = !caller.is_anonymous() && !caller.has_expired();
        match self {
            _ if caller.is_trusted() => true,
            Self::Public => true,
            Self::Anyone => known,
            Self::Roles(roles) => known && roles.iter().any(|role| caller.has_role(role)),
            Self::Nobody => false,
        }
    }

    /// What is published of it.
    pub(crate) fn published(&self) -> commandry_schema::catalog::Access {
        match self {
            Self::Public => commandry_schema::catalog::Access::Public,
            _ => commandry_schema::catalog::Access::Protected,
        }
    }
}

/// Why somebody who may not call is refused.
#[cold]
fn refusal(caller: &Caller) -> CallError {
    if caller.is_anonymous() {
        let message = "Say who you are: this call is for those who prove it.";
        return CallError::new(codes::UNAUTHENTICATED, "unauthenticated", message);
    }
    if caller.has_expired() {
        let message = "What you proved who you are with has expired; prove it anew.";
        return CallError::new(codes::UNAUTHENTICATED, "unauthenticated", message);
    }
    // Which roles would do is nobody's business who has none of them.
    CallError::new(codes::FORBIDDEN, "forbidden", "You may not call this.")
}
