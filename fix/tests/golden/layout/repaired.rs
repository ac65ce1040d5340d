//! Code that was laid out by hand.

/// TODO(docs): One.
///
/// # Returns
/// TODO(docs): The number.
#[command] fn one(
    /// TODO(docs): The a.
    a: u8, /* second */
    /// TODO(docs): The b.
    b: u8
) -> u8 { a }
mod m {
/// TODO(docs): Two.
///
/// # Returns
/// TODO(docs): The number.
#[command] pub(crate) fn two() -> u8 { 0 } /** Three. */ #[command] fn three(
    /// TODO(docs): The a.
    a: u8
) {} }

    /// Weird indentation.
  #[command]
fn four
(
    /// TODO(docs): The a.
    a: u8 // first
,
    /// TODO(docs): The b.
    b: u8
)
{
}

#[commands] impl S {
/// TODO(docs): Five.
///
/// # Returns
/// TODO(docs): The number.
#[command] fn five(
    &self,
    /// TODO(docs): The a.
    a: u8
) -> u8 { a } }

/// Six.
#[command] /// more of six.
fn six(
    #[inject] c: Context,
    /// TODO(docs): The a.
    a: u8,
) {}

/// Seven.
#[command]
fn seven(
    /// TODO(docs): The a.
    a: u8,
         /// TODO(docs): The b.
         b: u8
) {}
