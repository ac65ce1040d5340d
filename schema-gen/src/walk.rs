//! Going from a schema to the schemas inside it.
//!
//! Only the keywords that hold schemas are followed. A value in `const`, `enum`, `default` or `examples` may look
//! like a schema and must be left as it is.

use serde_json::Value;

/// Keywords that hold one schema.
const SINGLE: [&str; 11] = [
    "additionalProperties",
    "contains",
    "contentSchema",
    "else",
    "if",
    "items",
    "not",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
];

/// Keywords that hold a list of schemas.
const LISTS: [&str; 4] = ["allOf", "anyOf", "oneOf", "prefixItems"];

/// Keywords that hold schemas by name.
const MAPS: [&str; 4] = ["$defs", "dependentSchemas", "patternProperties", "properties"];

/// The schemas directly inside a schema, in the order of their keywords and names.
pub(crate) fn children(schema: &Value) -> Vec<&Value> {
    let Value::Object(members) = schema else { return Vec::new() };
    let mut found = Vec::new();
    for (keyword, member) in crate::canonical::sorted_members(members) {
        match member {
            Value::Object(named) if MAPS.contains(&keyword.as_str()) => {
                found.extend(crate::canonical::sorted_members(named).into_iter().map(|(_, schema)| schema));
            }
            Value::Array(list) if LISTS.contains(&keyword.as_str()) => found.extend(list),
            _ if SINGLE.contains(&keyword.as_str()) => found.push(member),
            _ => {}
        }
    }
    found
}

/// Calls `visit` with the schema and every schema inside it; references are not followed.
pub(crate) fn each<'a>(schema: &'a Value, visit: &mut impl FnMut(&'a Value)) {
    visit(schema);
    for child in children(schema) {
        each(child, visit);
    }
}

/// Changes every schema inside a schema, the innermost first, and at last the schema itself.
pub(crate) fn change_each(schema: &mut Value, change: &mut impl FnMut(&mut Value)) {
    if let Value::Object(members) = schema {
        for (keyword, member) in members.iter_mut() {
            match member {
                Value::Object(named) if MAPS.contains(&keyword.as_str()) => {
                    for (_, schema) in named.iter_mut() {
                        change_each(schema, change);
                    }
                }
                Value::Array(list) if LISTS.contains(&keyword.as_str()) => {
                    for schema in list.iter_mut() {
                        change_each(schema, change);
                    }
                }
                member if SINGLE.contains(&keyword.as_str()) => change_each(member, change),
                _ => {}
            }
        }
    }
    change(schema);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn values_that_look_like_schemas_are_left_alone() {
        let mut schema = json!({
            "properties": {"default": {"type": "string", "default": {"type": "string"}}},
            "examples": [{"type": "string"}],
            "items": {"type": "string"},
        });
        super::change_each(&mut schema, &mut |schema| {
            if schema.get("type").is_some() {
                schema["type"] = "integer".into();
            }
        });
        assert_eq!(
            schema,
            json!({
                "properties": {"default": {"type": "integer", "default": {"type": "string"}}},
                "examples": [{"type": "string"}],
                "items": {"type": "integer"},
            })
        );
    }
}
