//! Sections that contradict the signature.

/// Books stock.
///
/// # Parameters
/// - `sku`: Stock keeping unit.
/// - `amont`: How many units,
///   at least one.
/// - `warehouse`: Documented here
///   and at the parameter.
/// - `note`: Why.
/// - `context`: Handed in by the server.
/// - **priority** how urgent it is
/// - `gone`: No longer there,
///   with a second line.
/// - sku: The number on the shelf.
/// - `count`:
/// - quite another form
///
/// Text after the list.
///
/// # Returns
/// Whether it worked.
#[command]
fn reserve(
    #[inject] context: Context,
    sku: String,
    amount: u8,
    /// Where to take it from.
    warehouse: String,
    /// Why.
    note: String,
    priority: u8,
    #[param(rename = "count", range(min = 1))]
    number: u8,
    extra: Vec<String>,
    further: Vec<String>,
) -> bool {
    true
}

/// Renames one.
///
/// # Arguments
/// * `old`: The text.
#[command]
fn renamed(fresh: u8) {}

/// Loses its only one.
///
/// # Parameters
/// - `old`: The text.
///
/// # Errors
/// Never.
#[command]
fn emptied() -> Result<(), Error> {
    Ok(())
}

/// Loses its only one at the end.
///
/// # Parameters
/// - `old`: The text.
#[command]
fn emptied_at_end() {}

/// Adds to the list, as the others are in the list.
///
/// # Parameters
/// - `a`: The text.
///
/// # Examples
/// ```json
/// {"a": 1, "b": 2}
/// ```
#[command]
fn listed(a: u8, b: u8) -> u8 {
    a + b
}

/// Goes by the word of the name.
///
/// # Parameters
/// - `customer`: Who buys.
/// - `orderId`: What is bought.
#[command]
fn buy(order_id: u8, customer_id: u8) {}
