//! What is wrong with a route is said where it is written.

use commandry::command;

#[command(rest = "/stock")]
fn method_missing() {}

#[command(rest = "get /stock")]
fn method_in_lower_case() {}

#[command(rest = "GET stock")]
fn no_slash() {}

#[command(rest = "GET /stock//levels")]
fn empty_segment() {}

#[command(rest = "GET /stock/{sku}/{sku}")]
fn twice(sku: String) {
    drop(sku);
}

#[command(rest = "GET /stock/v{sku}")]
fn not_a_whole_segment(sku: String) {
    drop(sku);
}

#[command(rest = "GET /stock?sku={sku}")]
fn with_query(sku: String) {
    drop(sku);
}

#[command(rest = "GET /stock/{sk}/{database}")]
fn unknown_parameters(#[inject] database: commandry::Context, #[param(rename = "sku")] unit: String) {
    drop((database, unit));
}

fn main() {}
