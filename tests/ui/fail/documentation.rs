//! Documentation that contradicts the signature is refused where it is written.

#![allow(unused_variables)]

use commandry::{Context, command};

/// Books stock.
///
/// # Parameters
/// - `sku`: Stock keeping unit.
/// - `amont`: How many units.
/// - `warehouse`: Documented here
///   and at the parameter.
/// - `context`: Handed in by the server.
/// - no name at all
#[command]
fn reserve(
    #[inject] context: Context,
    sku: String,
    /// How many.
    amount: u8,
    /// Where to take it from.
    warehouse: String,
) {
}

/// Books stock.
///
/// # Examples
/// ```json
/// {"sku": "A1",}
/// ```
///
/// A list of parameters:
/// ```json
/// ["A1", 3]
/// ```
#[command]
fn show(sku: String) {}

fn main() {}
