//! Stock in the database.
//!
//! Whoever takes units does it in one transaction from [`Database::write`](crate::database::Database::write): what is
//! available is read and written under the same lock, so that no two callers get the same unit.

use chrono::{DateTime, Utc};
use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};

use super::{
    errors::{ListMovementsError, ReservationError, StockError},
    types::{MovementReason, Reservation, ReservationId, StockLevel, StockMovement},
};
use crate::{
    database::{from_name, to_name},
    products::ProductLookupError,
    values::{Cursor, ListError, Page, Sku},
};

/// Counts the units of one product.
pub(crate) async fn level(
    connection: &mut SqliteConnection,
    sku: &Sku,
    now: DateTime<Utc>,
) -> Result<StockLevel, ProductLookupError> {
    let row = sqlx::query(
        "SELECT stock.sku, on_hand, coalesce(sum(quantity), 0) AS reserved
         FROM stock LEFT JOIN reservations ON reservations.sku = stock.sku AND expires_at > ?2
         WHERE stock.sku = ?1 GROUP BY stock.sku",
    )
    .bind(sku.as_str())
    .bind(now)
    .fetch_optional(connection)
    .await?
    .ok_or_else(|| ProductLookupError::UnknownProduct { sku: sku.clone() })?;
    Ok(read_level(&row)?)
}

/// Reads a page of the products of the range with at most so many units available, in the order of their units.
pub(crate) async fn list_low(
    connection: &mut SqliteConnection,
    at_most: u32,
    now: DateTime<Utc>,
    limit: u32,
    cursor: Option<&Cursor>,
) -> Result<Page<StockLevel>, ListError> {
    let after: Option<Sku> = cursor.map(Cursor::key).transpose()?;
    let rows = sqlx::query(
        "SELECT stock.sku, on_hand, coalesce(sum(quantity), 0) AS reserved
         FROM stock
         JOIN products ON products.sku = stock.sku AND discontinued_on IS NULL
         LEFT JOIN reservations ON reservations.sku = stock.sku AND expires_at > ?2
         WHERE stock.sku > coalesce(?1, '')
         GROUP BY stock.sku HAVING on_hand - reserved <= ?3
         ORDER BY stock.sku LIMIT ?4",
    )
    .bind(after.as_ref().map(Sku::as_str))
    .bind(now)
    .bind(at_most)
    .bind(i64::from(limit) + 1)
    .fetch_all(connection)
    .await?;
    let levels = rows.iter().map(read_level).collect::<Result<Vec<_>, _>>()?;
    Ok(Page::from_rows(levels, limit, |level| level.sku.to_string()))
}

