//! Code that is left out of a build takes everything beside it along.

use commandry::{Registry, command, commands};

#[cfg(any())]
#[command]
fn left_out_above(missing: Missing) {}

#[command]
#[cfg(any())]
fn left_out_below(missing: Missing) {}

/// One of two.
#[command]
#[cfg(all())]
fn one_of_two() -> u8 {
    1
}

#[command]
#[cfg(not(all()))]
fn one_of_two() -> Missing {}

/// With documentation.
#[command]
#[cfg_attr(all(), must_use)]
fn kept() -> u8 {
    2
}

struct Service;

#[commands]
impl Service {
    #[command]
    #[cfg(any())]
    fn left_out(&self, missing: Missing) {}

    /// Answers.
    #[command]
    fn answer(&self) {}
}

fn main() {
    assert_eq!(one_of_two(), 1);
    let registry = Registry::new().with::<one_of_two>().with::<kept>().with::<answer>();
    assert_eq!(registry.names(), ["answer", "kept", "one_of_two"]);
}
