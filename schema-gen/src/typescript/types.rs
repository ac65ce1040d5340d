//! Schemas as types of TypeScript.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::{identifier, jsdoc};
use crate::canonical::sorted_members;
use crate::references::{self, Schemas};

/// Writes types; `schemas` holds the named ones.
pub(super) struct Types<'a> {
    pub(super) schemas: &'a Schemas,
}

impl Types<'_> {
    /// The body of an interface, when the schema is an object with members and nothing else.
    pub(super) fn interface_body(&self, schema: &Value) -> Option<String> {
        let members = schema.as_object()?;
        let combined = ["$ref", "allOf", "anyOf", "oneOf", "enum", "const"];
        let is_object = members.get("type").is_some_and(|kind| kind == "object")
            && members.get("properties").and_then(Value::as_object).is_some_and(|it| !it.is_empty());
        (is_object && !combined.iter().any(|keyword| members.contains_key(*keyword)))
            .then(|| self.object(members, 0))
    }

    /// The type of a schema; lines after the first are indented by `depth` steps.
    pub(super) fn expression(&self, schema: &Value, depth: usize) -> String {
        self.type_of(schema, depth).text
    }

    fn type_of(&self, schema: &Value, depth: usize) -> Type {
        let Value::Object(members) = schema else {
            return Type::word(if *schema == Value::Bool(false) { "never" } else { "unknown" });
        };
        if members.contains_key("$ref") {
            let name = references::name(schema).filter(|name| self.schemas.contains_key(*name));
            return Type::word(name.unwrap_or("unknown"));
        }
        if let Some(Value::Array(values)) = members.get("enum") {
            return Type::union(values.iter().map(literal).collect());
        }
        if let Some(value) = members.get("const") {
            return literal(value);
        }
        let mut parts = Vec::new();
        if let Some(Value::Array(all)) = members.get("allOf") {
            parts.extend(all.iter().map(|schema| self.type_of(schema, depth)));
        }
        for keyword in ["anyOf", "oneOf"] {
            if let Some(Value::Array(arms)) = members.get(keyword) {
                parts.push(Type::union(arms.iter().map(|schema| self.type_of(schema, depth)).collect()));
            }
        }
        if parts.is_empty() || members.contains_key("properties") {
            parts.push(self.by_kind(members, depth));
        }
        Type::intersection(parts)
    }

    fn by_kind(&self, members: &Map<String, Value>, depth: usize) -> Type {
        match members.get("type") {
            Some(Value::String(kind)) => self.of_kind(kind, members, depth),
            Some(Value::Array(kinds)) => Type::union(
                kinds
                    .iter()
                    .filter_map(Value::as_str)
                    .map(|kind| self.of_kind(kind, members, depth))
                    .collect(),
            ),
            _ if members.contains_key("properties") || members.contains_key("required") => {
                Type::word(self.object(members, depth))
            }
            _ => Type::word("unknown"),
        }
    }

    fn of_kind(&self, kind: &str, members: &Map<String, Value>, depth: usize) -> Type {
        match kind {
            "string" | "number" | "boolean" | "null" => Type::word(kind),
            "integer" => Type::word("number"),
            "array" => Type::word(self.array(members, depth)),
            "object" => Type::word(self.object(members, depth)),
            _ => Type::word("unknown"),
        }
    }

    fn array(&self, members: &Map<String, Value>, depth: usize) -> String {
        if let Some(Value::Array(prefix)) = members.get("prefixItems") {
            let limit = |keyword: &str| members.get(keyword).and_then(Value::as_u64);
            let least = limit("minItems").unwrap_or(0);
            let mut items: Vec<String> = prefix
                .iter()
                .zip(1..)
                .map(|(item, position)| {
                    let text = self.expression(item, depth);
                    if position <= least { text } else { format!("({text})?") }
                })
                .collect();
            if limit("maxItems").is_none_or(|most| most > prefix.len() as u64) {
                let rest = self.items(members, depth);
                items.push(format!("...{rest}[]"));
            }
            return format!("[{}]", items.join(", "));
        }
        format!("{}[]", self.items(members, depth))
    }

    fn items(&self, members: &Map<String, Value>, depth: usize) -> String {
        members.get("items").map_or_else(|| "unknown".into(), |items| self.type_of(items, depth).grouped())
    }

    fn object(&self, members: &Map<String, Value>, depth: usize) -> String {
        let empty = Map::new();
        let properties = members.get("properties").and_then(Value::as_object).unwrap_or(&empty);
        let required: Vec<&str> = members
            .get("required")
            .and_then(Value::as_array)
            .map(|names| names.iter().filter_map(Value::as_str).collect())
            .unwrap_or_default();
        let additional = members.get("additionalProperties");
        if properties.is_empty() && required.is_empty() {
            return match additional {
                Some(Value::Bool(false)) => "{ [name: string]: never }".into(),
                Some(values) => format!("{{ [name: string]: {} }}", self.expression(values, depth)),
                None => "{ [name: string]: unknown }".into(),
            };
        }
        let indent = "  ".repeat(depth + 1);
        let mut text = String::from("{\n");
        for (name, schema) in sorted_members(properties) {
            text.push_str(&jsdoc::of_schema(schema, &indent));
            let mark = if required.contains(&name.as_str()) { "" } else { "?" };
            let value = self.expression(schema, depth + 1);
            let _ = writeln!(text, "{indent}{}{mark}: {value};", identifier::member_name(name));
        }
        for name in required.iter().filter(|name| !properties.contains_key(**name)) {
            let _ = writeln!(text, "{indent}{}: unknown;", identifier::member_name(name));
        }
        if matches!(additional, Some(Value::Object(_) | Value::Bool(true))) {
            // The type of the others would have to fit the named members as well.
            let _ = writeln!(text, "{indent}[name: string]: unknown;");
        }
        let _ = write!(text, "{}}}", "  ".repeat(depth));
        text
    }
}

