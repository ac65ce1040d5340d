//! Values that carry a rule: whoever holds one knows that the rule is kept.
//!
//! Each type states its rule twice: as code that reads it, and as JSON Schema that is published. The tests beside them
//! hold both against each other.

mod email;
mod money;
mod page;
mod sku;

pub use email::EmailAddress;
pub use money::{Money, Price};
pub use page::{Cursor, ListError, Page, PageError};
pub use sku::Sku;

/// Text that breaks the rule of the value it should become.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected}, got `{got}`")]
pub struct InvalidValue {
    /// The rule, in words.
    pub expected: &'static str,
    /// What came instead.
    pub got: String,
}
