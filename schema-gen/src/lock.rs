//! `commands.lock.json`: what callers rely on, without documentation, one line for each command.
//!
//! The file is committed beside the code. A change of a command shows as one changed line, a forgotten update is
//! found by comparing bytes, and the file of an older revision is what [`diff`](crate::diff) compares with. It is a
//! [`Catalog`] as JSON, so every reader of catalogs reads it.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::{
    Catalog,
    canonical::{self, sorted_members},
    catalog::{Command, Parameter, Prompt, Resource},
    references, walk,
};

/// Annotations of schemas that say nothing about which values are accepted.
const DOCUMENTATION: [&str; 7] =
    ["$comment", "deprecated", "description", "examples", "readOnly", "title", "writeOnly"];

/// Writes the lock of a catalog.
///
/// ```
/// use commandry_schema::{Catalog, lock::lock};
///
/// let catalog: Catalog = serde_json::from_str(r#"{
///     "service": {"title": "shop", "version": "1.0.0", "description": "Sells tea."},
///     "commands": [{"name": "ping", "summary": "Answers at once.", "result": {"schema": {"type": "null"}}}]
/// }"#)?;
/// assert_eq!(lock(&catalog), r#"{
/// "service":{"title":"shop","version":"1.0.0"},
/// "commands":[
/// {"name":"ping","result":{"schema":{"type":"null"}}}
/// ],
/// "schemas":{}
/// }
/// "#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[must_use]
pub fn lock(catalog: &Catalog) -> String {
    let Catalog { service, commands, resources, prompts, schemas } = contract(catalog);
    let commands: Vec<String> = commands.iter().map(line).collect();
    let resources: Vec<String> = resources.iter().map(line).collect();
    let prompts: Vec<String> = prompts.iter().map(line).collect();
    let schemas: Vec<String> = schemas
        .iter()
        .map(|(name, schema)| format!("{}:{}", Value::from(name.as_str()), canonical::to_string(schema)))
        .collect();
    let service = serde_json::json!({"title": service.title, "version": service.version});
    format!(
        "{{\n\"service\":{},\n\"commands\":{},\n{}{}\"schemas\":{}\n}}\n",
        canonical::to_string(&service),
        lines(&commands, "[", "]"),
        member_if_any("resources", &resources),
        member_if_any("prompts", &prompts),
        lines(&schemas, "{", "}")
    )
}

/// The catalog without documentation, examples and places in the source, in a fixed order.
#[must_use]
pub fn contract(catalog: &Catalog) -> Catalog {
    let mut contract =
        Catalog { commands: catalog.commands.iter().map(command_contract).collect(), ..Catalog::default() };
    contract.commands.sort_by(|one, other| one.name.cmp(&other.name));
    contract.resources = catalog.resources.iter().map(resource_contract).collect();
    contract.resources.sort_by(|one, other| one.uri.cmp(&other.uri));
    contract.prompts = catalog.prompts.iter().map(prompt_contract).collect();
    contract.prompts.sort_by(|one, other| one.name.cmp(&other.name));
    contract.service.title.clone_from(&catalog.service.title);
    contract.service.version.clone_from(&catalog.service.version);
    contract.schemas = references::reachable(&contract.commands, &catalog.schemas);
    let resources = contract.resources.iter().flat_map(|it| &it.parameters);
    for parameter in resources.chain(contract.prompts.iter().flat_map(|it| &it.parameters)) {
        references::collect(&parameter.schema, &catalog.schemas, &mut contract.schemas);
    }
    contract.schemas.values_mut().for_each(undocument);
    contract
}

fn resource_contract(resource: &Resource) -> Resource {
    Resource {
        name: resource.name.clone(),
        uri: resource.uri.clone(),
        group: resource.group.clone(),
        mime_type: resource.mime_type.clone(),
        parameters: undocumented(&resource.parameters),
        ..Resource::default()
    }
}

