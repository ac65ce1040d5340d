//! A call in the process is checked by the compiler.

use commandry::{Dispatcher, command};

#[command]
fn add(a: u8, b: u8) -> u8 {
    a + b
}

async fn call(dispatcher: &Dispatcher) -> Result<String, commandry::CallError> {
    let _: u8 = dispatcher.call::<add>((1, "2")).await?;
    dispatcher.call::<add>((1, 2)).await
}

fn main() {}
