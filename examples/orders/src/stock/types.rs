//! What is known about units on the shelf.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::values::Sku;

/// How many units of a product there are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StockLevel {
    /// Product that was counted.
    pub sku: Sku,
    /// Units on the shelf, reserved ones included.
    pub on_hand: u32,
    /// Units set aside by reservations that have not run out.
    pub reserved: u32,
    /// Units that can be sold or reserved now.
    pub available: u32,
}

/// Number of a reservation, given by `reserve_stock`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReservationId(pub u32);

/// Units set aside for a while.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Reservation {
    /// Number to name in `place_order` or `release_reservation`.
    pub id: ReservationId,
    /// Product that was reserved.
    pub sku: Sku,
    /// How many units are set aside.
    pub quantity: u32,
    /// When they are free for others again, in UTC.
    pub expires_at: DateTime<Utc>,
}

/// Why the number of units on the shelf changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MovementReason {
    /// A supplier delivered.
    Delivery,
    /// An order took them.
    Sale,
    /// A cancelled order gave them back.
    Return,
    /// Somebody counted, and the count was different.
    Stocktake,
}

/// One change to the number of units on the shelf.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StockMovement {
    /// Number of the movement; later ones have higher numbers.
    pub id: u32,
    /// Why the number changed.
    pub reason: MovementReason,
    /// Units that came, or went when negative.
    #[schemars(range(min = -1_000_000, max = 1_000_000))]
    pub change: i64,
    /// Units on the shelf afterwards.
    pub on_hand_after: u32,
    /// What the person who did it wrote down.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// When it happened, in UTC.
    pub moved_at: DateTime<Utc>,
}
