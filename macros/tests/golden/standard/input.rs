/// Finds what is in stock.
///
/// Units that were set aside do not count.
///
/// # Returns
/// The units of every warehouse.
#[command]
pub async fn find_stock(
    /// Stock keeping unit, as printed on the shelf.
    sku: String,
    /// Fewest units that must be there.
    minimum: i64,
    /// Warehouses to look at; all of them when absent.
    warehouses: Option<Vec<String>>,
) -> Stock {
    stock::find(sku, minimum, warehouses).await
}
