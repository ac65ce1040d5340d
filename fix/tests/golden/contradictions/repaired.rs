//! Sections that contradict the signature.

/// Books stock.
///
/// # Parameters
/// - `sku`: Stock keeping unit.
///   The number on the shelf.
/// - `amount`: How many units,
///   at least one.
/// - `priority`: how urgent it is
/// - `count`: TODO(docs): The count.
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
    /// Documented here and at the parameter.
    warehouse: String,
    /// Why.
    note: String,
    priority: u8,
    #[param(rename = "count", range(min = 1))]
    number: u8,
    /// TODO(docs): The extra.
    extra: Vec<String>,
    /// TODO(docs): The further.
    further: Vec<String>,
) -> bool {
    true
}

/// Renames one.
///
/// # Arguments
/// - `fresh`: TODO(docs): this was written for `old`: The text.
#[command]
fn renamed(fresh: u8) {}

/// Loses its only one.
///
/// # Errors
/// Never.
#[command]
fn emptied() -> Result<(), Error> {
    Ok(())
}

/// Loses its only one at the end.
#[command]
fn emptied_at_end() {}

/// Adds to the list, as the others are in the list.
///
/// # Parameters
/// - `a`: The text.
/// - `b`: TODO(docs): The b.
///
/// # Returns
/// TODO(docs): The number.
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
/// - `customer_id`: Who buys.
/// - `order_id`: What is bought.
#[command]
fn buy(order_id: u8, customer_id: u8) {}
