//! Who may call what.

mod audience;
mod pattern;
mod permission;
mod rules;

pub use self::rules::{AccessRule, AccessRules};
pub(crate) use self::{
    audience::{Audience, Audiences},
    permission::Permission,
};
