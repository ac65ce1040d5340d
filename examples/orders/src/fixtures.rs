//! What the unit tests share.

use commandry::prelude::*;

use crate::{
    database::Database,
    values::{Money, Price, Sku},
};

/// A shop with the data that is shipped, in memory.
pub(crate) async fn shop() -> State<Database> {
    State::new(Database::open(":memory:").await.expect("the shipped data can be stored"))
}

/// A shop in a file, whose readers and writers really are different connections.
pub(crate) async fn shop_in_file(folder: &tempfile::TempDir) -> State<Database> {
    let path = folder.path().join("orders.db");
    State::new(Database::open(path.to_str().unwrap()).await.expect("the shipped data can be stored"))
}

pub(crate) fn sku(text: &str) -> Sku {
    Sku::try_from(text.to_owned()).unwrap()
}

pub(crate) fn price(text: &str) -> Price {
    Price::try_from(text.to_owned()).unwrap()
}

pub(crate) fn money(text: &str) -> Money {
    Money::try_from(text.to_owned()).unwrap()
}
