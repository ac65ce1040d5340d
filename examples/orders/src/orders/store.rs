//! Orders in the database.

use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};

use super::{
    errors::OrderLookupError,
    types::{Amounts, Order, OrderId, OrderLine, OrderOverview, OrderStatus, Payment},
};
use crate::{
    customers::CustomerId,
    database::{from_json, from_name, to_json, to_name},
    values::{Cursor, ListError, Money, Page, Price, Sku},
};

/// What a list of orders is narrowed down to.
#[derive(Clone, Debug, Default)]
pub(crate) struct OrderFilter {
    pub(crate) customer: Option<CustomerId>,
    pub(crate) status: Option<OrderStatus>,
    pub(crate) placed_from: Option<DateTime<Utc>>,
    pub(crate) placed_before: Option<DateTime<Utc>>,
}

/// Writes a new order and gives it a number; the number in `order` is not looked at.
pub(crate) async fn insert(connection: &mut SqliteConnection, order: &Order) -> Result<OrderId, sqlx::Error> {
    let Amounts { goods, discount_rate, discount, delivery, total } = order.amounts;
    let id = sqlx::query_scalar(
        "INSERT INTO orders (customer, reference, status, delivery, goods_cents, discount_cents, delivery_cents,
                             total_cents, discount_rate, placed_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) RETURNING id",
    )
    .bind(order.customer.0)
    .bind(&order.reference)
    .bind(to_name(&order.status))
    .bind(to_json(&order.delivery))
    .bind(goods.cents())
    .bind(discount.cents())
    .bind(delivery.cents())
    .bind(total.cents())
    .bind(discount_rate.to_string())
    .bind(order.placed_at)
    .fetch_one(&mut *connection)
    .await?;
    for (line, position) in order.lines.iter().zip(1_u32..) {
        sqlx::query(
            "INSERT INTO order_lines (order_id, position, sku, name, quantity, unit_price_cents)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )
        .bind(id)
        .bind(position)
        .bind(line.sku.as_str())
        .bind(&line.name)
        .bind(line.quantity)
        .bind(line.unit_price.amount().cents())
        .execute(&mut *connection)
        .await?;
    }
    Ok(OrderId(id))
}

/// Reads one order.
pub(crate) async fn get(
    connection: &mut SqliteConnection,
    order: OrderId,
) -> Result<Order, OrderLookupError> {
    let row = sqlx::query("SELECT * FROM orders WHERE id = ?1")
        .bind(order.0)
        .fetch_optional(&mut *connection)
        .await?
        .ok_or(OrderLookupError::UnknownOrder { order })?;
    let lines = sqlx::query("SELECT * FROM order_lines WHERE order_id = ?1 ORDER BY position")
        .bind(order.0)
        .fetch_all(&mut *connection)
        .await?;
    let payment = sqlx::query("SELECT * FROM payments WHERE order_id = ?1")
        .bind(order.0)
        .fetch_optional(connection)
        .await?;
    Ok(Order {
        id: order,
        customer: CustomerId(row.try_get("customer")?),
        reference: row.try_get("reference")?,
        status: from_name(row.try_get("status")?)?,
        lines: lines.iter().map(read_line).collect::<Result<_, _>>()?,
        amounts: read_amounts(&row)?,
        delivery: from_json(row.try_get("delivery")?)?,
        payment: payment.as_ref().map(read_payment).transpose()?,
        placed_at: row.try_get("placed_at")?,
        shipped_on: row.try_get("shipped_on")?,
    })
}

/// Finds the order that a customer gave a reference to.
pub(crate) async fn find_reference(
    connection: &mut SqliteConnection,
    customer: CustomerId,
    reference: &str,
) -> Result<Option<OrderId>, sqlx::Error> {
    let id = sqlx::query_scalar("SELECT id FROM orders WHERE customer = ?1 AND reference = ?2")
        .bind(customer.0)
        .bind(reference)
        .fetch_optional(connection)
        .await?;
    Ok(id.map(OrderId))
}

