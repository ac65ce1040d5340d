//! One error for each type, at the type.

use commandry::{Registry, command};

struct Sku(String);

#[derive(serde::Deserialize)]
struct WithoutSchema;

#[command]
async fn reserve(sku: Sku, other: Option<WithoutSchema>) -> u8 {
    let _ = (sku, other);
    3
}

fn main() {
    let _ = Registry::new().with::<reserve>();
}
