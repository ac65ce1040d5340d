//! A function is a command once.

#![allow(unused_variables)]

use commandry::command;

/// Books stock.
#[command(group = "stock")]
#[command(read_only)]
#[inline]
#[commandry::command]
fn reserve(sku: String) {}

fn main() {
    // The type is there all the same, so that its uses are not reported as well.
    let _: Option<reserve> = None;
}
