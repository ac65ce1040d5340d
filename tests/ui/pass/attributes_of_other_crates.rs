//! An attribute of another crate that is called `command` as well makes no method a command.

use commandry::{Registry, command, commands};

mod facade {
    pub use ::commandry as inner;
}

pub struct Service;

#[commands(crate = "facade::inner")]
impl Service {
    /// Is a command of this crate.
    #[command]
    pub fn first(&self) {}

    /// Is one as well, by the path that the service gives.
    #[facade::inner::command]
    pub fn second(&self) {}

    /// Is none: the attribute belongs to a tool.
    #[rustfmt::command]
    pub fn third<T>(&mut self, _: T) {}
}

/// Has both.
#[rustfmt::command]
#[command]
#[rustfmt::command]
fn fourth() {}

fn main() {
    let registry = Registry::new().with::<first>().with::<second>().with::<fourth>();
    assert_eq!(registry.names(), ["first", "fourth", "second"]);
    assert_eq!(Registry::collect().expect("three commands").names(), ["first", "fourth", "health", "help", "second"]);
    Service.third(3);
}
