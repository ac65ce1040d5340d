//! Schemas as readers of documents understand them best.
//!
//! Every change keeps the set of accepted values. What changes is the spelling: the one that client generators and
//! viewers read, out of several that mean the same.

use serde_json::{Map, Value, json};

use crate::references::{self, Schemas};
use crate::walk;

/// Formats that OpenAPI or JSON Schema define; generators warn of others.
const KNOWN_FORMATS: [&str; 19] = [
    "binary",
    "byte",
    "date",
    "date-time",
    "double",
    "duration",
    "email",
    "float",
    "hostname",
    "int32",
    "int64",
    "ipv4",
    "ipv6",
    "password",
    "regex",
    "time",
    "uri",
    "uri-reference",
    "uuid",
];

/// Keywords that may stand beside `$ref` without a meaning for validation.
const ANNOTATIONS: [&str; 9] =
    ["$ref", "default", "deprecated", "description", "example", "examples", "readOnly", "title", "writeOnly"];

/// The schema in the spelling of the document; `schemas` are those it may refer to.
pub(crate) fn publish(schema: &Value, schemas: &Schemas) -> Value {
    let mut schema = schema.clone();
    walk::change_each(&mut schema, &mut |schema| {
        if let Value::Object(members) = schema {
            take_in_reference(members, schemas);
        }
    });
    spell_out_boolean(&mut schema);
    walk::change_each(&mut schema, &mut |schema| {
        if let Value::Object(members) = schema {
            members.remove("$schema");
            spell_out_booleans(members);
            keep_known_format(members);
            join_enum(members);
            give_items_to_tuple(members);
            separate_reference(members);
            name_pattern_of_members(members);
        }
    });
    schema
}

/// Spells out `true` and `false` wherever generators expect an object.
///
/// They stay in `additionalProperties` and the like, where every reader knows them.
fn spell_out_booleans(members: &mut Map<String, Value>) {
    for (keyword, member) in members.iter_mut() {
        match (keyword.as_str(), member) {
            ("properties" | "patternProperties", Value::Object(named)) => {
                named.iter_mut().for_each(|(_, schema)| spell_out_boolean(schema));
            }
            ("prefixItems" | "allOf" | "anyOf" | "oneOf", Value::Array(list)) => {
                list.iter_mut().for_each(spell_out_boolean);
            }
            ("items", schema @ Value::Bool(true)) => *schema = json!({}),
            _ => {}
        }
    }
}

fn spell_out_boolean(schema: &mut Value) {
    match schema {
        Value::Bool(true) => *schema = json!({}),
        Value::Bool(false) => *schema = json!({"not": {}}),
        _ => {}
    }
}

/// Drops formats such as `uint32`; what they say of the range stays as limits.
fn keep_known_format(members: &mut Map<String, Value>) {
    let Some(format) = members.get("format").and_then(Value::as_str) else { return };
    if KNOWN_FORMATS.contains(&format) {
        return;
    }
    let maximum = match format {
        "uint8" => Some(u64::from(u8::MAX)),
        "uint16" => Some(u64::from(u16::MAX)),
        "uint32" => Some(u64::from(u32::MAX)),
        _ => None,
    };
    let is_unsigned = format.starts_with("uint");
    members.remove("format");
    if is_unsigned && !members.contains_key("exclusiveMinimum") {
        members.entry("minimum").or_insert_with(|| 0.into());
    }
    if let Some(maximum) = maximum
        && !members.contains_key("exclusiveMaximum")
    {
        members.entry("maximum").or_insert_with(|| maximum.into());
    }
}

/// Turns a choice between documented strings into one enum; what was said on each goes into the description.
fn join_enum(members: &mut Map<String, Value>) {
    let Some(arms) = members.get("oneOf").and_then(Value::as_array) else { return };
    if members.contains_key("type") || members.contains_key("enum") {
        return;
    }
    let Some(values) = arms.iter().map(strings_of).collect::<Option<Vec<_>>>().map(|it| it.concat()) else {
        return;
    };
    // With `oneOf` a string that stands in two arms is refused, in an enum it is accepted.
    if values.is_empty() || (1..values.len()).any(|index| values[..index].contains(&values[index])) {
        return;
    }
    let mut text = members.get("description").and_then(Value::as_str).unwrap_or_default().to_owned();
    let lines: Vec<String> = arms.iter().filter_map(enum_line).collect();
    if !lines.is_empty() {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(&lines.join("\n"));
    }
    members.remove("oneOf");
    members.insert("type".into(), "string".into());
    members.insert("enum".into(), values.into());
    if !text.is_empty() {
        members.insert("description".into(), text.into());
    }
}

