//! Schemas of values that travel as text, in a path or in a query.

use serde_json::Value;

use crate::references::{self, Schemas};

/// The schema apart from null, for places where null cannot be written and absence stands for it.
pub(super) fn without_null(schema: &Value) -> Value {
    let mut schema = schema.clone();
    let Value::Object(members) = &mut schema else { return schema };
    if members.get("default").is_some_and(Value::is_null) {
        members.remove("default");
    }
    if let Some(Value::Array(kinds)) = members.get_mut("type") {
        kinds.retain(|kind| kind != "null");
        if let [only] = kinds.as_slice() {
            let only = only.clone();
            members.insert("type".into(), only);
        }
    }
    if let Some(Value::Array(values)) = members.get_mut("enum") {
        values.retain(|value| !value.is_null());
    }
    for keyword in ["anyOf", "oneOf"] {
        let Some(Value::Array(arms)) = members.get_mut(keyword) else { continue };
        arms.retain(|arm| arm.get("type").is_none_or(|kind| kind != "null"));
        if let [Value::Object(only)] = arms.as_slice() {
            let only = only.clone();
            members.remove(keyword);
            for (name, value) in only {
                members.entry(name).or_insert(value);
            }
        }
    }
    schema
}

/// Whether every value of the schema is a string, number or boolean, and so can be written into a path or query.
pub(super) fn is_scalar(schema: &Value, schemas: &Schemas) -> bool {
    let schema = references::target(schema, schemas);
    let scalar_kind = |kind: &Value| {
        kind.as_str().is_some_and(|kind| ["string", "integer", "number", "boolean"].contains(&kind))
    };
    if let Some(kind) = schema.get("type") {
        return kind.as_array().map_or_else(|| scalar_kind(kind), |kinds| kinds.iter().all(scalar_kind));
    }
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        return values.iter().all(|value| !value.is_object() && !value.is_array());
    }
    if let Some(value) = schema.get("const") {
        return !value.is_object() && !value.is_array();
    }
    ["oneOf", "anyOf"].iter().find_map(|keyword| schema.get(*keyword)?.as_array()).is_some_and(|arms| {
        // An arm that refers back to this schema would never end.
        arms.iter().all(|arm| arm.get("$ref").is_none() && is_scalar(arm, schemas))
    })
}

/// Whether every value of the schema is a list of scalars.
pub(super) fn is_list_of_scalars(schema: &Value, schemas: &Schemas) -> bool {
    let schema = references::target(schema, schemas);
    schema.get("type").is_some_and(|kind| kind == "array")
        && schema.get("items").is_some_and(|items| is_scalar(items, schemas))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    #[test]
    fn null_is_taken_out() {
        let check = |schema: Value, expected: Value| assert_eq!(super::without_null(&schema), expected);
        check(json!({"type": ["string", "null"], "default": null}), json!({"type": "string"}));
        check(json!({"anyOf": [{"$ref": "#/x"}, {"type": "null"}]}), json!({"$ref": "#/x"}));
        check(json!({"enum": ["a", null]}), json!({"enum": ["a"]}));
    }
}