fn prompt_contract(prompt: &Prompt) -> Prompt {
    Prompt {
        name: prompt.name.clone(),
        group: prompt.group.clone(),
        parameters: undocumented(&prompt.parameters),
        ..Prompt::default()
    }
}

fn undocumented(parameters: &[Parameter]) -> Vec<Parameter> {
    let mut parameters = parameters.to_vec();
    for parameter in &mut parameters {
        parameter.description.clear();
        undocument(&mut parameter.schema);
    }
    parameters
}

fn command_contract(command: &Command) -> Command {
    let mut contract = Command {
        name: command.name.clone(),
        group: command.group.clone(),
        parameters: undocumented(&command.parameters),
        errors: command.errors.clone(),
        behaviour: command.behaviour,
        rest: command.rest.clone(),
        aliases: command.aliases.clone(),
        deprecated: command.deprecated.clone(),
        stability: command.stability,
        timeout_milliseconds: command.timeout_milliseconds,
        access: command.access,
        pinned: command.pinned,
        raw_schema: command.raw_schema,
        ..Command::default()
    };
    contract.aliases.sort();
    contract.result.schema = command.result.schema.clone();
    undocument(&mut contract.result.schema);
    contract.errors.description.clear();
    contract.errors.kinds.sort_by(|one, other| one.kind.cmp(&other.kind));
    for kind in &mut contract.errors.kinds {
        kind.description.clear();
        kind.details.iter_mut().for_each(undocument);
    }
    contract
}

fn undocument(schema: &mut Value) {
    walk::change_each(schema, &mut |schema| {
        if let Value::Object(members) = schema {
            members.retain(|keyword, _| !DOCUMENTATION.contains(&keyword.as_str()));
        }
    });
}

/// A command, resource or prompt on one line; the name comes first, and the empty summary is left out.
fn line(entry: &impl Serialize) -> String {
    let Ok(Value::Object(members)) = serde_json::to_value(entry) else { return String::new() };
    let mut line = format!("{{\"name\":{}", members.get("name").unwrap_or(&Value::Null));
    for (name, member) in sorted_members(&members) {
        let is_empty = matches!(member, Value::String(text) if text.is_empty())
            || matches!(member, Value::Array(items) if items.is_empty());
        if name != "name" && !is_empty {
            line.push_str(&format!(",{}:{}", Value::from(name.as_str()), canonical::to_string(member)));
        }
    }
    line.push('}');
    line
}

/// A member of the lock with a line for each entry; what few services have is left out where there is none.
fn member_if_any(name: &str, entries: &[String]) -> String {
    if entries.is_empty() { String::new() } else { format!("\"{name}\":{},\n", lines(entries, "[", "]")) }
}

fn lines(entries: &[String], open: &str, close: &str) -> String {
    if entries.is_empty() {
        return format!("{open}{close}");
    }
    format!("{open}\n{}\n{close}", entries.join(",\n"))
}

