//! Why commands about orders fail.

use chrono::NaiveDate;
use commandry::CommandErrors;

use super::types::{OrderId, OrderStatus};
use crate::{
    customers::CustomerLookupError,
    products::ProductLookupError,
    stock::{ReservationError, ReservationId, StockError},
    values::{Money, Sku},
};

/// Why an order cannot be looked up.
#[derive(Debug, thiserror::Error, CommandErrors)]
pub enum OrderLookupError {
    /// No order has this number; `list_orders` tells which there are.
    #[error("there is no order {}", order.0)]
    #[command_error(code = 1401, status = 404)]
    UnknownOrder {
        /// The number that was asked for.
        order: OrderId,
    },
    /// The database did not answer as expected.
    #[error("database failure")]
    #[command_error(internal)]
    Database(#[from] sqlx::Error),
}

/// Why an order cannot be priced.
#[derive(Debug, thiserror::Error, CommandErrors)]
pub enum QuoteError {
    /// The customer cannot be looked up.
    #[error(transparent)]
    #[command_error(transparent)]
    Customer(#[from] CustomerLookupError),
    /// A product cannot be looked up.
    #[error(transparent)]
    #[command_error(transparent)]
    Product(#[from] ProductLookupError),
    /// The database did not answer as expected.
    #[error("database failure")]
    #[command_error(internal)]
    Database(#[from] sqlx::Error),
}

/// Why an order cannot be placed; nothing has changed then.
#[derive(Debug, thiserror::Error, CommandErrors)]
pub enum PlaceOrderError {
    /// The customer cannot be looked up.
    #[error(transparent)]
    #[command_error(transparent)]
    Customer(#[from] CustomerLookupError),
    /// The units cannot be taken off the shelf.
    #[error(transparent)]
    #[command_error(transparent)]
    Stock(#[from] StockError),
    /// A reservation cannot be used.
    #[error(transparent)]
    #[command_error(transparent)]
    Reservation(#[from] ReservationError),
    /// A reservation is for another product than the line that names it.
    #[error("reservation {} is for {reserved}, the line is for {sku}", reservation.0)]
    #[command_error(code = 1402, status = 409)]
    ReservationMismatch {
        /// The reservation that was named.
        reservation: ReservationId,
        /// Product that was reserved.
        reserved: Sku,
        /// Product of the line.
        sku: Sku,
    },
    /// The customer has used the reference for an earlier order, which may well be this one, sent twice.
    #[error("order {} of this customer has the reference `{reference}` already", order.0)]
    #[command_error(code = 1403, status = 409)]
    ReferenceTaken {
        /// The reference that was given.
        reference: String,
        /// The order that has it.
        order: OrderId,
    },
    /// The database did not answer as expected.
    #[error("database failure")]
    #[command_error(internal)]
    Database(#[from] sqlx::Error),
}

/// Why an order cannot go on to another status.
#[derive(Debug, thiserror::Error, CommandErrors)]
pub enum OrderStatusError {
    /// The order cannot be looked up.
    #[error(transparent)]
    #[command_error(transparent)]
    Lookup(#[from] OrderLookupError),
    /// The order has come too far for this, or not far enough.
    #[error("order {} is {}, this needs one that is {}", order.0, name(*status), names(needed))]
    #[command_error(code = 1404, status = 409)]
    WrongStatus {
        /// The order in question.
        order: OrderId,
        /// What it is.
        status: OrderStatus,
        /// What it would have to be.
        needed: Vec<OrderStatus>,
    },
    /// The database did not answer as expected.
    #[error("database failure")]
    #[command_error(internal)]
    Database(#[from] sqlx::Error),
}

/// Why a payment cannot be entered.
#[derive(Debug, thiserror::Error, CommandErrors)]
pub enum PayOrderError {
    /// The order cannot be paid.
    #[error(transparent)]
    #[command_error(transparent)]
    Status(#[from] OrderStatusError),
    /// The amount is not what the order costs; orders are paid as a whole.
    #[error("{due} is due, {paid} was paid")]
    #[command_error(code = 1405, status = 409)]
    AmountMismatch {
        /// What the order costs.
        due: Money,
        /// What was paid.
        paid: Money,
    },
    /// The database did not answer as expected.
    #[error("database failure")]
    #[command_error(internal)]
    Database(#[from] sqlx::Error),
}

/// Why sales cannot be reported.
#[derive(Debug, thiserror::Error, CommandErrors)]
pub enum ReportError {
    /// The last day is before the first.
    #[error("the period ends on {until}, before it starts on {from}")]
    #[command_error(code = 1406, status = 400)]
    PeriodReversed {
        /// First day that was asked for.
        from: NaiveDate,
        /// Last day that was asked for.
        until: NaiveDate,
    },
    /// The database did not answer as expected.
    #[error("database failure")]
    #[command_error(internal)]
    Database(#[from] sqlx::Error),
}

fn name(status: OrderStatus) -> String {
    crate::database::to_name(&status)
}

fn names(statuses: &[OrderStatus]) -> String {
    let names: Vec<String> = statuses.iter().copied().map(name).collect();
    names.join(" or ")
}