/// Sets the number of units on the shelf and writes down why.
pub(crate) async fn set_on_hand(
    connection: &mut SqliteConnection,
    before: &StockLevel,
    on_hand: u32,
    reason: MovementReason,
    note: Option<&str>,
    now: DateTime<Utc>,
) -> Result<StockLevel, sqlx::Error> {
    sqlx::query("UPDATE stock SET on_hand = ?2 WHERE sku = ?1")
        .bind(before.sku.as_str())
        .bind(on_hand)
        .execute(&mut *connection)
        .await?;
    sqlx::query(
        "INSERT INTO stock_movements (sku, reason, change, on_hand_after, note, moved_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )
    .bind(before.sku.as_str())
    .bind(to_name(&reason))
    .bind(i64::from(on_hand) - i64::from(before.on_hand))
    .bind(on_hand)
    .bind(note)
    .bind(now)
    .execute(connection)
    .await?;
    Ok(StockLevel { on_hand, available: on_hand.saturating_sub(before.reserved), ..before.clone() })
}

/// Takes units off the shelf for a sale, unless others have reserved them.
pub(crate) async fn sell(
    connection: &mut SqliteConnection,
    sku: &Sku,
    quantity: u32,
    now: DateTime<Utc>,
) -> Result<(), StockError> {
    let level = available(connection, sku, quantity, now).await?;
    let left = level.on_hand - quantity;
    set_on_hand(connection, &level, left, MovementReason::Sale, None, now).await?;
    Ok(())
}

/// Puts units of a cancelled order back on the shelf.
pub(crate) async fn give_back(
    connection: &mut SqliteConnection,
    sku: &Sku,
    quantity: u32,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    // Products are never removed, so whatever was sold still has its place on the shelf.
    let level = level(connection, sku, now).await.map_err(|error| match error {
        ProductLookupError::UnknownProduct { .. } => sqlx::Error::RowNotFound,
        ProductLookupError::Database(error) => error,
    })?;
    let on_hand = level.on_hand.saturating_add(quantity);
    set_on_hand(connection, &level, on_hand, MovementReason::Return, None, now).await?;
    Ok(())
}

/// Sets units aside until `expires_at`.
pub(crate) async fn reserve(
    connection: &mut SqliteConnection,
    sku: &Sku,
    quantity: u32,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<Reservation, StockError> {
    // Whoever adds a reservation sweeps out those that ran out, so the table never grows beyond what is in use.
    sqlx::query("DELETE FROM reservations WHERE expires_at <= ?1")
        .bind(now)
        .execute(&mut *connection)
        .await?;
    available(connection, sku, quantity, now).await?;
    let id = sqlx::query_scalar(
        "INSERT INTO reservations (sku, quantity, expires_at) VALUES (?1, ?2, ?3) RETURNING id",
    )
    .bind(sku.as_str())
    .bind(quantity)
    .bind(expires_at)
    .fetch_one(connection)
    .await?;
    Ok(Reservation { id: ReservationId(id), sku: sku.clone(), quantity, expires_at })
}

/// Ends a reservation that is in force, which frees its units.
pub(crate) async fn release(
    connection: &mut SqliteConnection,
    reservation: ReservationId,
    now: DateTime<Utc>,
) -> Result<Reservation, ReservationError> {
    let row = sqlx::query("DELETE FROM reservations WHERE id = ?1 AND expires_at > ?2 RETURNING *")
        .bind(reservation.0)
        .bind(now)
        .fetch_optional(connection)
        .await?
        .ok_or(ReservationError::UnknownReservation { reservation })?;
    Ok(Reservation {
        id: reservation,
        sku: read_sku(&row)?,
        quantity: row.try_get("quantity")?,
        expires_at: row.try_get("expires_at")?,
    })
}

/// Reads a page of the movements of one product, the latest first.
pub(crate) async fn list_movements(
    connection: &mut SqliteConnection,
    sku: &Sku,
    limit: u32,
    cursor: Option<&Cursor>,
) -> Result<Page<StockMovement>, ListMovementsError> {
    let before: Option<u32> = cursor.map(Cursor::key).transpose()?;
    let rows = sqlx::query(
        "SELECT * FROM stock_movements WHERE sku = ?1 AND (?2 IS NULL OR id < ?2) ORDER BY id DESC LIMIT ?3",
    )
    .bind(sku.as_str())
    .bind(before)
    .bind(i64::from(limit) + 1)
    .fetch_all(connection)
    .await?;
    let movements = rows.iter().map(read_movement).collect::<Result<Vec<_>, _>>()?;
    Ok(Page::from_rows(movements, limit, |movement| movement.id.to_string()))
}

async fn available(
    connection: &mut SqliteConnection,
    sku: &Sku,
    quantity: u32,
    now: DateTime<Utc>,
) -> Result<StockLevel, StockError> {
    let level = level(connection, sku, now).await?;
    if level.available < quantity {
        let available = level.available;
        return Err(StockError::OutOfStock { sku: sku.clone(), asked: quantity, available });
    }
    Ok(level)
}

fn read_level(row: &SqliteRow) -> Result<StockLevel, sqlx::Error> {
    let on_hand: u32 = row.try_get("on_hand")?;
    let reserved: u32 = row.try_get("reserved")?;
    // A stocktake may find fewer units than were reserved.
    Ok(StockLevel { sku: read_sku(row)?, on_hand, reserved, available: on_hand.saturating_sub(reserved) })
}

fn read_movement(row: &SqliteRow) -> Result<StockMovement, sqlx::Error> {
    Ok(StockMovement {
        id: row.try_get("id")?,
        reason: from_name(row.try_get("reason")?)?,
        change: row.try_get("change")?,
        on_hand_after: row.try_get("on_hand_after")?,
        note: row.try_get("note")?,
        moved_at: row.try_get("moved_at")?,
    })
}

fn read_sku(row: &SqliteRow) -> Result<Sku, sqlx::Error> {
    let sku: String = row.try_get("sku")?;
    Sku::try_from(sku).map_err(|error| sqlx::Error::Decode(error.into()))
}
