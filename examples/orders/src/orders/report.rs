//! Adding up what was sold.

use chrono::NaiveDate;
use sqlx::{Row, SqliteConnection};

use super::{
    errors::ReportError,
    store::money,
    types::{CategorySales, SalesReport},
};
use crate::database::from_name;

/// Reports the sales of a period, both days included.
pub(crate) async fn sales(
    connection: &mut SqliteConnection,
    from: NaiveDate,
    until: NaiveDate,
) -> Result<SalesReport, ReportError> {
    if until < from {
        return Err(ReportError::PeriodReversed { from, until });
    }
    let totals = sqlx::query(
        "SELECT count(*) AS orders, coalesce(sum(total_cents), 0) AS revenue_cents
         FROM orders WHERE date(placed_at) BETWEEN ?1 AND ?2 AND status <> 'cancelled'",
    )
    .bind(from)
    .bind(until)
    .fetch_one(&mut *connection)
    .await?;
    let rows = sqlx::query(
        "SELECT category, sum(quantity) AS units, sum(quantity * unit_price_cents) AS goods_cents
         FROM orders
         JOIN order_lines ON order_id = orders.id
         JOIN products USING (sku)
         WHERE date(placed_at) BETWEEN ?1 AND ?2 AND status <> 'cancelled'
         GROUP BY category ORDER BY goods_cents DESC, category",
    )
    .bind(from)
    .bind(until)
    .fetch_all(connection)
    .await?;
    let mut by_category = Vec::with_capacity(rows.len());
    for row in &rows {
        by_category.push(CategorySales {
            category: from_name(row.try_get("category")?)?,
            units: row.try_get("units")?,
            goods: money(row, "goods_cents")?,
        });
    }
    let orders = totals.try_get("orders")?;
    Ok(SalesReport { from, until, orders, revenue: money(&totals, "revenue_cents")?, by_category })
}
