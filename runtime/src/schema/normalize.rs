//! Making generated schemas say all that the types enforce, in the simplest form that says it.

use serde_json::{Map, Value, json};

/// Rewrites a schema and everything in it.
///
/// - Integers get the bounds of their type, which schemars leaves out from 32 bits up. 64 bits keep only their
///   `format`, since few readers can hold the bounds.
/// - A string enum with documented variants becomes a plain `enum`, its documentation part of the description.
/// - `default: null` goes: absence says the same.
/// - Member names that are integers are written as integers are: `7`, not `007`.
/// - A decimal is a string alone. As a number it would pass through binary floating point and lose digits, so types
///   that keep their word refuse it.
pub(super) fn normalize(mut schema: Value) -> Value {
    rewrite(&mut schema);
    schema
}

fn rewrite(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            for (keyword, member) in members.iter_mut() {
                // Examples and defaults are values, not schemas, and are left as they are.
                if !matches!(keyword.as_str(), "default" | "examples" | "enum" | "const") {
                    rewrite(member);
                }
            }
            bound(members);
            flatten_enum(members);
            spell_integer_names(members);
            quote_decimal(members);
            if members.get("default").is_some_and(Value::is_null) {
                members.remove("default");
            }
        }
        Value::Array(items) => items.iter_mut().for_each(rewrite),
        _ => {}
    }
}

/// Adds the bounds of an integer type.
fn bound(members: &mut Map<String, Value>) {
    let Some((minimum, maximum)) = members.get("format").and_then(Value::as_str).and_then(bounds) else {
        return;
    };
    for (keyword, limit) in [("minimum", minimum), ("maximum", maximum)] {
        if let Some(limit) = limit
            && !members.contains_key(keyword)
        {
            members.insert(keyword.to_owned(), limit.into());
        }
    }
}

/// The smallest and the largest value of an integer format, where they are worth printing.
pub(super) fn bounds(format: &str) -> Option<(Option<i64>, Option<i64>)> {
    Some(match format {
        "int8" => (Some(i8::MIN.into()), Some(i8::MAX.into())),
        "int16" => (Some(i16::MIN.into()), Some(i16::MAX.into())),
        "int32" => (Some(i32::MIN.into()), Some(i32::MAX.into())),
        "uint8" => (Some(0), Some(u8::MAX.into())),
        "uint16" => (Some(0), Some(u16::MAX.into())),
        "uint32" => (Some(0), Some(u32::MAX.into())),
        "uint64" | "uint" | "uint128" => (Some(0), None),
        _ => return None,
    })
}

/// Replaces the patterns that schemars has for integers as member names, which let leading zeros through.
fn spell_integer_names(members: &mut Map<String, Value>) {
    let Some(Value::Object(patterns)) = members.get_mut("patternProperties") else { return };
    for (loose, exact) in [(r"^\d+$", r"^(0|[1-9]\d*)$"), (r"^-?\d+$", r"^(0|-?[1-9]\d*)$")] {
        if let Some(schema) = patterns.remove(loose) {
            patterns.insert(exact.to_owned(), schema);
        }
    }
}

/// Narrows the schema that schemars has for decimals to what they accept: a string of at most 28 digits before the
/// point, which every value of that size fits.
fn quote_decimal(members: &mut Map<String, Value>) {
    let is_decimal = members.get("pattern").is_some_and(|it| it == r"^-?\d+(\.\d+)?([eE]\d+)?$")
        && members
            .get("type")
            .and_then(Value::as_array)
            .is_some_and(|it| it.iter().any(|name| name == "number"));
    if is_decimal {
        let is_optional = has_null(members);
        members
            .insert("type".to_owned(), if is_optional { json!(["string", "null"]) } else { json!("string") });
        members.insert("pattern".to_owned(), r"^-?\d{1,28}(\.\d+)?$".into());
    }
}

fn has_null(members: &Map<String, Value>) -> bool {
    members.get("type").and_then(Value::as_array).is_some_and(|it| it.iter().any(|name| name == "null"))
}

