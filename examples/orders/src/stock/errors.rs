//! Why commands about stock fail.

use commandry::CommandErrors;

use super::types::ReservationId;
use crate::{
    products::ProductLookupError,
    values::{PageError, Sku},
};

/// Why units cannot be taken or set aside.
#[derive(Debug, thiserror::Error, CommandErrors)]
pub enum StockError {
    /// The product cannot be looked up.
    #[error(transparent)]
    #[command_error(transparent)]
    Product(#[from] ProductLookupError),
    /// Fewer units can be sold than were asked for; ask for at most what is left.
    #[error("only {available} of {sku} can be had, {asked} were asked for")]
    #[command_error(code = 1301, status = 409)]
    OutOfStock {
        /// Product that is short.
        sku: Sku,
        /// Units that were asked for.
        asked: u32,
        /// Units that can be had at the moment.
        available: u32,
    },
    /// The database did not answer as expected.
    #[error("database failure")]
    #[command_error(internal)]
    Database(#[from] sqlx::Error),
}

/// Why a delivery cannot be taken in.
#[derive(Debug, thiserror::Error, CommandErrors)]
pub enum ReceiveStockError {
    /// The product cannot be looked up.
    #[error(transparent)]
    #[command_error(transparent)]
    Product(#[from] ProductLookupError),
    /// The product is out of the range, so nothing of it should be delivered; `import_products` can bring it back.
    #[error("{sku} is no longer bought in")]
    #[command_error(code = 1302, status = 409)]
    ProductDiscontinued {
        /// Product that was delivered all the same.
        sku: Sku,
    },
    /// The shelf cannot hold as many units; was the quantity mistyped?
    #[error("{sku} would have {would_be} units on the shelf, at most {most} can be kept")]
    #[command_error(code = 1303, status = 409)]
    ShelfFull {
        /// Product that was delivered.
        sku: Sku,
        /// Units that would be on the shelf.
        would_be: u64,
        /// Units of one product that can be kept.
        most: u32,
    },
    /// The database did not answer as expected.
    #[error("database failure")]
    #[command_error(internal)]
    Database(#[from] sqlx::Error),
}

/// Why a reservation cannot be used.
#[derive(Debug, thiserror::Error, CommandErrors)]
pub enum ReservationError {
    /// No such reservation is in force: it ran out, was used or released, or never was.
    #[error("there is no reservation {} in force", reservation.0)]
    #[command_error(code = 1304, status = 404)]
    UnknownReservation {
        /// The number that was asked for.
        reservation: ReservationId,
    },
    /// The database did not answer as expected.
    #[error("database failure")]
    #[command_error(internal)]
    Database(#[from] sqlx::Error),
}

/// Why movements cannot be listed.
#[derive(Debug, thiserror::Error, CommandErrors)]
pub enum ListMovementsError {
    /// The product cannot be looked up.
    #[error(transparent)]
    #[command_error(transparent)]
    Product(#[from] ProductLookupError),
    /// The page asked for does not exist.
    #[error(transparent)]
    #[command_error(transparent)]
    Page(#[from] PageError),
    /// The database did not answer as expected.
    #[error("database failure")]
    #[command_error(internal)]
    Database(#[from] sqlx::Error),
}
