//! The crate is found under another path when told.

mod facade {
    pub use ::commandry as inner;
}

use facade::inner::{CommandErrors, command, commands};

/// Adds two numbers.
#[command(crate = "facade::inner")]
fn add(a: u8, b: u8) -> Result<u8, Failure> {
    a.checked_add(b).ok_or(Failure::TooLarge)
}

struct Service;

#[commands(crate = "crate::facade::inner")]
impl Service {
    /// Answers.
    #[command]
    fn answer(&self) -> bool {
        true
    }
}

#[derive(Debug, thiserror::Error, CommandErrors)]
#[command_error(crate = "facade::inner")]
enum Failure {
    /// Too large.
    #[error("too large")]
    TooLarge,
}

fn main() {
    assert_eq!(add(1, 2).ok(), Some(3));
    assert!(Service.answer());
    let names = facade::inner::Registry::new().with::<add>().with::<answer>();
    assert_eq!(names.names(), ["add", "answer"]);
}
