//! Serves the documentation page and Swagger UI of any number of generated commands, to be looked at and measured.
//!
//! ```sh
//! cargo run -p commandry-tests --release --example generated_docs -- 2000 8100
//! ```
//!
//! Then open `http://127.0.0.1:8100/docs`; `/docs/swagger/` shows `/openapi.json?level=expanded` of the same commands,
//! a path for each. Calls are answered by nobody.

use std::{env, error::Error};

use axum::{Router, http::header, routing::get};
use commandry::http;
use commandry_schema::{
    canonical,
    openapi::{Level, OpenApiOptions, openapi},
};
use commandry_tests::generated_catalog;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut words = env::args().skip(1);
    let count: usize = words.next().as_deref().unwrap_or("2000").parse()?;
    let port: u16 = words.next().as_deref().unwrap_or("8100").parse()?;
    let catalog = generated_catalog(count);
    let options = OpenApiOptions { level: Level::Expanded, ..OpenApiOptions::default() };
    let document = canonical::to_string_pretty(&openapi(&catalog, &options));
    let router = Router::new()
        .route("/openapi.json", get(|| async { ([(header::CONTENT_TYPE, "application/json")], document) }))
        .merge(http::docs_page(catalog))
        .merge(http::swagger_ui());
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    #[expect(clippy::print_stdout, reason = "whoever started it wants to know where it is")]
    {
        println!("http://{}/docs", listener.local_addr()?);
    }
    http::serve(listener, router, std::future::pending()).await?;
    Ok(())
}