/// Reads a catalog or a lock.
///
/// # Errors
///
/// Fails when the text is no JSON or no catalog, and says where.
pub fn read(text: &str) -> Result<Catalog, String> {
    serde_json::from_str(text).map_err(|error| match serde_json::from_str::<Map<String, Value>>(text) {
        Ok(document) if document.contains_key("openapi") || document.contains_key("openrpc") => {
            "this is another document, not a catalog or commands.lock.json".to_owned()
        }
        _ => format!("this is no catalog and no commands.lock.json: {error}"),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{contract, lock, read};
    use crate::Catalog;

    fn catalog() -> Catalog {
        serde_json::from_value(json!({
            "service": {"title": "shop", "version": "1.2.0", "description": "Sells tea."},
            "commands": [
                {"name": "sell", "summary": "Sells.", "description": "More.", "stability": "beta",
                    "aliases": ["vend", "hand_over"], "behaviour": {"read_only": false},
                    "parameters": [{"name": "title", "required": true, "description": "Doc.",
                        "schema": {"$ref": "#/components/schemas/Title", "description": "Doc."}}],
                    "result": {"description": "Doc.", "schema": {"type": "null"}},
                    "errors": {"fallible": true, "declared": true, "kinds": [
                        {"kind": "z", "code": 1002, "status": 400, "description": "Doc."},
                        {"kind": "a", "code": 1001, "status": 400}]},
                    "source": {"file": "src/lib.rs", "line": 7}},
                {"name": "buy", "summary": "Buys."}
            ],
            "schemas": {
                "Title": {"type": "object", "title": "Title", "properties":
                    {"title": {"type": "string", "default": "x", "examples": ["y"]}, "description": {"const": {"title": 1}}}},
                "Unused": {"type": "null"}
            }
        }))
        .unwrap()
    }

    #[test]
    fn a_lock_has_a_line_for_each_command_and_schema() {
        let text = lock(&catalog());
        let expected = [
            "{",
            r#""service":{"title":"shop","version":"1.2.0"},"#,
            r#""commands":["#,
            r#"{"name":"buy","result":{"schema":{}}},"#,
            r##"{"name":"sell","aliases":["hand_over","vend"],"behaviour":{"read_only":false},"errors":{"declared":true,"fallible":true,"kinds":[{"code":1001,"kind":"a","status":400},{"code":1002,"kind":"z","status":400}]},"parameters":[{"name":"title","required":true,"schema":{"$ref":"#/components/schemas/Title"}}],"result":{"schema":{"type":"null"}},"stability":"beta"}"##,
            "],",
            r#""schemas":{"#,
            r#""Title":{"properties":{"description":{"const":{"title":1}},"title":{"default":"x","type":"string"}},"type":"object"}"#,
            "}",
            "}",
        ];
        assert_eq!(text, expected.join("\n") + "\n");
    }

    #[test]
    fn resources_and_prompts_have_a_line_each() {
        let mut catalog = catalog();
        let parameter = json!({"name": "id", "description": "Doc.", "required": true,
            "schema": {"type": "string", "title": "Doc."}});
        catalog.resources = serde_json::from_value(json!([
            {"name": "order", "uri": "orders://{id}", "summary": "Doc.", "mime_type": "text/plain",
                "group": "orders", "parameters": [parameter]},
            {"name": "all", "uri": "orders://all", "title": "Doc.", "mime_type": "text/plain",
                "source": {"file": "x.rs", "line": 1}},
        ]))
        .unwrap();
        catalog.prompts = serde_json::from_value(json!([
            {"name": "explain", "summary": "Doc.", "description": "Doc.", "parameters": [parameter]},
        ]))
        .unwrap();
        let text = lock(&catalog);
        let id = r#"{"name":"id","required":true,"schema":{"type":"string"}}"#;
        let expected = [
            "\"resources\":[",
            r#"{"name":"all","mime_type":"text/plain","uri":"orders://all"},"#,
            &format!(
                r#"{{"name":"order","group":"orders","mime_type":"text/plain","parameters":[{id}],"uri":"orders://{{id}}"}}"#
            ),
            "],",
            "\"prompts\":[",
            &format!(r#"{{"name":"explain","parameters":[{id}]}}"#),
            "],",
            "\"schemas\":{",
        ];
        assert!(text.contains(&expected.join("\n")), "{text}");
        assert_eq!(read(&text).unwrap(), contract(&catalog));
    }

    #[test]
    fn a_lock_is_a_catalog() {
        let read_back = read(&lock(&catalog())).unwrap();
        assert_eq!(read_back, contract(&catalog()));
        assert_eq!(lock(&read_back), lock(&catalog()));
    }

    #[test]
    fn what_is_no_lock_is_refused_with_words() {
        assert!(read("{").unwrap_err().starts_with("this is no catalog"));
        assert!(read(r#"{"openapi": "3.1.0"}"#).unwrap_err().starts_with("this is another document"));
    }
}
