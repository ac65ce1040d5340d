/// Books stock for an order.
///
/// The units stay booked until they are shipped
/// or the reservation ends.
///
/// # Panics
/// Never.
///
/// # Returns
/// The reservation, valid for fifteen minutes.
///
/// # Errors
/// Fails when fewer units are left.
///
/// # Parameters
/// - `warehouse_name`: Warehouse to take from;
///   the nearest when absent.
///
/// # Examples
/// Reserve three units:
/// ```json
/// {"sku": "A1", "quantity": 3}
/// ```
///
/// ```json
/// {"id": 7}
/// ```
///
/// From Rust:
/// ```
/// # not_json();
/// ```
#[command(
    name = "book",
    group = "stock",
    read_only = false,
    destructive = false,
    idempotent,
    pinned,
    raw_schema = true,
    rest = "POST /stock/{sku}/reservations",
    timeout = "10s",
    aliases("book_stock", "bookStock"),
    stability = "beta",
    deprecated(replacement = "order", sunset = "2027-01-31"),
    allow("result-undocumented", reason = "it is plain"),
    example(summary = "One unit", params = {"sku": "B2", "quantity": 1}, result = null)
)]
#[cfg(feature = "stock")]
#[deprecated(since = "1.2", note = "use `order`")]
pub(crate) async fn reserve_stock(
    /// Not shown to callers.
    #[inject]
    database: State<Database>,
    /// Stock keeping unit, as printed on the shelf.
    #[param(length(min = 1, max = 40), pattern = "^[A-Z]")]
    sku: Sku,
    #[inject] caller: Caller,
    /// How many units to reserve.
    #[param(range(min = 1, max = 1000), example = 3, default = 1, secret)]
    mut quantity: u32,
    #[param(rename = "warehouse_name")]
    #[allow(unused)]
    warehouse: Option<String>,
) -> Result<Reservation, StockError> {
    quantity += 1;
    database.reserve(caller, sku, quantity, warehouse).await
}
