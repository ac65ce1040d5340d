//! Documents of other services, which are compared and combined.

use commandry_schema::{
    Catalog,
    aggregate::{Options, Source, aggregate},
    diff::{DiffOptions, diff},
    lock, mcp_tools, openapi, openrpc, text, typescript,
};

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
        assert!(changes.is_compatible(), "{} differs from itself: {}", input, changes.to_text());
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

fn generate(catalog: &Catalog) {
    let _ = openapi::openapi(catalog, &openapi::OpenApiOptions::default());
    let _ = openrpc::openrpc(catalog);
    let _ = typescript::typescript(catalog);
    let _ = text::text(catalog);
    let _ = mcp_tools::mcp_tools(catalog);
}
