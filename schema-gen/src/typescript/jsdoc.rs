//! Documentation as comments that editors show.

use serde_json::Value;

/// A comment of several paragraphs, indented; nothing when all are empty.
pub(super) fn block(paragraphs: &[&str], indent: &str) -> String {
    let paragraphs: Vec<&str> =
        paragraphs.iter().map(|paragraph| paragraph.trim()).filter(|it| !it.is_empty()).collect();
    // An end of comment within the text would end the comment.
    let text = paragraphs.join("\n\n").replace("*/", "*\\/");
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    match lines.as_slice() {
        [] => String::new(),
        [only] => format!("{indent}/** {only} */\n"),
        lines => {
            let lines: Vec<String> =
                lines.iter().map(|line| format!("{indent} * {line}").trim_end().to_owned() + "\n").collect();
            format!("{indent}/**\n{}{indent} */\n", lines.concat())
        }
    }
}

/// What a schema says on its values.
pub(super) fn of_schema(schema: &Value, indent: &str) -> String {
    let description = schema.get("description").and_then(Value::as_str).unwrap_or_default();
    of_parameter(description, schema, indent)
}

/// A description, with the default and the limits that a type of TypeScript cannot express.
pub(super) fn of_parameter(description: &str, schema: &Value, indent: &str) -> String {
    let mut tags = Vec::new();
    for (keyword, tag) in [
        ("format", "@format"),
        ("minimum", "@minimum"),
        ("maximum", "@maximum"),
        ("minLength", "@minLength"),
        ("maxLength", "@maxLength"),
        ("minItems", "@minItems"),
        ("maxItems", "@maxItems"),
        ("pattern", "@pattern"),
    ] {
        match schema.get(keyword) {
            Some(Value::String(text)) => tags.push(format!("{tag} {text}")),
            Some(limit) if limit.is_number() => tags.push(format!("{tag} {limit}")),
            _ => {}
        }
    }
    if let Some(default) = schema.get("default").filter(|default| !default.is_null()) {
        tags.push(format!("@default {}", crate::canonical::to_string(default)));
    }
    if schema.get("deprecated").is_some_and(|it| *it == true) {
        tags.push("@deprecated".into());
    }
    block(&[description, &tags.join("\n")], indent)
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_text_ends_its_comment() {
        assert_eq!(super::block(&["a */ b"], "  "), "  /** a *\\/ b */\n");
        assert_eq!(super::block(&["one\n\ntwo ", ""], ""), "/**\n * one\n *\n * two\n */\n");
        assert_eq!(super::block(&[" "], ""), "");
    }
}
