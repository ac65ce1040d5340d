//! Names that TypeScript permits.

use serde_json::Value;

/// Words that cannot name a type, because the language has a use for them.
const KEYWORDS: [&str; 62] = [
    "any",
    "arguments",
    "as",
    "async",
    "await",
    "bigint",
    "boolean",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "declare",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "eval",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "if",
    "implements",
    "import",
    "in",
    "instanceof",
    "interface",
    "let",
    "never",
    "new",
    "null",
    "number",
    "object",
    "package",
    "private",
    "protected",
    "public",
    "return",
    "static",
    "string",
    "super",
    "switch",
    "symbol",
    "this",
    "throw",
    "true",
    "try",
    "type",
    "typeof",
    "undefined",
    "unknown",
    "var",
    "void",
    "while",
    "with",
    "yield",
];

/// The nearest name that a type may have.
pub(super) fn type_name(name: &str) -> String {
    let mut text: String =
        name.chars().map(|character| if is_part(character) { character } else { '_' }).collect();
    if text.is_empty()
        || text.starts_with(|first: char| first.is_ascii_digit())
        || KEYWORDS.contains(&text.as_str())
    {
        text.insert(0, '_');
    }
    text
}

/// A member of an object: the name itself where that is permitted, else in quotes.
pub(super) fn member_name(name: &str) -> String {
    let plain = !name.is_empty()
        && name.chars().all(is_part)
        && !name.starts_with(|first: char| first.is_ascii_digit());
    if plain { name.to_owned() } else { Value::from(name).to_string() }
}

fn is_part(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_' || character == '$'
}

#[cfg(test)]
mod tests {
    use super::{member_name, type_name};

    #[test]
    fn every_name_becomes_one_that_is_permitted() {
        assert_eq!(type_name("Page<Order>"), "Page_Order_");
        assert_eq!(type_name("3D"), "_3D");
        assert_eq!(type_name("string"), "_string");
        assert_eq!(type_name("Größe"), "Gr__e");
        assert_eq!(member_name("class"), "class");
        assert_eq!(member_name("last-\"error"), "\"last-\\\"error\"");
        assert_eq!(member_name("2nd"), "\"2nd\"");
    }
}