/// The strings that a schema accepts, when it is an enum of strings and nothing else.
fn strings_of(schema: &Value) -> Option<Vec<String>> {
    let members = schema.as_object()?;
    let says_more = |keyword: &String| {
        !["const", "enum", "type", "description", "title", "deprecated"].contains(&keyword.as_str())
    };
    if members.keys().any(says_more) || members.get("type").is_some_and(|kind| kind != "string") {
        return None;
    }
    match (members.get("const"), members.get("enum")) {
        (Some(value), None) => Some(vec![value.as_str()?.to_owned()]),
        (None, Some(Value::Array(values))) => {
            values.iter().map(|value| value.as_str().map(str::to_owned)).collect()
        }
        _ => None,
    }
}

/// What is said on one value of an enum, as an item of a Markdown list.
fn enum_line(arm: &Value) -> Option<String> {
    let value = arm.get("const")?.as_str()?;
    let text = arm.get("description")?.as_str()?.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(format!("- `{value}`: {text}"))
}

/// Gives the items of a tuple a common schema as well, since many readers know no other lists.
fn give_items_to_tuple(members: &mut Map<String, Value>) {
    let Some(Value::Array(prefix)) = members.get("prefixItems") else { return };
    if members.contains_key("items") {
        return;
    }
    let maximum = members.get("maxItems").and_then(Value::as_u64);
    let items = if maximum.is_some_and(|maximum| maximum <= prefix.len() as u64) {
        // No item follows those of the prefix, so that the common schema refuses nothing.
        let mut kinds: Vec<&Value> = Vec::new();
        for kind in prefix {
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        if let [only] = kinds.as_slice() { (*only).clone() } else { json!({ "anyOf": kinds }) }
    } else {
        json!({})
    };
    members.insert("items".into(), items);
}

/// Replaces a reference to a plain object, with further members beside it, by one object with all of them.
///
/// This is how a tagged enum with a named type in a variant arrives: the tag stands beside the reference.
fn take_in_reference(members: &mut Map<String, Value>, schemas: &Schemas) {
    let Some(reference) = members.get("$ref").cloned() else { return };
    let Some(target) = references::resolve(&json!({ "$ref": reference }), schemas).and_then(Value::as_object)
    else {
        return;
    };
    let plain = ["type", "properties", "required", "title", "description"];
    let is_plain = |schema: &Map<String, Value>| {
        schema.get("type").is_none_or(|kind| kind == "object")
            && schema.get("properties").is_some_and(Value::is_object)
            && schema.keys().all(|keyword| keyword == "$ref" || plain.contains(&keyword.as_str()))
    };
    if !is_plain(target) || !is_plain(members) {
        return;
    }
    let (Some(Value::Object(inner)), Some(Value::Object(own))) =
        (target.get("properties"), members.get("properties"))
    else {
        return;
    };
    if inner.keys().any(|name| own.contains_key(name)) {
        return;
    }
    let mut properties = inner.clone();
    properties.extend(own.clone());
    let required: Vec<Value> = [target.get("required"), members.get("required")]
        .into_iter()
        .flatten()
        .filter_map(Value::as_array)
        .flatten()
        .cloned()
        .collect();
    let is_object = target.contains_key("type") || members.contains_key("type");
    members.remove("$ref");
    if is_object {
        members.insert("type".into(), "object".into());
    }
    members.insert("properties".into(), Value::Object(properties));
    if !required.is_empty() {
        members.insert("required".into(), required.into());
    }
    if let Some(description) = target.get("description") {
        members.entry("description").or_insert_with(|| description.clone());
    }
}

/// Puts a reference with further demands beside it into an `allOf`, since many readers drop what is beside it.
fn separate_reference(members: &mut Map<String, Value>) {
    if !members.contains_key("$ref") {
        return;
    }
    let demands: Vec<String> =
        members.keys().filter(|keyword| !ANNOTATIONS.contains(&keyword.as_str())).cloned().collect();
    if demands.is_empty() {
        return;
    }
    let mut beside = Map::new();
    let mut all = Vec::new();
    if let Some(reference) = members.remove("$ref") {
        all.push(json!({ "$ref": reference }));
    }
    for keyword in demands {
        // These look at what all others beside them have judged, and would see nothing in a schema of their own.
        if keyword.starts_with("unevaluated") {
            continue;
        }
        if let Some(value) = members.remove(&keyword) {
            match (keyword.as_str(), value) {
                ("allOf", Value::Array(schemas)) => all.extend(schemas),
                (_, value) => {
                    beside.insert(keyword, value);
                }
            }
        }
    }
    if !beside.is_empty() {
        all.push(Value::Object(beside));
    }
    members.insert("allOf".into(), all.into());
}

/// Turns a map whose keys follow one pattern into a plain map with a rule for its keys.
fn name_pattern_of_members(members: &mut Map<String, Value>) {
    let is_closed = members.get("additionalProperties") == Some(&Value::Bool(false));
    let Some(Value::Object(patterns)) = members.get("patternProperties") else { return };
    if !is_closed
        || patterns.len() != 1
        || members.contains_key("properties")
        || members.contains_key("propertyNames")
    {
        return;
    }
    let Some((pattern, values)) = patterns.iter().next().map(|(key, value)| (key.clone(), value.clone()))
    else {
        return;
    };
    members.remove("patternProperties");
    members.insert("additionalProperties".into(), values);
    members.insert("propertyNames".into(), json!({ "pattern": pattern }));
}

#[cfg(test)]
mod keeps_meaning;
#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::references::Schemas;

    fn schemas() -> Schemas {
        Schemas::from([
            (
                "A".to_owned(),
                json!({"type": "object", "properties": {"a": {}}, "required": ["a"], "title": "A"}),
            ),
            ("Closed".to_owned(), json!({"type": "object", "properties": {}, "additionalProperties": false})),
        ])
    }

    #[track_caller]
    fn check(schema: &Value, expected: &Value) {
        assert_eq!(super::publish(schema, &schemas()), *expected);
    }

    #[test]
    fn unsigned_formats_become_limits() {
        check(
            &json!({"type": "integer", "format": "uint32", "minimum": 1}),
            &json!({"type": "integer", "minimum": 1, "maximum": 4_294_967_295_u32}),
        );
        check(&json!({"type": "integer", "format": "uint64"}), &json!({"type": "integer", "minimum": 0}));
        check(&json!({"type": "integer", "format": "int64"}), &json!({"type": "integer", "format": "int64"}));
    }

    #[test]
    fn documented_enums_become_one_enum_with_a_list() {
        check(
            &json!({"description": "State.", "oneOf": [
                {"type": "string", "enum": ["new"]},
                {"type": "string", "const": "active", "description": "May\norder."},
            ]}),
            &json!({"description": "State.\n\n- `active`: May order.", "type": "string", "enum": ["new", "active"]}),
        );
        let twice = json!({"oneOf": [{"const": "a"}, {"enum": ["a", "b"]}]});
        check(&twice, &twice);
        let mixed = json!({"oneOf": [{"const": "a"}, {"type": "object"}]});
        check(&mixed, &mixed);
    }

    #[test]
    fn an_object_beside_a_reference_to_an_object_becomes_one() {
        check(
            &json!({"$ref": "#/components/schemas/A", "properties": {"t": {"const": 1}}, "required": ["t"]}),
            &json!({"type": "object", "properties": {"a": {}, "t": {"const": 1}}, "required": ["a", "t"]}),
        );
        // A closed object refuses the member beside it; that must stay so.
        check(
            &json!({"$ref": "#/components/schemas/Closed", "properties": {"t": {}}}),
            &json!({"allOf": [{"$ref": "#/components/schemas/Closed"}, {"properties": {"t": {}}}]}),
        );
    }

    #[test]
    fn tuples_have_items_as_well() {
        let day = json!({"type": "string"});
        check(
            &json!({"prefixItems": [day, day], "maxItems": 2}),
            &json!({"prefixItems": [day, day], "maxItems": 2, "items": day}),
        );
        check(
            &json!({"prefixItems": [day, true], "maxItems": 2}),
            &json!({"prefixItems": [day, {}], "maxItems": 2, "items": {"anyOf": [day, {}]}}),
        );
        check(&json!({"prefixItems": [day]}), &json!({"prefixItems": [day], "items": {}}));
    }

    #[test]
    fn demands_beside_a_reference_are_kept_apart() {
        check(
            &json!({"$ref": "#/components/schemas/A", "description": "x", "required": ["t"]}),
            &json!({"description": "x", "allOf": [{"$ref": "#/components/schemas/A"}, {"required": ["t"]}]}),
        );
        let plain = json!({"$ref": "#/components/schemas/A", "description": "x", "default": 1});
        check(&plain, &plain);
    }

    #[test]
    fn maps_with_a_pattern_and_boolean_schemas_are_spelled_out() {
        check(
            &json!({"type": "object", "patternProperties": {"^\\d+$": true}, "additionalProperties": false}),
            &json!({"type": "object", "propertyNames": {"pattern": "^\\d+$"}, "additionalProperties": {}}),
        );
    }
}
