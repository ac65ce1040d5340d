//! The jobs as commands, on `POST /cmd` and at `/mcp`.

use std::error::Error;

use bench_jobs::start;
use commandry::mcp::{self, McpOptions};
use commandry::{Dispatcher, Registry, http};
use tokio::net::TcpListener;

/// Serves the commands of a registry on one thread, at the address of the command line.
///
/// # Errors
/// Fails when the registry is refused or the address is taken.
pub fn serve(registry: Registry) -> Result<(), Box<dyn Error>> {
    let address = start::address()?;
    start::run_on_one_thread(async move {
        let dispatcher = Dispatcher::builder(registry).build()?;
        let tools = mcp::router(dispatcher.clone(), McpOptions::default());
        let router = http::router(dispatcher)?.merge(tools);
        let listener = TcpListener::bind(address).await?;
        start::announce(listener.local_addr()?)?;
        Ok(http::serve(listener, router, std::future::pending()).await?)
    })
}
