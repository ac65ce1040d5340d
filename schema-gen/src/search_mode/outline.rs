//! What is in a result that is too long to be given.

use serde_json::Value;

/// How deep an outline goes.
const DEPTH: usize = 3;
/// How many members of an object an outline names.
const MEMBERS: usize = 20;

/// What a value consists of, in one line, such as `{items: list of 512 {id: number, name: text}, total: number}`.
///
/// ```
/// use serde_json::json;
///
/// let result = json!({"items": [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}], "next": null});
/// assert_eq!(
///     commandry_schema::search_mode::outline(&result),
///     "{items: list of 2 {id: number, name: text}, next: null}"
/// );
/// ```
#[must_use]
pub fn outline(value: &Value) -> String {
    outlined(value, 0)
}

fn outlined(value: &Value, depth: usize) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) => "bool".to_owned(),
        Value::Number(_) => "number".to_owned(),
        Value::String(text) if text.len() > 200 => format!("text of {} bytes", text.len()),
        Value::String(_) => "text".to_owned(),
        Value::Array(items) => match items.first() {
            Some(first) if depth < DEPTH => format!("list of {} {}", items.len(), outlined(first, depth + 1)),
            _ => format!("list of {}", items.len()),
        },
        Value::Object(_) if depth >= DEPTH => "object".to_owned(),
        Value::Object(members) => {
            let mut names: Vec<&String> = members.keys().collect();
            names.sort_unstable();
            let mut texts: Vec<String> = names
                .iter()
                .take(MEMBERS)
                .map(|name| format!("{}: {}", shortened(name), outlined(&members[*name], depth + 1)))
                .collect();
            if names.len() > MEMBERS {
                texts.push(format!("{} more", names.len() - MEMBERS));
            }
            format!("{{{}}}", texts.join(", "))
        }
    }
}

fn shortened(name: &str) -> String {
    match name.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    #[test]
    fn an_outline_stays_short() {
        let wide: Map<String, Value> =
            (0..1_000).map(|at| ("x".repeat(100) + &at.to_string(), json!([]))).collect();
        let deep = json!({"a": [{"b": [{"c": 1}]}]});
        assert!(super::outline(&Value::Object(wide)).len() < 2_000);
        assert_eq!(super::outline(&deep), "{a: list of 1 {b: list of 1}}");
    }
}
