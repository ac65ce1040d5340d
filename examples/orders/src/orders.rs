//! The commands of the group `orders`.

mod errors;
pub(crate) mod placing;
mod report;
pub(crate) mod store;
#[cfg(test)]
mod tests;
mod types;

use chrono::{DateTime, NaiveDate, Utc};
use commandry::prelude::*;

pub use errors::{
    OrderLookupError, OrderStatusError, PayOrderError, PlaceOrderError, QuoteError, ReportError,
};
pub use types::{
    Amounts, CategorySales, Delivery, Order, OrderId, OrderLine, OrderLineRequest, OrderOverview,
    OrderStatus, Payment, PaymentMethod, Quote, SalesReport,
};

use crate::{
    customers::CustomerId,
    database::Database,
    stock,
    values::{Cursor, ListError, Money, Page},
};

/// Tells what an order would cost a customer today.
///
/// Stock is not looked at; `place_order` may still find too little of it.
///
/// # Returns
/// The priced lines, and what they cost with discount and delivery.
///
/// # Errors
/// Fails when there is no such customer or product.
///
/// # Examples
/// ```json
/// {
///   "customer": 1,
///   "lines": [{"sku": "TEA-GREEN-100", "quantity": 2}],
///   "delivery": {"method": "locker", "locker": "BER-117"}
/// }
/// ```
/// ```json
/// {
///   "lines": [
///     {"sku": "TEA-GREEN-100", "name": "Sencha, 100 g", "quantity": 2, "unit_price": "6.90", "total": "13.80"}
///   ],
///   "amounts": {
///     "goods": "13.80", "discount_rate": "0.05", "discount": "0.69", "delivery": "3.50", "total": "16.61"
///   }
/// }
/// ```
#[command(group = "orders", read_only, rest = "POST /quotes")]
pub async fn quote_order(
    #[inject] database: State<Database>,
    /// Whose discount counts; a number from `list_customers`.
    #[param(example = 1)]
    customer: CustomerId,
    /// What might be bought; reservations are not looked at.
    #[param(length(min = 1, max = 50))]
    lines: Vec<OrderLineRequest>,
    /// How it would reach the customer, which decides on the fee.
    delivery: Delivery,
) -> Result<Quote, QuoteError> {
    placing::quote(&mut *database.read().await?, customer, &lines, &delivery).await
}

/// Places an order and takes its units off the shelf.
///
/// Either the whole order is placed or nothing changes. Give a `reference` to be safe when an answer is lost: the same
/// order sent again is refused with the number of the first.
///
/// # Returns
/// The order with the amount that is due; `pay_order` comes next.
///
/// # Errors
/// Fails when the customer, a product or a reservation does not exist, when too few units are left, or when the
/// reference was used before.
///
/// # Examples
/// Two packets of tea, brought to the customer's own address:
/// ```json
/// {
///   "customer": 1,
///   "lines": [{"sku": "TEA-GREEN-100", "quantity": 2}],
///   "delivery": {"method": "courier"},
///   "reference": "web-20260302-001"
/// }
/// ```
#[command(
    group = "orders",
    read_only = false,
    destructive = false,
    idempotent = false,
    timeout = "10s",
    rest = "POST /orders"
)]
pub async fn place_order(
    #[inject] database: State<Database>,
    /// Who buys; a number from `list_customers` or `register_customer`.
    #[param(example = 1)]
    customer: CustomerId,
    /// What is bought; a product may stand in several lines.
    #[param(length(min = 1, max = 50))]
    lines: Vec<OrderLineRequest>,
    /// How it reaches the customer, which decides on the fee.
    delivery: Delivery,
    /// The customer's own name for the order; a customer can use each only once.
    #[param(length(min = 1, max = 60), example = "web-20260302-001")]
    reference: Option<String>,
) -> Result<Order, PlaceOrderError> {
    let new = placing::NewOrder { customer, lines, delivery, reference };
    let mut transaction = database.write().await?;
    let order = placing::place(&mut transaction, new, Utc::now()).await?;
    transaction.commit().await?;
    Ok(order)
}

