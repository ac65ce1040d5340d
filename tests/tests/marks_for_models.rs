//! What a command says of how models see it.

use commandry::{Registry, prelude::*};

/// Takes an order.
#[command(group = "orders", read_only = false, pinned)]
fn place_order() {}

/// Puts a route in the form that its solver asks for.
#[command(group = "routes", read_only, raw_schema, pinned = false)]
fn shape_route() {}

/// The catalog has both marks where they are set, and no word of them where they are not.
#[test]
fn the_catalog_says_what_is_pinned_and_shown_as_it_is() {
    let catalog = Registry::new().with::<place_order>().with::<shape_route>().catalog().unwrap();
    let marks: Vec<_> =
        catalog.commands.iter().map(|it| (it.name.as_str(), it.pinned, it.raw_schema)).collect();
    assert_eq!(marks, [("place_order", true, false), ("shape_route", false, true)]);
    let json = serde_json::to_value(&catalog).unwrap();
    assert_eq!(json["commands"][0].get("raw_schema"), None);
    assert_eq!(json["commands"][1].get("pinned"), None);
}
