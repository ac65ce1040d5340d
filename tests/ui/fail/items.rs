//! Items that are no functions, each with the way out.

use commandry::{command, commands};

#[command]
struct NotAFunction;

#[command]
impl NotAFunction {}

#[command]
const VALUE: u8 = 3;

#[commands]
fn a_function() {}

#[commands]
struct NotAnImpl;

trait Trait {
    #[command]
    fn without_a_body();

    #[command]
    fn with_a_receiver(&self) {}
}

struct Service;

impl Service {
    #[command]
    fn method(&self) {}
}

fn main() {}
