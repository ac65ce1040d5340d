//! Services that cannot be handed out, and methods that cannot be called.

#![allow(unused_variables)]

use commandry::{command, commands};

struct Empty;

#[commands]
impl Empty {
    fn not_a_command(&self) {}
}

struct Service;

#[commands(grup = "x", group = "A")]
impl Service {
    #[command]
    fn without_receiver() {}

    #[command]
    fn by_value(self) {}

    #[command]
    fn by_mutable_reference(&mut self) {}

    #[command]
    fn boxed(self: Box<Self>) {}

    #[command]
    #[command]
    fn twice(&self) {}

    #[command = "x"]
    fn wrong_form(&self) {}

    #[command(nme = "x")]
    fn wrong_argument(&self, #[inject(x)] a: u8) {}
}

struct Generic<T>(T);

#[commands]
impl<T> Generic<T>
where
    T: Send,
{
    #[command]
    fn method(&self) {}
}

trait Trait {
    fn of_a_trait(&self);
}

#[commands]
impl Trait for Service {
    #[command]
    fn of_a_trait(&self) {}
}

fn main() {}
