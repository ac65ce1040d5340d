//! The commands as tools of the Model Context Protocol.

use serde_json::{Map, Value, json};

use crate::canonical;
use crate::catalog::{Behaviour, Catalog, Command, DEFINITIONS};
use crate::portable;
use crate::references::{self, Schemas};
use crate::text::full_description;

/// Where the named schemas of a tool live that shows its parameters as they are.
const TOOL_DEFINITIONS: &str = "#/$defs/";

/// A command as a tool.
#[derive(Clone, Debug, PartialEq)]
pub struct McpTool {
    /// Name of the tool, which is that of the command.
    pub name: String,
    /// The tool as it stands in a list: `name`, `title`, `description`, `inputSchema`, `outputSchema`, `annotations`.
    pub definition: Value,
    /// How a result of the command becomes that of the tool.
    pub result: McpResult,
}

/// How a result of a command becomes that of its tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum McpResult {
    /// An object, given as it is in `structuredContent`.
    Object,
    /// Any other value, given in `structuredContent` as the only member of an object; here is its name.
    WrappedIn(&'static str),
    /// Text, pictures and the like, given in `content` as they are.
    Content,
}

/// All commands of a catalog as tools, sorted by name.
///
/// Parameters and results are written by the [`portable`] pass, so that every host takes them; parameters of a command
/// with `raw_schema` stay as they are, with `$schema` and `$defs`. Annotations say what the author of the command said
/// of its effects, and nothing where nothing was said.
///
/// ```
/// use commandry_schema::{Catalog, mcp_tools::{McpResult, mcp_tools}};
/// use serde_json::json;
///
/// let catalog: Catalog = serde_json::from_value(json!({
///     "service": {"title": "shop", "version": "1.0.0"},
///     "commands": [{
///         "name": "count_orders",
///         "summary": "Counts the orders.",
///         "result": {"schema": {"type": "integer"}},
///         "behaviour": {"read_only": true},
///     }],
/// }))?;
/// let tool = mcp_tools(&catalog).remove(0);
/// assert_eq!(tool.result, McpResult::WrappedIn("result"));
/// assert_eq!(tool.definition["title"], "Count orders");
/// assert_eq!(tool.definition["annotations"]["readOnlyHint"], true);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[must_use]
pub fn mcp_tools(catalog: &Catalog) -> Vec<McpTool> {
    let mut tools: Vec<McpTool> =
        catalog.commands.iter().map(|command| mcp_tool(command, &catalog.schemas)).collect();
    tools.sort_by(|one, other| one.name.cmp(&other.name));
    tools
}

/// One command as a tool; `schemas` are those of its catalog.
#[must_use]
pub fn mcp_tool(command: &Command, schemas: &Schemas) -> McpTool {
    let mut definition = Map::new();
    definition.insert("name".into(), command.name.as_str().into());
    definition.insert("title".into(), title(&command.name).into());
    definition.insert("description".into(), description(command).into());
    let input = if command.raw_schema {
        raw_parameters(command, schemas)
    } else {
        portable::parameters(command, schemas).schema
    };
    definition.insert("inputSchema".into(), input);
    let result = if command.result.content {
        McpResult::Content
    } else {
        let output = portable::result(command, schemas);
        // What runs in the background is answered with a ticket, or, for a host that takes tasks, with what it gives in
        // the end. Hosts hold a result against the schema, which cannot be that of both.
        if command.job.is_none() {
            definition.insert("outputSchema".into(), output.schema);
        }
        output.wrapped_in.map_or(McpResult::Object, McpResult::WrappedIn)
    };
    let annotations = annotations(command.behaviour);
    if !annotations.is_empty() {
        definition.insert("annotations".into(), annotations.into());
    }
    McpTool { name: command.name.clone(), definition: Value::Object(definition), result }
}