/// Turns a choice of documented strings into one list of strings.
fn flatten_enum(members: &mut Map<String, Value>) {
    let Some(Value::Array(arms)) = members.get("oneOf") else { return };
    let mut values = Vec::new();
    let mut meanings = Vec::new();
    for arm in arms {
        match (arm.get("const"), arm.get("enum")) {
            (Some(Value::String(value)), None) => {
                if let Some(meaning) = arm.get("description").and_then(Value::as_str) {
                    meanings.push(format!("- `{value}`: {}", meaning.replace('\n', " ")));
                }
                values.push(Value::from(value.as_str()));
            }
            (None, Some(Value::Array(several))) if several.iter().all(Value::is_string) => {
                values.extend(several.iter().cloned());
            }
            _ => return,
        }
    }
    members.remove("oneOf");
    members.insert("type".to_owned(), "string".into());
    members.insert("enum".to_owned(), Value::Array(values));
    if !meanings.is_empty() {
        let meanings = meanings.join("\n");
        let description = match members.get("description").and_then(Value::as_str) {
            Some(text) => format!("{text}\n\n{meanings}"),
            None => meanings,
        };
        members.insert("description".to_owned(), description.into());
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::normalize;

    #[test]
    fn integers_get_the_bounds_of_their_type() {
        assert_eq!(
            normalize(json!({"type": "integer", "format": "uint32", "minimum": 0})),
            json!({"type": "integer", "format": "uint32", "minimum": 0, "maximum": 4_294_967_295_u32})
        );
        assert_eq!(
            normalize(json!({"type": "integer", "format": "uint8", "minimum": 3, "maximum": 5})),
            json!({"type": "integer", "format": "uint8", "minimum": 3, "maximum": 5})
        );
        let wide = json!({"type": "integer", "format": "int64"});
        assert_eq!(normalize(wide.clone()), wide);
    }

    #[test]
    fn documented_variants_become_one_list() {
        assert_eq!(
            normalize(json!({"description": "Who.", "oneOf": [
                {"type": "string", "const": "admin", "description": "May do\nall."},
                {"type": "string", "enum": ["guest", "user"]}
            ]})),
            json!({"type": "string", "enum": ["admin", "guest", "user"],
                "description": "Who.\n\n- `admin`: May do all."})
        );
        let mixed = json!({"oneOf": [{"const": "a"}, {"type": "object"}]});
        assert_eq!(normalize(mixed.clone()), mixed);
    }

    #[test]
    fn integers_as_names_have_no_leading_zeros() {
        let schema =
            |pattern: &str| json!({"type": "object", "patternProperties": {pattern: {"type": "null"}}});
        assert_eq!(normalize(schema(r"^\d+$")), schema(r"^(0|[1-9]\d*)$"));
        assert_eq!(normalize(schema(r"^-?\d+$")), schema(r"^(0|-?[1-9]\d*)$"));
        assert_eq!(normalize(schema("^[a-z]$")), schema("^[a-z]$"));
    }

    #[test]
    fn decimals_are_strings() {
        let schemars = r"^-?\d+(\.\d+)?([eE]\d+)?$";
        let exact = r"^-?\d{1,28}(\.\d+)?$";
        assert_eq!(
            normalize(json!({"type": ["string", "number"], "pattern": schemars})),
            json!({"type": "string", "pattern": exact})
        );
        assert_eq!(
            normalize(json!({"type": ["string", "number", "null"], "pattern": schemars})),
            json!({"type": ["string", "null"], "pattern": exact})
        );
    }

    #[test]
    fn values_inside_a_schema_are_left_alone() {
        let schema =
            json!({"default": {"default": null, "format": "uint8"}, "examples": [{"default": null}]});
        assert_eq!(normalize(schema.clone()), schema);
        assert_eq!(normalize(json!({"type": "string", "default": null})), json!({"type": "string"}));
    }
}
