//! The service whose routes are tried.

use std::collections::BTreeMap;

use commandry::{Dispatcher, Registry, prelude::*};
use commandry_tests::Site;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// All commands of the service.
pub(crate) fn registry() -> Registry {
    Registry::new()
        .with::<add>()
        .with::<do_nothing>()
        .with::<search_parts>()
        .with::<change_part>()
        .with::<remove_part>()
        .with::<add_part>()
        .with::<correct_part>()
        .with_built_in()
        .titled("parts", "1.2.3")
        .described("Keeps parts.")
}

/// The service without a transport.
pub(crate) fn dispatcher() -> Dispatcher {
    Dispatcher::builder(registry()).build().unwrap()
}

/// The routes of the service.
pub(crate) fn site() -> Site {
    Site::new(&dispatcher())
}

/// Adds two numbers.
///
/// # Returns
/// The sum.
///
/// # Examples
/// One and two:
/// ```json
/// {"a": 1, "b": 2}
/// ```
/// ```json
/// 3.0
/// ```
#[command(group = "arithmetic", read_only, aliases("plus"))]
fn add(
    /// First summand.
    a: f64,
    /// Second summand.
    b: f64,
) -> f64 {
    a + b
}

/// Does nothing.
#[command(group = "arithmetic")]
fn do_nothing() {}

/// What a part is made of.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Material {
    Steel,
    StainlessSteel,
}

/// Lowest and highest.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
struct Bounds {
    lowest: u32,
    highest: u32,
}

/// Searches parts; answers with what it understood.
#[command(group = "parts", read_only, rest = "GET /parts/{shelf}/search")]
#[allow(clippy::too_many_arguments, reason = "a caller sends them by name")]
fn search_parts(
    /// The shelf.
    shelf: String,
    /// Words to look for.
    words: Option<Vec<String>>,
    /// Sizes to look for.
    sizes: Option<Vec<u8>>,
    /// What the part is made of.
    material: Option<Material>,
    /// Lowest and highest price.
    price: Option<Bounds>,
    /// Whether it must be in stock.
    #[param(default = false)]
    in_stock: bool,
    /// Most results.
    #[param(default = 10, range(min = 1, max = 100))]
    limit: u8,
    /// Where to go on.
    after: Option<String>,
) -> Value {
    json!({
        "shelf": shelf, "words": words, "sizes": sizes, "material": material, "price": price, "in_stock": in_stock,
        "limit": limit, "after": after,
    })
}

/// Why a part cannot be changed.
#[derive(Debug, thiserror::Error, CommandErrors)]
enum PartError {
    /// There is no such part.
    #[error("no part {number}")]
    #[command_error(code = 1404, status = 404)]
    NoSuchPart { number: u32 },
}

/// Changes a part.
#[command(group = "parts", rest = "PUT /parts/{shelf}/{number}")]
fn change_part(
    /// The shelf.
    shelf: String,
    /// The number on it.
    number: u32,
    /// New labels.
    labels: BTreeMap<String, String>,
) -> Result<Value, PartError> {
    if number == 404 {
        return Err(PartError::NoSuchPart { number });
    }
    Ok(json!({"shelf": shelf, "number": number, "labels": labels}))
}

/// Takes a part away.
#[command(group = "parts", destructive, rest = "DELETE /parts/{place}/{number}")]
fn remove_part(
    /// The shelf.
    place: String,
    /// The number on it.
    number: u32,
    /// Why.
    reason: Option<String>,
) -> Value {
    json!([place, number, reason])
}

/// Adds a part.
#[command(group = "parts", rest = "POST /parts")]
fn add_part(
    /// The shelf.
    shelf: String,
) -> String {
    shelf
}

/// Corrects a part.
#[command(group = "parts", rest = "PATCH /parts/{number}")]
fn correct_part(
    /// The number.
    number: i64,
    /// What is new.
    news: Option<Value>,
) -> Value {
    json!([number, news])
}
