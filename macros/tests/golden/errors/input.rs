/// Why stock cannot be booked.
#[derive(Debug, thiserror::Error, CommandErrors)]
pub enum StockError {
    /// Fewer units are left than were asked for.
    ///
    /// Ask for less.
    #[error("only {left} left")]
    #[command_error(code = 1001, status = 409)]
    OutOfStock {
        left: u32,
        #[command_error(skip)]
        internal: String,
        source: io::Error,
        alternatives: Vec<Self>,
    },
    #[error("closed")]
    Closed,
    #[error(transparent)]
    #[command_error(transparent)]
    Order(#[from] OrderError),
    #[error("no such warehouse")]
    #[command_error(kind = "warehouse_unknown")]
    NoWarehouse(String),
    #[error("database failure")]
    #[command_error(internal)]
    Database(#[from] sqlx::Error),
}
