//! First sentences that are derived from names and types, for a person to finish.

use crate::types::Shape;

/// The word that stands before every text which was derived and not written.
///
/// The lint `description-placeholder` reports it, so that nothing half done passes.
pub const MARKER: &str = "TODO(docs):";

/// What a command does, from its name.
pub(crate) fn summary(name: &str) -> String {
    let words = words(name);
    let mut text = match words.split_first() {
        Some((verb, rest)) if VERBS.contains(&verb.as_str()) => {
            let verb = third_person(verb);
            if rest.is_empty() { verb } else { format!("{verb} {}", rest.join(" ")) }
        }
        _ => words.join(" "),
    };
    text.push('.');
    marked(&text)
}

/// What a parameter means, from its name and type.
pub(crate) fn parameter(name: &str, shape: &Shape) -> String {
    let words = words(name);
    let text = match (shape.flat(), words.split_first()) {
        (Shape::Truth, Some((first, rest))) if ["is", "has", "was", "can"].contains(&first.as_str()) => {
            format!("whether it {first} {}.", rest.join(" "))
        }
        (Shape::Truth, _) => format!("whether to {}.", words.join(" ")),
        _ => format!("the {}.", words.join(" ")),
    };
    let text = match shape {
        Shape::Optional(_) => format!("{}; may be left out.", text.trim_end_matches('.')),
        _ => text,
    };
    marked(&text)
}

/// What a result means, from its type.
pub(crate) fn returns(shape: &Shape) -> String {
    let text = match shape {
        Shape::Optional(inside) => format!("{}, or null when there is none", thing(inside)),
        other => thing(other),
    };
    marked(&format!("{text}."))
}

/// A text that somebody must check, since it was written for something else.
pub(crate) fn to_be_checked(text: &str, was_for: &str) -> String {
    format!("{MARKER} this was written for `{was_for}`: {text}").trim_end().to_owned()
}

fn thing(shape: &Shape) -> String {
    match shape {
        Shape::Truth => "whether it is so".to_owned(),
        Shape::Number => "the number".to_owned(),
        Shape::Text => "the text".to_owned(),
        Shape::Optional(inside) => thing(inside),
        Shape::List(inside) => match &**inside {
            Shape::Named(name) => format!("the list, each item a {}", words(name).join(" ")),
            _ => "the list".to_owned(),
        },
        Shape::Named(name) => format!("the {}", words(name).join(" ")),
        Shape::Nothing | Shape::Unknown => "the result".to_owned(),
    }
}

fn marked(text: &str) -> String {
    format!("{MARKER} {}", capitalized(text))
}

/// The text with a capital at its beginning.
pub(crate) fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// The words of a name in `snake_case`, `camelCase` or `CamelCase`, in lower case.
pub(crate) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    for character in name.chars() {
        let begins = !before.is_alphanumeric() || (character.is_uppercase() && !before.is_uppercase());
        if character.is_alphanumeric() {
            if begins || words.is_empty() {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut() {
                word.extend(character.to_lowercase());
            }
        }
        before = character;
    }
    words
}

fn third_person(verb: &str) -> String {
    match verb.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ if ["s", "sh", "ch", "x", "z", "o"].iter().any(|end| verb.ends_with(end)) => format!("{verb}es"),
        _ => format!("{verb}s"),
    }
}

/// Verbs that names of commands begin with.
const VERBS: [&str; 62] = [
    "add",
    "adjust",
    "answer",
    "apply",
    "approve",
    "archive",
    "assign",
    "book",
    "build",
    "calculate",
    "call",
    "cancel",
    "change",
    "check",
    "clear",
    "close",
    "copy",
    "count",
    "create",
    "delete",
    "disable",
    "download",
    "enable",
    "execute",
    "export",
    "fetch",
    "find",
    "finish",
    "generate",
    "get",
    "give",
    "import",
    "install",
    "list",
    "load",
    "look",
    "mark",
    "merge",
    "move",
    "open",
    "pay",
    "place",
    "publish",
    "read",
    "receive",
    "release",
    "remove",
    "rename",
    "reserve",
    "reset",
    "restore",
    "run",
    "save",
    "search",
    "send",
    "set",
    "show",
    "start",
    "stop",
    "sync",
    "update",
    "upload",
];

#[cfg(test)]
mod tests {
    use super::{MARKER, parameter, returns, summary, words};
    use crate::types::Shape;

    fn unmarked(text: &str) -> &str {
        text.strip_prefix(MARKER).expect("the text is marked").trim_start()
    }

    #[test]
    fn names_become_sentences() {
        assert_eq!(words("order_HTTPRequest2x"), ["order", "httprequest2x"]);
        assert_eq!(words("stockLevel"), ["stock", "level"]);
        assert_eq!(unmarked(&summary("apply_discount")), "Applies discount.");
        assert_eq!(unmarked(&summary("stock_level")), "Stock level.");
        assert_eq!(unmarked(&summary("search")), "Searches.");
        assert_eq!(unmarked(&parameter("customer_id", &Shape::Number)), "The customer id.");
        assert_eq!(unmarked(&parameter("is_active", &Shape::Truth)), "Whether it is active.");
        let optional = Shape::Optional(Box::new(Shape::Truth));
        assert_eq!(unmarked(&parameter("dry_run", &optional)), "Whether to dry run; may be left out.");
        let named = Shape::Named("StockLevel".into());
        assert_eq!(unmarked(&returns(&named)), "The stock level.");
        assert_eq!(unmarked(&returns(&Shape::List(Box::new(named)))), "The list, each item a stock level.");
        assert_eq!(unmarked(&returns(&optional)), "Whether it is so, or null when there is none.");
    }
}
