//! Names of the user that resemble those of an expansion stay what they are.

use commandry::{Registry, command};

#[allow(dead_code)]
mod commandry_look_alike {}

/// A type that has the name of a part of the contract.
#[derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
struct Returned(u8);

#[allow(dead_code)]
enum Option {
    Some,
    None,
}

#[allow(unused_imports)]
use Option::{None, Some};

#[allow(dead_code)]
type Result = u8;

#[allow(dead_code)]
const KIND: u8 = 9;
#[allow(dead_code, non_upper_case_globals)]
const a0: u8 = 9;
#[allow(dead_code)]
static COMMAND: u8 = 9;
#[allow(dead_code)]
fn handler() {}
#[allow(dead_code)]
mod rt {}

/// Gives back what it gets.
#[command]
fn echo(invocation: Returned, handler: u8, rt: u8) -> Returned {
    let _ = (handler, rt);
    invocation
}

fn main() {
    assert_eq!(echo(Returned(3), 1, 2).0, 3);
    assert_eq!(Registry::new().with::<echo>().names(), ["echo"]);
}
