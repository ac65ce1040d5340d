//! Who may call what.

mod audience;
mod pattern;
mod permission;
mod rules;

#[cfg(feature = "tls")]
pub(crate) use self::pattern::fits;
pub use self::rules::{AccessRule, AccessRules};
pub(crate) use self::{
    audience::{Audience, Audiences},
    permission::Permission,
};
