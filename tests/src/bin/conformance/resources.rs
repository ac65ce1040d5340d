//! Resources.

use commandry::resource;
use serde::Serialize;

use crate::PIXEL;

/// A text.
#[resource("test://static-text", mime_type = "text/plain")]
fn static_text() -> &'static str {
    "This is the content of the static text resource."
}

/// A picture.
#[resource("test://static-binary", mime_type = "image/png")]
fn static_binary() -> &'static [u8] {
    PIXEL
}

/// A text that hosts ask to be told changes of.
#[resource("test://watched-resource", mime_type = "text/plain")]
fn watched_resource() -> &'static str {
    "This resource can be subscribed to."
}

/// What there is for an id.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Found {
    id: String,
    template_test: bool,
    data: String,
}

/// Data by its id.
#[resource("test://template/{id}/data", mime_type = "application/json")]
fn template_data(
    /// Which data.
    id: String,
) -> Found {
    Found { data: format!("Data for ID: {id}"), template_test: true, id }
}
