//! The answers of the tool `help`.

use serde_json::{Map, Value};

use super::estimated_tokens;
use crate::canonical;
use crate::catalog::{Behaviour, Command};
use crate::mcp_tools::mcp_tool;
use crate::references::{self, Schemas};
use crate::signature::{compact, compact_type};
use crate::text::full_description;

/// How many commands are explained at once, at most.
pub const MOST_NAMES: usize = 10;
/// How many types of a command are explained with it, at most.
const MOST_TYPES: usize = 12;

/// How commands are explained.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HelpFormat {
    /// In words.
    #[default]
    Text,
    /// By the JSON Schemas of parameters and result.
    Schema,
}

/// Explains commands, one after the other; those beyond `most_tokens` are left out, and the last line names them.
#[must_use]
pub fn help(commands: &[&Command], schemas: &Schemas, format: HelpFormat, most_tokens: usize) -> String {
    let mut texts: Vec<String> = Vec::with_capacity(commands.len());
    let mut spent = 0;
    for (place, command) in commands.iter().enumerate() {
        let text = match format {
            HelpFormat::Text => text(command, schemas),
            HelpFormat::Schema => schema(command, schemas),
        };
        spent += estimated_tokens(&text);
        if spent > most_tokens {
            let left: Vec<&str> = commands[place..].iter().map(|command| command.name.as_str()).collect();
            texts.push(format!(
                "Left out, being too long together: {}. Ask for them one by one.",
                left.join(", ")
            ));
            break;
        }
        texts.push(text);
    }
    texts.join("\n\n")
}

fn schema(command: &Command, schemas: &Schemas) -> String {
    let mut tool = mcp_tool(command, schemas).definition;
    let mut explained = Map::new();
    explained.insert("command".to_owned(), command.name.as_str().into());
    for (name, member) in [("params", "inputSchema"), ("result", "outputSchema")] {
        if let Some(schema) = tool.get_mut(member) {
            explained.insert(name.to_owned(), schema.take());
        }
    }
    canonical::to_string(&Value::Object(explained))
}

fn text(command: &Command, schemas: &Schemas) -> String {
    let mut lines = vec![compact(command, schemas)];
    let mut add = |text: &str| {
        let text = text.trim();
        if !text.is_empty() {
            lines.push(text.to_owned());
        }
    };
    add(&command.summary);
    add(&full_description(command));
    add(&effects(command.behaviour));
    for parameter in &command.parameters {
        if !parameter.description.trim().is_empty() {
            add(&format!("- {}: {}", parameter.name, one_line(&parameter.description)));
        }
    }
    if !command.result.description.trim().is_empty() {
        add(&format!("Returns: {}", one_line(&command.result.description)));
    }
    for (name, schema) in types(command, schemas) {
        add(&type_line(&name, &schema, schemas));
    }
    for error in &command.errors.kinds {
        add(&format!("Fails with {} ({}): {}", error.kind, error.code, one_line(&error.description)));
    }
    for example in &command.examples {
        let mut text = format!("Example: {}", canonical::to_string(&example.params));
        if let Some(result) = &example.result {
            text.push_str(" -> ");
            text.push_str(&canonical::to_string(result));
        }
        add(&text);
    }
    lines.join("\n")
}

/// What a caller may assume, and by which tool the command is called.
fn effects(behaviour: Behaviour) -> String {
    if behaviour.read_only == Some(true) {
        return "Changes nothing; call it with run_readonly.".to_owned();
    }
    let mut text = "Call it with run.".to_owned();
    if behaviour.destructive == Some(true) {
        text.push_str(" It may destroy what cannot be brought back.");
    }
    if behaviour.idempotent == Some(true) {
        text.push_str(" Repeating it changes nothing more.");
    }
    text
}

/// The types that parameters and result have by name, which a signature does not write out.
fn types(command: &Command, schemas: &Schemas) -> Vec<(String, Value)> {
    let mut found = Schemas::new();
    for parameter in &command.parameters {
        references::collect(&parameter.schema, schemas, &mut found);
    }
    references::collect(&command.result.schema, schemas, &mut found);
    let is_object = |schema: &Value| schema.get("properties").is_some();
    found.into_iter().filter(|(_, schema)| is_object(schema)).take(MOST_TYPES).collect()
}

/// An object with all its members, such as `User = {id:int, name?:string (as on the passport)}`.
fn type_line(name: &str, schema: &Value, schemas: &Schemas) -> String {
    let no_members = Map::new();
    let members = schema.get("properties").and_then(Value::as_object).unwrap_or(&no_members);
    let required = schema.get("required").and_then(Value::as_array);
    let mut texts = Vec::with_capacity(members.len());
    for (member, schema) in canonical::sorted_members(members) {
        let is_required = required.is_some_and(|names| names.iter().any(|it| it == member));
        let mark = if is_required { "" } else { "?" };
        let mut text = format!("{member}{mark}:{}", compact_type(schema, schemas));
        if let Some(description) = schema.get("description").and_then(Value::as_str) {
            text.push_str(&format!(" ({})", one_line(description).trim_end_matches('.')));
        }
        texts.push(text);
    }
    format!("{name} = {{{}}}", texts.join(", "))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{HelpFormat, help};
    use crate::catalog::Catalog;

    fn catalog() -> Catalog {
        serde_json::from_value(json!({
            "service": {"title": "shop", "version": "1.0.0"},
            "commands": [{
                "name": "reserve",
                "summary": "Sets units aside.",
                "description": "For fifteen minutes.",
                "parameters": [{
                    "name": "sku", "required": true, "description": "As printed\non the shelf.",
                    "schema": {"type": "string"}
                }],
                "result": {"description": "The reservation.", "schema": {"$ref": "#/components/schemas/Reservation"}},
                "errors": {"kinds": [{"kind": "none_left", "code": 1001, "status": 409, "description": "All are sold."}]},
                "examples": [{"params": {"sku": "A1"}, "result": {"id": 3}}],
                "behaviour": {"read_only": false, "idempotent": true}
            }],
            "schemas": {"Reservation": {
                "type": "object", "required": ["id"],
                "properties": {"id": {"type": "integer", "description": "Its number."}, "until": {"type": "string"}}
            }}
        }))
        .unwrap()
    }

    #[test]
    fn a_command_is_explained_in_words() {
        let catalog = catalog();
        assert_eq!(
            help(&[&catalog.commands[0]], &catalog.schemas, HelpFormat::Text, 1_000),
            "reserve(sku:string) -> Reservation\n\
             Sets units aside.\n\
             For fifteen minutes.\n\
             Call it with run. Repeating it changes nothing more.\n\
             - sku: As printed on the shelf.\n\
             Returns: The reservation.\n\
             Reservation = {id:int (Its number), until?:string}\n\
             Fails with none_left (1001): All are sold.\n\
             Example: {\"sku\":\"A1\"} -> {\"id\":3}"
        );
    }

    #[test]
    fn a_command_is_explained_by_schemas() {
        let catalog = catalog();
        let text = help(&[&catalog.commands[0]], &catalog.schemas, HelpFormat::Schema, 1_000);
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["command"], "reserve");
        assert_eq!(value["params"]["required"], json!(["sku"]));
        assert_eq!(value["result"]["properties"]["id"]["type"], "integer");
    }

    #[test]
    fn what_is_too_long_is_left_out_by_name() {
        let catalog = catalog();
        let twice = [&catalog.commands[0], &catalog.commands[0]];
        let text = help(&twice, &catalog.schemas, HelpFormat::Text, 100);
        assert!(
            text.ends_with("Left out, being too long together: reserve. Ask for them one by one."),
            "{text}"
        );
    }
}
