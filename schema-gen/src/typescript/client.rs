//! A client in TypeScript: `client.ts`.

use crate::catalog::Catalog;

/// What every client has besides the types of its commands.
const RUNTIME: &str = include_str!("client.ts");

/// Names that the client declares or takes from the platform; a type of the catalog must not stand in front of them.
const RESERVED: [&str; 24] = [
    "AbortController",
    "AbortSignal",
    "BatchRequest",
    "CallArguments",
    "CallOptions",
    "Client",
    "ClientOptions",
    "CommandError",
    "CommandName",
    "Commands",
    "DeclaredError",
    "Error",
    "ErrorOf",
    "Map",
    "Outcome",
    "ParamsArgument",
    "ParamsOf",
    "Promise",
    "ResultOf",
    "StandardKind",
    "TransportError",
    "URL",
    "Array",
    "String",
];

/// A client of the commands of a catalog, in one file that needs no other; for one group, give it the catalog of the
/// group.
///
/// It has the types of [`typescript`](super::typescript()) and a class `Client` with `call`, `attempt`, `notify` and
/// `batch`, whose parameters, results and errors are those of the named command. It works in browsers and in Node 18
/// and later.
///
/// ```
/// let catalog = serde_json::from_str(r#"{
///     "service": {"title": "shop", "version": "1.0.0"},
///     "commands": [{"name": "ping", "result": {"schema": {"type": "string"}}}]
/// }"#)?;
/// let client = commandry_schema::typescript::client(&catalog);
/// assert!(client.contains("result: string;") && client.contains("export class Client {"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[must_use]
pub fn client(catalog: &Catalog) -> String {
    super::declarations(catalog, &RESERVED, "Client of the commands") + "\n" + RUNTIME
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{RESERVED, RUNTIME};

    /// Parameters of generic types, which only their own declarations can see.
    const PARAMETERS: [&str; 6] = ["Details", "Errors", "Index", "Kind", "Name", "Requests"];

    /// The code without comments and texts.
    fn code() -> String {
        let mut code = String::new();
        let mut in_comment = false;
        for line in RUNTIME.lines() {
            let line = line.trim();
            in_comment |= line.starts_with("/*");
            if !in_comment && !line.starts_with("//") {
                let parts = line.split(['"', '`']);
                code.extend(parts.step_by(2).flat_map(|part| [part, " "]));
            }
            in_comment &= !line.ends_with("*/");
        }
        code
    }

    #[test]
    fn no_type_of_a_catalog_hides_what_the_client_needs() {
        let code = code();
        let words = code.split(|character: char| !(character.is_ascii_alphanumeric() || character == '_'));
        let names: BTreeSet<&str> = words
            .filter(|word| word.starts_with(|first: char| first.is_ascii_uppercase()) && *word != "JSON")
            .filter(|word| !PARAMETERS.contains(word))
            .collect();
        assert_eq!(names, RESERVED.into_iter().collect());
    }
}
