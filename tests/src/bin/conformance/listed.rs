//! Tools that are looked at in the list rather than called.

use commandry::{Content, prelude::*};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where somebody lives.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[schemars(rename = "address")]
struct Address {
    /// Street and number.
    street: String,
    /// City.
    city: String,
}

/// Takes what JSON Schema of 2020-12 can say.
#[command(group = "listed", read_only, raw_schema)]
fn json_schema_2020_12_tool(
    /// What somebody is called.
    name: String,
    /// Where they live.
    address: Address,
) -> Content {
    Content::text(format!("{name} lives in {}, {}.", address.street, address.city))
}

/// A value that also travels in a header of HTTP, where what stands between can read it.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[schemars(inline, extend("x-mcp-header" = "Value"))]
struct HeaderValue(String);

/// Takes a value that stands in a header too.
#[command(group = "listed", read_only, raw_schema)]
fn test_custom_header(
    /// The value.
    value: HeaderValue,
) -> Content {
    Content::text(format!("The value is {}.", value.0))
}
