//! Why commands about products fail.

use commandry::CommandErrors;

use super::types::RowFault;
use crate::values::Sku;

/// Why a product cannot be looked up.
#[derive(Debug, thiserror::Error, CommandErrors)]
pub enum ProductLookupError {
    /// No product has this unit; `list_products` tells which there are.
    #[error("there is no product {sku}")]
    #[command_error(code = 1201, status = 404)]
    UnknownProduct {
        /// The unit that was asked for.
        sku: Sku,
    },
    /// The database did not answer as expected.
    #[error("database failure")]
    #[command_error(internal)]
    Database(#[from] sqlx::Error),
}

/// Why a product cannot be listed.
#[derive(Debug, thiserror::Error, CommandErrors)]
pub enum CreateProductError {
    /// A product of the range has this unit already, or a discontinued one had it.
    #[error("there is a product {sku} already")]
    #[command_error(code = 1202, status = 409)]
    SkuTaken {
        /// The unit that was asked for.
        sku: Sku,
    },
    /// The database did not answer as expected.
    #[error("database failure")]
    #[command_error(internal)]
    Database(#[from] sqlx::Error),
}

/// Why products cannot be imported.
#[derive(Debug, thiserror::Error, CommandErrors)]
pub enum ImportError {
    /// Some rows describe no product; nothing was imported, mend them and send everything again.
    #[error("{} of the rows cannot be used, the first is row {}: {}", faults.len(), faults[0].row, faults[0].message)]
    #[command_error(code = 1203, status = 422)]
    InvalidRows {
        /// All faults, in the order of the rows.
        faults: Vec<RowFault>,
    },
    /// The database did not answer as expected.
    #[error("database failure")]
    #[command_error(internal)]
    Database(#[from] sqlx::Error),
}
