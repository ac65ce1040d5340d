//! Taking values out of results by JSON Pointers.

use serde_json::Value;

/// Why a pointer leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectError(String);

impl std::fmt::Display for SelectError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for SelectError {}

/// The value that a JSON Pointer (RFC 6901) leads to.
///
/// As with the references to results of JMAP (RFC 8620, section 3.7), `*` stands for every item of an array: the values
/// found in the items come as one array, and those that are arrays themselves come item by item.
///
/// ```
/// use commandry_schema::search_mode::select;
/// use serde_json::json;
///
/// let result = json!({"items": [{"id": 1, "tags": ["a"]}, {"id": 2, "tags": ["b", "c"]}]});
/// assert_eq!(select(&result, "/items/1/id")?, json!(2));
/// assert_eq!(select(&result, "/items/*/id")?, json!([1, 2]));
/// assert_eq!(select(&result, "/items/*/tags")?, json!(["a", "b", "c"]));
/// assert_eq!(
///     select(&result, "/items/7/id").unwrap_err().to_string(),
///     "`/items/7/id` leads nowhere: `/items` is a list of 2 items"
/// );
/// # Ok::<(), commandry_schema::search_mode::SelectError>(())
/// ```
///
/// # Errors
///
/// Fails when the text is no pointer or leads nowhere, and says where the way ends and what there is.
pub fn select(value: &Value, pointer: &str) -> Result<Value, SelectError> {
    match pointer.strip_prefix('/') {
        None if pointer.is_empty() => Ok(value.clone()),
        None => {
            Err(SelectError(format!("`{}` is no JSON Pointer: it must begin with `/`", shortened(pointer))))
        }
        Some(steps) => follow(value, steps, pointer),
    }
}

/// Follows the steps that are left of a pointer; `steps` has no `/` in front.
fn follow(value: &Value, steps: &str, pointer: &str) -> Result<Value, SelectError> {
    let mut value = value;
    let mut left = Some(steps);
    while let Some(steps) = left {
        let (step, rest) = steps.split_once('/').map_or((steps, None), |(step, rest)| (step, Some(rest)));
        let next = match value {
            Value::Array(items) if step == "*" => return each(items, rest, pointer),
            Value::Array(items) => place(step).and_then(|place| items.get(place)),
            Value::Object(members) => members.get(&step.replace("~1", "/").replace("~0", "~")),
            _ => None,
        };
        // The way ends behind what was followed so far; `pointer` ends with `steps`.
        let way = &pointer[..pointer.len() - steps.len() - 1];
        value = next.ok_or_else(|| nowhere(pointer, way, value))?;
        left = rest;
    }
    Ok(value.clone())
}

/// What is found in every item, as one array.
fn each(items: &[Value], rest: Option<&str>, pointer: &str) -> Result<Value, SelectError> {
    let mut found = Vec::with_capacity(items.len());
    for item in items {
        match rest.map_or_else(|| Ok(item.clone()), |rest| follow(item, rest, pointer))? {
            Value::Array(further) => found.extend(further),
            other => found.push(other),
        }
    }
    Ok(Value::Array(found))
}

/// The place in an array that a step names; `01` and `+1` name none.
fn place(step: &str) -> Option<usize> {
    let is_number = step == "0" || (!step.starts_with('0') && step.bytes().all(|byte| byte.is_ascii_digit()));
    step.parse().ok().filter(|_| is_number)
}

fn nowhere(pointer: &str, way: &str, value: &Value) -> SelectError {
    let place = if way.is_empty() { "the result".to_owned() } else { format!("`{}`", shortened(way)) };
    let there = match value {
        Value::Array(items) => format!("a list of {} items", items.len()),
        Value::Object(members) if members.is_empty() => "an object without members".to_owned(),
        Value::Object(members) => {
            // Their order in the map depends on how serde_json was built.
            let mut names: Vec<&str> = members.keys().map(String::as_str).collect();
            names.sort_unstable();
            names.truncate(12);
            format!("an object with {}{}", names.join(", "), if members.len() > 12 { ", …" } else { "" })
        }
        Value::Null => "null".to_owned(),
        Value::Bool(_) => "true or false".to_owned(),
        Value::Number(_) => "a number".to_owned(),
        Value::String(_) => "a text".to_owned(),
    };
    SelectError(format!("`{}` leads nowhere: {place} is {there}", shortened(pointer)))
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(120) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::select;

    #[test]
    fn pointers_lead_where_the_standard_says() {
        let value = json!({"a/b": 1, "m~n": 2, "": 3, "*": {"x": 4}, "list": [5, [6]]});
        for (pointer, expected) in [
            ("", value.clone()),
            ("/a~1b", json!(1)),
            ("/m~0n", json!(2)),
            ("/", json!(3)),
            ("/*/x", json!(4)),
            ("/list/0", json!(5)),
            ("/list/*", json!([5, 6])),
        ] {
            assert_eq!(select(&value, pointer).unwrap(), expected, "{pointer}");
        }
    }

    #[test]
    fn the_end_of_the_way_is_told() {
        let value = json!({"list": [{"id": 1}, {}], "text": "x", "none": null});
        for (pointer, reason) in [
            ("list", "`list` is no JSON Pointer: it must begin with `/`"),
            ("/list/00", "`/list/00` leads nowhere: `/list` is a list of 2 items"),
            ("/list/-", "`/list/-` leads nowhere: `/list` is a list of 2 items"),
            ("/list/*/id", "`/list/*/id` leads nowhere: `/list/*` is an object without members"),
            ("/text/0", "`/text/0` leads nowhere: `/text` is a text"),
            ("/none/x", "`/none/x` leads nowhere: `/none` is null"),
            ("/other", "`/other` leads nowhere: the result is an object with list, none, text"),
        ] {
            assert_eq!(select(&value, pointer).unwrap_err().to_string(), reason);
        }
        assert!(
            select(&Value::Null, &format!("/{}", "é".repeat(10_000))).unwrap_err().to_string().len() < 400
        );
    }
}
