//! The commands of the application on a router, and nothing around them.

use std::error::Error;

use bench_jobs::start;
use commandry::http;
use tokio::net::TcpListener;

fn main() -> Result<(), Box<dyn Error>> {
    let address = start::address()?;
    // As many threads as a program has that serves an application.
    tokio::runtime::Runtime::new()?.block_on(async move {
        let router = http::router(bench_service::app().build().await?)?;
        let listener = TcpListener::bind(address).await?;
        start::announce(listener.local_addr()?)?;
        Ok(http::serve(listener, router, std::future::pending()).await?)
    })
}