/// The name of a command for people: `Reserve stock` for `reserve_stock`.
fn title(name: &str) -> String {
    let words = name.split('_').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let mut characters = words.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// What a model reads to choose the tool: what it does, what else there is to know, and what it gives.
fn description(command: &Command) -> String {
    let mut paragraphs = vec![command.summary.trim().to_owned(), full_description(command)];
    let returns = command.result.description.trim();
    if !returns.is_empty() {
        paragraphs.push(format!("Returns: {returns}"));
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    if paragraphs.is_empty() {
        // Hosts refuse a tool without a description.
        return format!("{}.", title(&command.name));
    }
    paragraphs.join("\n\n")
}

/// The parameters exactly as the command has them; only references lead into the tool instead of the catalog.
fn raw_parameters(command: &Command, schemas: &Schemas) -> Value {
    let mut schema = command.parameters_schema();
    let mut found = Schemas::new();
    references::collect(&schema, schemas, &mut found);
    if let Value::Object(members) = &mut schema {
        members.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
        if !found.is_empty() {
            members.insert("$defs".into(), json!(found));
        }
    }
    rewrite_references(&mut schema);
    canonical::sorted(&schema)
}

/// Makes every reference into a catalog one into `$defs`.
fn rewrite_references(schema: &mut Value) {
    let mut pending = vec![schema];
    while let Some(schema) = pending.pop() {
        match schema {
            Value::Object(members) => {
                for (name, member) in members.iter_mut() {
                    match member {
                        // A parameter may be called `$ref`; then its schema stands here, which is no text.
                        Value::String(text) if name == "$ref" => {
                            if let Some(target) = text.strip_prefix(DEFINITIONS) {
                                *text = format!("{TOOL_DEFINITIONS}{target}");
                            }
                        }
                        other => pending.push(other),
                    }
                }
            }
            Value::Array(items) => pending.extend(items),
            _ => {}
        }
    }
}

/// What a host may assume, as far as the author said it. Whether a command reaches beyond its service (`openWorldHint`)
/// is nothing that authors say.
fn annotations(behaviour: Behaviour) -> Map<String, Value> {
    let is_read_only = behaviour.read_only == Some(true);
    let destructive = behaviour.destructive.or(is_read_only.then_some(false));
    let hints = [
        ("readOnlyHint", behaviour.read_only),
        ("destructiveHint", destructive),
        ("idempotentHint", behaviour.idempotent),
    ];
    hints.into_iter().filter_map(|(name, hint)| Some((name.to_owned(), hint?.into()))).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::{McpResult, mcp_tool, mcp_tools};
    use crate::catalog::{Behaviour, Catalog, Command, Job, Parameter, ResultInfo};

    #[test]
    fn what_nobody_said_is_not_in_the_annotations() {
        let of = |behaviour| {
            let command = Command { name: "do_it".into(), behaviour, ..Command::default() };
            mcp_tool(&command, &BTreeMap::new()).definition["annotations"].clone()
        };
        assert_eq!(of(Behaviour::default()), json!(null));
        let read_only = Behaviour { read_only: Some(true), ..Behaviour::default() };
        assert_eq!(of(read_only), json!({"readOnlyHint": true, "destructiveHint": false}));
        let all = Behaviour { read_only: Some(false), destructive: Some(true), idempotent: Some(true) };
        assert_eq!(of(all), json!({"readOnlyHint": false, "destructiveHint": true, "idempotentHint": true}));
    }

    #[test]
    fn a_raw_schema_stays_as_it_is() {
        let catalog = Catalog {
            commands: vec![Command {
                name: "send".into(),
                raw_schema: true,
                parameters: vec![Parameter {
                    name: "to".into(),
                    required: true,
                    schema: json!({"$ref": "#/components/schemas/Address"}),
                    ..Parameter::default()
                }],
                ..Command::default()
            }],
            schemas: [
                (
                    "Address".to_owned(),
                    json!({"properties": {"city": {"$ref": "#/components/schemas/City"}}}),
                ),
                ("City".to_owned(), json!({"type": ["string", "null"]})),
                ("Unused".to_owned(), json!({})),
            ]
            .into(),
            ..Catalog::default()
        };
        assert_eq!(
            mcp_tools(&catalog)[0].definition["inputSchema"],
            json!({
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                "type": "object",
                "properties": {"to": {"$ref": "#/$defs/Address"}},
                "required": ["to"],
                "additionalProperties": false,
                "$defs": {
                    "Address": {"properties": {"city": {"$ref": "#/$defs/City"}}},
                    "City": {"type": ["string", "null"]},
                },
            })
        );
    }

    #[test]
    fn what_runs_in_the_background_has_no_schema() {
        let command = Command { name: "pack".into(), job: Some(Job::default()), ..Command::default() };
        assert_eq!(mcp_tool(&command, &BTreeMap::new()).definition.get("outputSchema"), None);
    }

    #[test]
    fn content_has_no_schema() {
        let result = ResultInfo { content: true, ..ResultInfo::default() };
        let command = Command { name: "draw".into(), result, ..Command::default() };
        let tool = mcp_tool(&command, &BTreeMap::new());
        assert_eq!(tool.result, McpResult::Content);
        assert_eq!(tool.definition.get("outputSchema"), None);
        assert_eq!(tool.definition["description"], "Draw.");
    }
}