/// Reads a page of the orders, the latest first.
pub(crate) async fn list(
    connection: &mut SqliteConnection,
    filter: &OrderFilter,
    limit: u32,
    cursor: Option<&Cursor>,
) -> Result<Page<OrderOverview>, ListError> {
    let before: Option<u32> = cursor.map(Cursor::key).transpose()?;
    let rows = sqlx::query(
        "SELECT id, customer, status, total_cents, placed_at FROM orders
         WHERE (?1 IS NULL OR id < ?1)
           AND (?2 IS NULL OR customer = ?2)
           AND (?3 IS NULL OR status = ?3)
           AND (?4 IS NULL OR placed_at >= ?4)
           AND (?5 IS NULL OR placed_at < ?5)
         ORDER BY id DESC LIMIT ?6",
    )
    .bind(before)
    .bind(filter.customer.map(|customer| customer.0))
    .bind(filter.status.as_ref().map(to_name))
    .bind(filter.placed_from)
    .bind(filter.placed_before)
    .bind(i64::from(limit) + 1)
    .fetch_all(connection)
    .await?;
    let orders = rows.iter().map(read_overview).collect::<Result<Vec<_>, _>>()?;
    Ok(Page::from_rows(orders, limit, |order| order.id.0.to_string()))
}

/// Moves an order on; a day of shipping is kept when one is given.
pub(crate) async fn set_status(
    connection: &mut SqliteConnection,
    order: OrderId,
    status: OrderStatus,
    shipped_on: Option<NaiveDate>,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE orders SET status = ?2, shipped_on = coalesce(?3, shipped_on) WHERE id = ?1")
        .bind(order.0)
        .bind(to_name(&status))
        .bind(shipped_on)
        .execute(connection)
        .await?;
    Ok(())
}

/// Writes how an order was paid.
pub(crate) async fn insert_payment(
    connection: &mut SqliteConnection,
    order: OrderId,
    payment: &Payment,
    confirmation: Option<&str>,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO payments (order_id, method, amount_cents, confirmation, paid_at) VALUES (?1, ?2, ?3, ?4, ?5)",
    )
    .bind(order.0)
    .bind(to_json(&payment.method))
    .bind(payment.amount.cents())
    .bind(confirmation)
    .bind(payment.paid_at)
    .execute(connection)
    .await?;
    Ok(())
}

/// Reads an amount of money from a column with cents.
pub(crate) fn money(row: &SqliteRow, column: &str) -> Result<Money, sqlx::Error> {
    row.try_get(column).map(Money::from_cents)
}

fn read_amounts(row: &SqliteRow) -> Result<Amounts, sqlx::Error> {
    let rate: &str = row.try_get("discount_rate")?;
    Ok(Amounts {
        goods: money(row, "goods_cents")?,
        discount_rate: Decimal::from_str(rate).map_err(|error| sqlx::Error::Decode(error.into()))?,
        discount: money(row, "discount_cents")?,
        delivery: money(row, "delivery_cents")?,
        total: money(row, "total_cents")?,
    })
}

fn read_line(row: &SqliteRow) -> Result<OrderLine, sqlx::Error> {
    let sku: String = row.try_get("sku")?;
    let quantity = row.try_get("quantity")?;
    let unit_price = Price::from_cents(row.try_get("unit_price_cents")?);
    Ok(OrderLine {
        sku: Sku::try_from(sku).map_err(|error| sqlx::Error::Decode(error.into()))?,
        name: row.try_get("name")?,
        quantity,
        unit_price,
        total: unit_price.amount().times(quantity),
    })
}

fn read_payment(row: &SqliteRow) -> Result<Payment, sqlx::Error> {
    Ok(Payment {
        amount: money(row, "amount_cents")?,
        method: from_json(row.try_get("method")?)?,
        paid_at: row.try_get("paid_at")?,
    })
}

fn read_overview(row: &SqliteRow) -> Result<OrderOverview, sqlx::Error> {
    Ok(OrderOverview {
        id: OrderId(row.try_get("id")?),
        customer: CustomerId(row.try_get("customer")?),
        status: from_name(row.try_get("status")?)?,
        total: money(row, "total_cents")?,
        placed_at: row.try_get("placed_at")?,
    })
}
