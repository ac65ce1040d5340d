/// One order with its positions.
///
/// # Returns
/// Stays part of the description.
///
/// # Parameters
/// - `id`: Number of the order.
#[resource("orders://{id}", mime_type = "application/json", title = "Order", group = "orders", timeout = "5s")]
#[cfg(feature = "orders")]
pub(crate) async fn order(
    #[inject] database: State<Database>,
    #[param(rename = "id", complete = numbers::beginning_with)] number: OrderNumber,
) -> Result<Order, OrderError> {
    database.order(number).await
}