/// Shows one order with everything that belongs to it.
///
/// # Returns
/// The order with its lines, amounts, delivery and payment.
///
/// # Errors
/// Fails when there is no such order.
///
/// # Examples
/// ```json
/// {"order": 1}
/// ```
#[command(group = "orders", read_only, rest = "GET /orders/{order}")]
pub async fn get_order(
    #[inject] database: State<Database>,
    /// Number from `place_order` or `list_orders`.
    #[param(example = 1)]
    order: OrderId,
) -> Result<Order, OrderLookupError> {
    store::get(&mut *database.read().await?, order).await
}

/// Lists the orders, the latest first, a page at a time.
///
/// # Returns
/// A page with the main facts of each order, with the cursor of the next one unless it is the last.
///
/// # Errors
/// Fails when the cursor comes from elsewhere.
///
/// # Examples
/// What one customer has not paid:
/// ```json
/// {"customer": 1, "status": "placed"}
/// ```
#[command(group = "orders", read_only, rest = "GET /orders")]
pub async fn list_orders(
    #[inject] database: State<Database>,
    /// Shows only what this customer bought; everybody's orders when absent.
    customer: Option<CustomerId>,
    /// Shows only orders that have come exactly this far.
    status: Option<OrderStatus>,
    /// Shows only orders placed at this moment or later.
    placed_from: Option<DateTime<Utc>>,
    /// Shows only orders placed earlier than this moment.
    placed_before: Option<DateTime<Utc>>,
    /// How many orders a page holds at most.
    #[param(range(min = 1, max = 100), default = 20)]
    limit: u32,
    /// The `next_cursor` of the page before; the latest orders when absent.
    cursor: Option<Cursor>,
) -> Result<Page<OrderOverview>, ListError> {
    let filter = store::OrderFilter { customer, status, placed_from, placed_before };
    store::list(&mut *database.read().await?, &filter, limit, cursor.as_ref()).await
}

/// Enters the payment of a placed order.
///
/// # Returns
/// The order, now paid and ready for `ship_order`.
///
/// # Errors
/// Fails when there is no such order, when it is paid or cancelled already, or when the amount is not what is due.
///
/// # Examples
/// ```json
/// {"order": 15, "amount": "18.30", "method": {"type": "card", "last_digits": "4242"}}
/// ```
#[command(
    group = "orders",
    read_only = false,
    destructive = false,
    idempotent = false,
    rest = "POST /orders/{order}/payment"
)]
pub async fn pay_order(
    #[inject] database: State<Database>,
    /// Number of the order that the money is for.
    #[param(example = 15)]
    order: OrderId,
    /// What was paid; it must be the `total` of the order.
    amount: Money,
    /// In which way it was paid.
    method: PaymentMethod,
    /// Code by which the bank confirmed the payment, if it did; it is kept for refunds and never shown.
    #[param(length(min = 4, max = 64), secret)]
    confirmation: Option<String>,
) -> Result<Order, PayOrderError> {
    let mut transaction = database.write().await?;
    let mut order = in_status(&mut transaction, order, &[OrderStatus::Placed]).await?;
    if amount != order.amounts.total {
        return Err(PayOrderError::AmountMismatch { due: order.amounts.total, paid: amount });
    }
    let payment = Payment { amount, method, paid_at: Utc::now() };
    store::insert_payment(&mut transaction, order.id, &payment, confirmation.as_deref()).await?;
    store::set_status(&mut transaction, order.id, OrderStatus::Paid, None).await?;
    transaction.commit().await?;
    order.payment = Some(payment);
    order.status = OrderStatus::Paid;
    Ok(order)
}

