//! Who may call what.

#[cfg(any(feature = "documents", feature = "http"))]
mod audience;
mod pattern;
mod permission;
mod rules;

#[cfg(any(feature = "documents", feature = "http"))]
pub(crate) use self::audience::{Audience, Audiences};
#[cfg(feature = "tls")]
pub(crate) use self::pattern::fits;
pub(crate) use self::permission::Permission;
pub use self::rules::{AccessRule, AccessRules};
