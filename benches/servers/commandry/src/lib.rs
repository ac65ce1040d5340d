//! The jobs as commands.

use std::error::Error;

use bench_jobs::start;
use commandry::prelude::*;
use commandry::{Dispatcher, Registry, http};
use schemars::JsonSchema;
use tokio::net::TcpListener;

bench_jobs::order_types!(JsonSchema);

/// Adds two numbers.
///
/// # Returns
/// The sum.
#[command(group = "jobs", read_only)]
pub async fn add(
    /// First summand.
    a: f64,
    /// Second summand.
    b: f64,
) -> f64 {
    a + b
}

/// Prices an order.
///
/// # Returns
/// The order with its total.
#[command(group = "jobs", read_only)]
pub async fn echo_order(
    /// The order to price.
    order: Order,
) -> PricedOrder {
    order.priced()
}

/// Both jobs and nothing else.
pub fn jobs() -> Registry {
    Registry::new().with::<add>().with::<echo_order>()
}

/// Serves the commands of a registry on one thread, at the address of the command line.
///
/// # Errors
/// Fails when the registry is refused or the address is taken.
pub fn serve(registry: Registry) -> Result<(), Box<dyn Error>> {
    let address = start::address()?;
    start::run_on_one_thread(async move {
        let router = http::router(Dispatcher::builder(registry).build()?)?;
        let listener = TcpListener::bind(address).await?;
        start::announce(listener.local_addr()?)?;
        Ok(http::serve(listener, router, std::future::pending()).await?)
    })
}
