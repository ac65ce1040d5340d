//! Documents of other services, which are compared and combined.

use commandry_schema::{
    Catalog,
    aggregate::{Options, Source, aggregate},
    catalog::DEFINITIONS,
    diff::{DiffOptions, diff},
    lock, mcp_tools, openapi, openrpc, text, typescript,
};
use serde_json::Value;

/// Reads a catalog, a lock, or a document to be combined with others, and makes everything of it that can be made.
///
/// # Panics
///
/// Panics when the library does, when a document changes by being written and read, and when one that is read differs
/// from itself.
pub fn documents(input: &[u8]) {
    let Ok(input) = str::from_utf8(input) else { return };
    if let Ok(catalog) = lock::read(input) {
        let changes = diff(&catalog, &catalog, &DiffOptions::default());
        // Of references that no catalog has, nothing can be proven.
        let is_provable = serde_json::from_str(input).is_ok_and(|document| refers_to_types_alone(&document));
        assert!(
            changes.is_compatible() || !is_provable,
            "{} differs from itself: {}",
            input,
            changes.to_text()
        );
        let locked = lock::lock(&catalog);
        let again = lock::read(&locked).unwrap_or_else(|error| panic!("{error} in {locked}"));
        assert_eq!(lock::lock(&again), locked, "a lock is the lock of what it says");
        generate(&catalog);
    }
    let Ok(document) = serde_json::from_str(input) else { return };
    let source = Source { prefix: "other".to_owned(), document };
    if let Ok(combined) = aggregate(&[source], &Options::default()) {
        generate(&combined.catalog);
    }
}

/// Whether all references lead to types of the catalog.
fn refers_to_types_alone(document: &Value) -> bool {
    match document {
        Value::Object(members) => members.iter().all(|(name, member)| match (name.as_str(), member) {
            ("$ref", Value::String(target)) => target.starts_with(DEFINITIONS),
            ("$ref" | "$dynamicRef", _) => false,
            _ => refers_to_types_alone(member),
        }),
        Value::Array(items) => items.iter().all(refers_to_types_alone),
        _ => true,
    }
}

fn generate(catalog: &Catalog) {
    let _ = openapi::openapi(catalog, &openapi::OpenApiOptions::default());
    let _ = openrpc::openrpc(catalog);
    let _ = typescript::typescript(catalog);
    let _ = text::text(catalog);
    let _ = mcp_tools::mcp_tools(catalog);
}