/// A type, and whether it has to stand in parentheses before an operator that binds closer.
#[derive(Clone, PartialEq, Eq)]
struct Type {
    text: String,
    is_loose: bool,
}

impl Type {
    fn word(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_loose: false }
    }

    /// A union without repetitions; of nothing it is `never`.
    fn union(alternatives: Vec<Self>) -> Self {
        let mut distinct: Vec<Self> = Vec::new();
        for alternative in alternatives {
            if alternative.text == "unknown" {
                return alternative;
            }
            if !distinct.contains(&alternative) {
                distinct.push(alternative);
            }
        }
        Self::join(distinct, " | ").unwrap_or_else(|| Self::word("never"))
    }

    /// What has all of the types; of nothing it is `unknown`.
    fn intersection(mut parts: Vec<Self>) -> Self {
        parts.retain(|part| part.text != "unknown");
        Self::join(parts, " & ").unwrap_or_else(|| Self::word("unknown"))
    }

    fn join(mut parts: Vec<Self>, operator: &str) -> Option<Self> {
        if parts.len() < 2 {
            return parts.pop();
        }
        let texts: Vec<String> = parts.into_iter().map(Self::grouped).collect();
        Some(Self { text: texts.join(operator), is_loose: true })
    }

    fn grouped(self) -> String {
        if self.is_loose { format!("({})", self.text) } else { self.text }
    }
}

fn literal(value: &Value) -> Type {
    match value {
        Value::Object(_) => Type::word("{ [name: string]: unknown }"),
        Value::Array(_) => Type::word("unknown[]"),
        scalar => Type::word(scalar.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    #[track_caller]
    fn check(schema: &Value, expected: &str) {
        let schemas = [("Order".to_owned(), json!({"type": "object"}))].into();
        assert_eq!(super::Types { schemas: &schemas }.expression(schema, 0), expected);
    }

    #[test]
    fn types_are_grouped_where_needed() {
        let order = json!({"$ref": "#/components/schemas/Order"});
        check(&json!({"type": "array", "items": {"type": ["string", "null"]}}), "(string | null)[]");
        check(&json!({"anyOf": [order, {"type": "null"}, order]}), "Order | null");
        check(&json!({"allOf": [order, {"enum": ["a", 1]}]}), "Order & (\"a\" | 1)");
        check(&json!({"items": order, "type": "array"}), "Order[]");
    }

    #[test]
    fn tuples_and_maps_are_exact() {
        check(
            &json!({"type": "array", "prefixItems": [{"type": "string"}, true], "minItems": 1, "maxItems": 2}),
            "[string, (unknown)?]",
        );
        check(
            &json!({"type": "array", "prefixItems": [{"type": "null"}], "minItems": 1}),
            "[null, ...unknown[]]",
        );
        check(
            &json!({"type": "object", "additionalProperties": {"type": "integer"}}),
            "{ [name: string]: number }",
        );
    }

    #[test]
    fn what_has_no_type_is_unknown() {
        check(&json!(true), "unknown");
        check(&json!({"$ref": "#/components/schemas/Nowhere"}), "unknown");
        check(&json!({"anyOf": [{}, {"type": "string"}]}), "unknown");
        check(&json!({"type": "other"}), "unknown");
        check(&json!({"enum": []}), "never");
    }
}
