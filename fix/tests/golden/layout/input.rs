//! Code that was laid out by hand.

#[command] fn one(a: u8, /* second */ b: u8) -> u8 { a }
mod m { #[command] pub(crate) fn two() -> u8 { 0 } /** three */ #[command] fn three(a: u8) {} }

    /// weird indentation
  #[command]
fn four
(a: u8 // first
, b: u8)
{
}

#[commands] impl S { #[command] fn five(&self, a: u8) -> u8 { a } }

/// Six.
#[command] /// more of six
fn six(
    #[inject] c: Context, a: u8,
) {}

/// Seven.
#[command]
fn seven(a: u8,
         b: u8) {}
