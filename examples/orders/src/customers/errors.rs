//! Why commands about customers fail.

use commandry::CommandErrors;

use super::types::CustomerId;
use crate::values::EmailAddress;

/// Why a customer cannot be looked up.
#[derive(Debug, thiserror::Error, CommandErrors)]
pub enum CustomerLookupError {
    /// No customer has this number; `list_customers` tells which there are.
    #[error("there is no customer {}", customer.0)]
    #[command_error(code = 1101, status = 404)]
    UnknownCustomer {
        /// The number that was asked for.
        customer: CustomerId,
    },
    /// The database did not answer as expected.
    #[error("database failure")]
    #[command_error(internal)]
    Database(#[from] sqlx::Error),
}

/// Why a customer cannot have an address for mail.
#[derive(Debug, thiserror::Error, CommandErrors)]
pub enum EmailError {
    /// Another customer has this address; letters of different case count as the same.
    #[error("another customer has the address {email}")]
    #[command_error(code = 1102, status = 409)]
    EmailTaken {
        /// The address that was asked for.
        email: EmailAddress,
    },
    /// The database did not answer as expected.
    #[error("database failure")]
    #[command_error(internal)]
    Database(#[from] sqlx::Error),
}

/// Why a customer cannot be changed.
#[derive(Debug, thiserror::Error, CommandErrors)]
pub enum ChangeCustomerError {
    /// The customer cannot be looked up.
    #[error(transparent)]
    #[command_error(transparent)]
    Lookup(#[from] CustomerLookupError),
    /// The customer cannot have the address for mail.
    #[error(transparent)]
    #[command_error(transparent)]
    Email(#[from] EmailError),
    /// The database did not answer as expected.
    #[error("database failure")]
    #[command_error(internal)]
    Database(#[from] sqlx::Error),
}

/// Why a customer cannot be removed.
#[derive(Debug, thiserror::Error, CommandErrors)]
pub enum RemoveCustomerError {
    /// The customer cannot be looked up.
    #[error(transparent)]
    #[command_error(transparent)]
    Lookup(#[from] CustomerLookupError),
    /// The customer has placed orders, which the books must keep.
    #[error("customer {} has placed {orders} orders, which must be kept", customer.0)]
    #[command_error(code = 1103, status = 409)]
    CustomerHasOrders {
        /// The customer that was to be removed.
        customer: CustomerId,
        /// How many orders there are, cancelled ones included.
        orders: u32,
    },
    /// The database did not answer as expected.
    #[error("database failure")]
    #[command_error(internal)]
    Database(#[from] sqlx::Error),
}