/// Marks a paid order as sent.
///
/// # Returns
/// The order with the day on which it left.
///
/// # Errors
/// Fails when there is no such order, or when it is not paid, sent already or cancelled.
///
/// # Examples
/// ```json
/// {"order": 14}
/// ```
#[command(
    group = "orders",
    read_only = false,
    destructive = false,
    idempotent = false,
    rest = "POST /orders/{order}/shipment"
)]
pub async fn ship_order(
    #[inject] database: State<Database>,
    /// Number of the order whose parcel was handed over.
    #[param(example = 14)]
    order: OrderId,
    /// Day on which the parcel left the shop; today in UTC when absent.
    shipped_on: Option<NaiveDate>,
) -> Result<Order, OrderStatusError> {
    let mut transaction = database.write().await?;
    let mut order = in_status(&mut transaction, order, &[OrderStatus::Paid]).await?;
    order.shipped_on = Some(shipped_on.unwrap_or_else(|| Utc::now().date_naive()));
    order.status = OrderStatus::Shipped;
    store::set_status(&mut transaction, order.id, order.status, order.shipped_on).await?;
    transaction.commit().await?;
    Ok(order)
}

/// Cancels an order that was not sent, and puts its units back on the shelf.
///
/// Money that was paid has to be given back by hand.
///
/// # Returns
/// The order, now cancelled.
///
/// # Errors
/// Fails when there is no such order, or when it was sent or cancelled already.
///
/// # Examples
/// ```json
/// {"order": 15}
/// ```
#[command(
    group = "orders",
    read_only = false,
    destructive,
    idempotent = false,
    rest = "POST /orders/{order}/cancellation"
)]
pub async fn cancel_order(
    #[inject] database: State<Database>,
    /// Number of the order that nobody wants any more.
    #[param(example = 15)]
    order: OrderId,
) -> Result<Order, OrderStatusError> {
    let now = Utc::now();
    let mut transaction = database.write().await?;
    let mut order = in_status(&mut transaction, order, &[OrderStatus::Placed, OrderStatus::Paid]).await?;
    for line in &order.lines {
        stock::store::give_back(&mut transaction, &line.sku, line.quantity, now).await?;
    }
    order.status = OrderStatus::Cancelled;
    store::set_status(&mut transaction, order.id, order.status, None).await?;
    transaction.commit().await?;
    Ok(order)
}

/// Reports what was sold in a period, altogether and by shelf.
///
/// # Returns
/// Number and sum of the orders, and the goods by shelf, a minute old at most; cancelled orders do not count.
///
/// # Errors
/// Fails when the period ends before it starts.
///
/// # Examples
/// One month:
/// ```json
/// {"from": "2026-02-01", "until": "2026-02-28"}
/// ```
/// ```json
/// {
///   "from": "2026-02-01",
///   "until": "2026-02-28",
///   "orders": 5,
///   "revenue": "774.74",
///   "by_category": [
///     {"category": "tea", "units": 32, "goods": "434.20"},
///     {"category": "coffee", "units": 14, "goods": "271.80"},
///     {"category": "equipment", "units": 5, "goods": "109.20"},
///     {"category": "tableware", "units": 2, "goods": "27.80"}
///   ]
/// }
/// ```
#[command(group = "orders", read_only, cache = "60s", rest = "GET /reports/sales")]
pub async fn sales_report(
    #[inject] database: State<Database>,
    /// First day of the period, in UTC.
    #[param(example = "2026-02-01")]
    from: NaiveDate,
    /// Last day of the period, in UTC; it counts as a whole.
    #[param(example = "2026-02-28")]
    until: NaiveDate,
) -> Result<SalesReport, ReportError> {
    report::sales(&mut *database.read().await?, from, until).await
}

/// Reads an order that must have one of some statuses.
async fn in_status(
    connection: &mut sqlx::SqliteConnection,
    order: OrderId,
    needed: &[OrderStatus],
) -> Result<Order, OrderStatusError> {
    let order = store::get(connection, order).await?;
    if needed.contains(&order.status) {
        return Ok(order);
    }
    Err(OrderStatusError::WrongStatus { order: order.id, status: order.status, needed: needed.to_vec() })
}
