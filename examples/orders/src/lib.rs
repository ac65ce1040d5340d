//! A shop's back office on SQLite: customers, products, stock and orders, each function a command.
//!
//! ```text
//! cargo run -p orders -- serve --db :memory:
//! ```
//!
//! It prints a `curl` line that works, and `cargo run -p orders -- schema` prints its OpenAPI document.
//!
//! A command is an ordinary function with documentation; see [`customers`] for the plainest ones, [`stock`] for methods
//! of a service, [`orders`] for nested types, and `import_products` in [`products`] for work that takes long, which
//! `import_products_later` does in the background. What a command needs from the database is in the `store` beside it; why it fails is in its `errors`.

pub mod customers;
pub mod database;
#[cfg(test)]
mod fixtures;
pub mod orders;
pub mod products;
pub mod stock;
pub mod values;

use std::time::Duration;

use commandry::{
    jobs::JobSettings,
    prelude::*,
    registration::{HeartbeatSettings, RegistrationSettings},
};

use crate::{database::Database, stock::StockService};

/// The application: what it is called, what it can be told when it starts, and the state its commands work on.
pub fn app() -> App {
    App::new("orders", env!("CARGO_PKG_VERSION"))
        .description(
            "Customers, products, stock and orders of a shop for tea, coffee and what goes with them.",
        )
        .describe_group("customers", "Who buys: registering, finding and changing customers.")
        .describe_group("jobs", "What runs in the background: following, cancelling and repeating it.")
        .describe_group(
            "orders",
            "What is sold: from a quote over order, payment and shipment to the report.",
        )
        .describe_group("products", "What can be bought: the range with its prices, by hand or imported.")
        .describe_group("stock", "What lies on the shelves: levels, deliveries, counts and reservations.")
        // It is switched on by `serve --proxy-url`.
        .registration(RegistrationSettings {
            server_id: "orders".to_owned(),
            server_name: "Orders".to_owned(),
            description: "Customers, products, stock and orders of a shop.".to_owned(),
            retry_delay: Duration::from_secs(1).into(),
            heartbeat: HeartbeatSettings {
                interval: Duration::from_secs(5).into(),
                ..HeartbeatSettings::default()
            },
            ..RegistrationSettings::default()
        })
        .option("db", "SQLite database file, or :memory: to keep nothing", "orders.db")
        .jobs(JobSettings::default())
        .setup(|setup| async move {
            let path = setup.option("db").to_owned();
            let database = Database::open(&path).await?;
            let checked = database.clone();
            let setup = setup.health_check("database", move || {
                let database = checked.clone();
                async move { database.check().await }
            });
            // What waits in the background belongs to the data that it is about.
            let jobs =
                if path == ":memory:" { "sqlite::memory:".to_owned() } else { format!("sqlite:{path}.jobs") };
            Ok(setup.job_store(jobs).state(StockService::new(database.clone())).state(database))
        })
}
