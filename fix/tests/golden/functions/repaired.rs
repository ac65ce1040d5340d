//! Everything that a function can lack.

use commandry::prelude::*;

/// A level.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct StockLevel {
    units: u32,
}

/// TODO(docs): Stock level.
///
/// # Returns
/// TODO(docs): The list, each item a stock level.
#[command(group = "stock", read_only)]
pub async fn stock_level(
    #[inject] database: State<Database>,
    /// TODO(docs): The sku.
    sku: Sku,
    /// TODO(docs): The quantity; may be left out.
    #[param(range(min = 1), example = 3)]
    quantity: Option<u32>,
    /// Warehouse to look at.
    warehouse: String,
) -> Result<Vec<StockLevel>, StockError> {
    // Comments stay.
    let unchanged   =   "// and strings, too";
    todo!()
}

/// Books stock
/// for an order.
///
/// The order must be open.
///
/// # Returns
/// TODO(docs): The reservation.
///
/// # Errors
/// Fails when there is none.
#[command]
pub async fn book(/* none */) -> Result<Reservation, StockError> {
    todo!()
}

/// Its result says enough.
#[command]
fn level() -> Result<StockLevel, StockError> {
    todo!()
}

/// Gives nothing.
#[command]
fn nothing() -> Result<(), StockError> {
    todo!()
}

/// Has an empty section.
///
/// # Returns
/// TODO(docs): Whether it is so.
#[command]
fn empty_section(
    /// Has words.
    a: bool,
    /// TODO(docs): Whether it is open.
    ///
    is_open: bool,
) -> bool {
    todo!()
}

/// TODO(docs): Type.
///
///
#[command]
fn r#type() {}

/// `sku` is looked up.
///
/// - in the shop,
/// - in the store.
/// # Examples
/// ```json
/// {"sku": "a"}
/// ```
#[command]
fn look_up(
    /// Stock keeping unit.
    r#mod: String,
) -> Answer<()> {
}

type Answer<T> = Result<T, StockError>;

/// not a command
fn other(sku: Sku) -> u8 {
    0
}
