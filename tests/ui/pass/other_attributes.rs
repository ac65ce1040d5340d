//! Other attributes work above and below, and keep what they need of the function.

use commandry::{Registry, command};

/// Adds two numbers.
#[must_use]
#[command(group = "arithmetic")]
#[inline]
#[doc(alias = "plus")]
#[rustfmt::skip]
#[expect(clippy::many_single_char_names, reason = "they are numbers")]
pub fn add(
    #[allow(unused_variables)]
    /// First summand.
    a: u8,
    /** Second
     * summand. */
    #[allow(unused_mut)]
    mut b: u8,
) -> u8 {
    #![allow(clippy::all)]
    b
}

/// Becomes a function that is not `async` before it becomes a command.
#[tokio::main(flavor = "current_thread")]
#[command]
async fn waiting(
    /// How many.
    #[param(range(max = 3))]
    count: u8,
) -> u8 {
    tokio::task::yield_now().await;
    count
}

fn main() {
    assert_eq!(add(1, 2), 2);
    assert_eq!(waiting(2), 2);
    let registry = Registry::new().with::<add>().with::<waiting>();
    let catalog = serde_json::to_value(registry.catalog().expect("two commands")).expect("a catalog is JSON");
    assert_eq!(catalog["commands"][0]["parameters"][1]["description"], "Second\nsummand.");
}
