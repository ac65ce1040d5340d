//! The commands of the group `stock`.
//!
//! They are methods of [`StockService`], to show that style; the other groups are free functions. Both are the same to
//! callers.

mod errors;
pub(crate) mod store;
#[cfg(test)]
mod tests;
mod types;

use chrono::{TimeDelta, Utc};
use commandry::prelude::*;

pub use errors::{ListMovementsError, ReceiveStockError, ReservationError, StockError};
pub use types::{MovementReason, Reservation, ReservationId, StockLevel, StockMovement};

use crate::{
    database::Database,
    products::{self, ProductLookupError},
    values::{Cursor, ListError, Page, Sku},
};

/// How long units stay reserved; long enough to enter an address and to pay.
const RESERVATION_TIME: TimeDelta = TimeDelta::minutes(15);

/// How many units of one product can be kept.
const SHELF_LIMIT: u32 = 1_000_000;

/// Knows what is on the shelves.
#[derive(Clone, Debug)]
pub struct StockService {
    database: Database,
}

impl StockService {
    /// Makes a service on a database.
    pub fn new(database: Database) -> Self {
        Self { database }
    }
}

#[commands(group = "stock")]
impl StockService {
    /// Tells how many units of a product there are.
    ///
    /// # Returns
    /// The units on the shelf, and how many of them can be sold at this moment.
    ///
    /// # Errors
    /// Fails when there is no such product.
    ///
    /// # Examples
    /// ```json
    /// {"sku": "TEA-GREEN-100"}
    /// ```
    /// ```json
    /// {"sku": "TEA-GREEN-100", "on_hand": 120, "reserved": 0, "available": 120}
    /// ```
    #[command(read_only, rest = "GET /stock/{sku}")]
    pub async fn stock_level(
        &self,
        /// Unit as printed on the shelf, or from `list_products`.
        sku: Sku,
    ) -> Result<StockLevel, ProductLookupError> {
        store::level(&mut *self.database.read().await?, &sku, Utc::now()).await
    }

    /// Lists the products that run short, a page at a time.
    ///
    /// Products that are no longer bought in are left out.
    ///
    /// # Returns
    /// A page of stock levels in the order of the units, with the cursor of the next one unless it is the last.
    ///
    /// # Errors
    /// Fails when the cursor comes from elsewhere.
    ///
    /// # Examples
    /// What is sold out:
    /// ```json
    /// {"at_most": 0}
    /// ```
    /// ```json
    /// {"items": [{"sku": "WHISK-BAMBOO", "on_hand": 0, "reserved": 0, "available": 0}]}
    /// ```
    #[command(read_only, rest = "GET /stock")]
    pub async fn list_low_stock(
        &self,
        /// Shows products with no more units available than this.
        #[param(range(max = 1_000_000), default = 5)]
        at_most: u32,
        /// How many products a page holds at most.
        #[param(range(min = 1, max = 100), default = 20)]
        limit: u32,
        /// The `next_cursor` of the page before; the first page when absent.
        cursor: Option<Cursor>,
    ) -> Result<Page<StockLevel>, ListError> {
        let now = Utc::now();
        store::list_low(&mut *self.database.read().await?, at_most, now, limit, cursor.as_ref()).await
    }

    /// Takes in a delivery.
    ///
    /// # Returns
    /// The stock level with the new units.
    ///
    /// # Errors
    /// Fails when there is no such product, when it is no longer bought in, or when the shelf cannot hold as much.
    ///
    /// # Examples
    /// ```json
    /// {"sku": "TEA-GREEN-100", "quantity": 48, "note": "delivery note 7731"}
    /// ```
    #[command(
        read_only = false,
        destructive = false,
        idempotent = false,
        rest = "POST /stock/{sku}/deliveries"
    )]
    pub async fn receive_stock(
        &self,
        /// Product that was delivered.
        sku: Sku,
        /// How many units came.
        #[param(range(min = 1, max = 100_000), example = 48)]
        quantity: u32,
        /// What should be found next to the movement later, such as the number of the delivery note; nothing when absent.
        #[param(length(max = 200))]
        note: Option<String>,
    ) -> Result<StockLevel, ReceiveStockError> {
        let now = Utc::now();
        let mut transaction = self.database.write().await?;
        let product = products::store::get(&mut transaction, &sku).await?;
        if product.discontinued_on.is_some() {
            return Err(ReceiveStockError::ProductDiscontinued { sku });
        }
        let before = store::level(&mut transaction, &sku, now).await?;
        let on_hand = before.on_hand.saturating_add(quantity);
        if on_hand > SHELF_LIMIT {
            let would_be = u64::from(before.on_hand) + u64::from(quantity);
            return Err(ReceiveStockError::ShelfFull { sku, would_be, most: SHELF_LIMIT });
        }
        let reason = MovementReason::Delivery;
        let after =
            store::set_on_hand(&mut transaction, &before, on_hand, reason, note.as_deref(), now).await?;
        transaction.commit().await?;
        Ok(after)
    }

    /// Corrects the number of units after somebody counted them.
    ///
    /// # Returns
    /// The stock level after the correction.
    ///
    /// # Errors
    /// Fails when there is no such product.
    ///
    /// # Examples
    /// ```json
    /// {"sku": "MUG-STONE", "counted": 17, "note": "two broken"}
    /// ```
    #[command(read_only = false, destructive = false, idempotent, rest = "PUT /stock/{sku}")]
    pub async fn adjust_stock(
        &self,
        /// Product that was counted.
        sku: Sku,
        /// Units found on the shelf, reserved ones included.
        #[param(range(max = 1_000_000), example = 17)]
        counted: u32,
        /// Why the count is different; left out when nobody knows.
        #[param(length(max = 200))]
        note: Option<String>,
    ) -> Result<StockLevel, ProductLookupError> {
        let now = Utc::now();
        let mut transaction = self.database.write().await?;
        let before = store::level(&mut transaction, &sku, now).await?;
        if before.on_hand == counted {
            return Ok(before);
        }
        let reason = MovementReason::Stocktake;
        let after =
            store::set_on_hand(&mut transaction, &before, counted, reason, note.as_deref(), now).await?;
        transaction.commit().await?;
        Ok(after)
    }

    /// Sets units aside for somebody who is about to order.
    ///
    /// Name the reservation in the line of `place_order` that needs the units. When it runs out they are free again;
    /// there is nothing to clean up.
    ///
    /// # Returns
    /// The reservation, valid for fifteen minutes.
    ///
    /// # Errors
    /// Fails when there is no such product, or when fewer units are available.
    ///
    /// # Examples
    /// Three units of a green tea:
    /// ```json
    /// {"sku": "TEA-GREEN-100", "quantity": 3}
    /// ```
    /// ```json
    /// {"id": 1, "sku": "TEA-GREEN-100", "quantity": 3, "expires_at": "2026-03-02T10:15:00Z"}
    /// ```
    #[command(
        read_only = false,
        destructive = false,
        idempotent = false,
        timeout = "10s",
        aliases("book_stock"),
        rest = "POST /stock/{sku}/reservations"
    )]
    pub async fn reserve_stock(
        &self,
        /// Product to set aside.
        sku: Sku,
        /// How many units are needed.
        #[param(range(min = 1, max = 1_000), example = 3)]
        quantity: u32,
    ) -> Result<Reservation, StockError> {
        let now = Utc::now();
        let mut transaction = self.database.write().await?;
        let reservation =
            store::reserve(&mut transaction, &sku, quantity, now, now + RESERVATION_TIME).await?;
        transaction.commit().await?;
        Ok(reservation)
    }

    /// Frees the units of a reservation before it runs out.
    ///
    /// # Errors
    /// Fails when the reservation is not in force; its units are free already then, or sold.
    ///
    /// # Examples
    /// ```json
    /// {"reservation": 1}
    /// ```
    #[command(
        read_only = false,
        destructive = false,
        idempotent,
        rest = "DELETE /reservations/{reservation}"
    )]
    pub async fn release_reservation(
        &self,
        /// The `id` that `reserve_stock` gave.
        #[param(example = 1)]
        reservation: ReservationId,
    ) -> Result<(), ReservationError> {
        let mut transaction = self.database.write().await?;
        store::release(&mut transaction, reservation, Utc::now()).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Lists what came and went of a product, the latest first, a page at a time.
    ///
    /// # Returns
    /// A page of movements, with the cursor of the next one unless it is the last.
    ///
    /// # Errors
    /// Fails when there is no such product, or when the cursor comes from elsewhere.
    ///
    /// # Examples
    /// ```json
    /// {"sku": "TEA-GREEN-100", "limit": 10}
    /// ```
    #[command(read_only, rest = "GET /stock/{sku}/movements")]
    pub async fn list_stock_movements(
        &self,
        /// Product whose history is of interest.
        sku: Sku,
        /// How many movements a page holds at most.
        #[param(range(min = 1, max = 100), default = 20)]
        limit: u32,
        /// The `next_cursor` of the page before; the latest movements when absent.
        cursor: Option<Cursor>,
    ) -> Result<Page<StockMovement>, ListMovementsError> {
        let mut connection = self.database.read().await?;
        products::store::get(&mut connection, &sku).await?;
        store::list_movements(&mut connection, &sku, limit, cursor.as_ref()).await
    }
}
