//! Any number of commands as data: as catalog, and as the document that utoipa's macros write.

use commandry_schema::Catalog;
use commandry_schema::catalog::{Command, Parameter, ResultInfo, Service};
use serde_json::{Map, Value, json};

use crate::words::Words;

/// The catalog that the annotated commands have.
pub(crate) fn catalog(words: &[Words]) -> Catalog {
    let service = Service { title: "shop".into(), version: "1.0.0".into(), ..Service::default() };
    let mut commands: Vec<Command> = words.iter().map(command).collect();
    commands.sort_by(|one, other| one.name.cmp(&other.name));
    let schemas = words.iter().map(|words| (words.thing.clone(), thing(words, "uint64"))).collect();
    Catalog { service, commands, schemas, ..Catalog::default() }
}

fn command(words: &Words) -> Command {
    let kinds = [
        json!({"type": "string"}),
        json!({"type": "integer", "format": "int64"}),
        json!({"type": ["array", "null"], "items": {"type": "string"}}),
    ];
    let parameters = ["label", "amount", "tags"].iter().zip(&words.parameters).zip(kinds);
    let parameters = parameters.map(|((name, description), mut schema)| {
        schema["description"] = description.as_str().into();
        Parameter {
            name: (*name).to_owned(),
            description: description.clone(),
            required: *name != "tags",
            schema,
            ..Parameter::default()
        }
    });
    Command {
        name: words.name.clone(),
        group: Some(words.group.to_owned()),
        summary: words.summary.clone(),
        parameters: parameters.collect(),
        result: ResultInfo {
            description: words.outcome.clone(),
            schema: json!({"$ref": format!("#/components/schemas/{}", words.thing)}),
            ..ResultInfo::default()
        },
        ..Command::default()
    }
}

/// The schema of the result of a command.
fn thing(words: &Words, format: &str) -> Value {
    json!({
        "description": words.thing_text,
        "type": "object",
        "properties": {
            "id": {"type": "integer", "format": format, "minimum": 0, "description": words.members[0]},
            "rest": {"type": "integer", "format": "int64", "description": words.members[1]},
        },
        "required": ["id", "rest"],
    })
}

/// Whether two catalogs say the same of their commands.
///
/// # Errors
///
/// Fails with the first command that differs.
pub(crate) fn same(real: &Catalog, put_together: &Catalog) -> Result<(), String> {
    for command in &put_together.commands {
        let found = real.command(&command.name).cloned().map(|found| Command { source: None, ..found });
        if found.as_ref() != Some(command) {
            return Err(format!(
                "the command put together differs from the annotated one:\n{command:?}\n{found:?}"
            ));
        }
    }
    if put_together.schemas.iter().any(|(name, schema)| real.schemas.get(name) != Some(schema)) {
        return Err("the types put together differ from those of the annotated commands".into());
    }
    Ok(())
}

/// What a document with a path for each command says of the calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Calls {
    /// Parameters as body, and the result alone.
    Success,
    /// Parameters as body, the result, and the answers to refused and failed calls.
    Failures,
    /// Requests and answers of JSON-RPC.
    Envelope,
}

/// One path for each command, as utoipa's macros write it.
pub(crate) fn one_path_each(words: &[Words], calls: Calls) -> Value {
    let mut paths = Map::new();
    let mut schemas = Map::new();
    let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    let content = |name: &str| json!({"application/json": {"schema": reference(name)}});
    for words in words {
        let Words { name, type_name, thing: result, .. } = words;
        let params = format!("{type_name}Params");
        let (request, response) = match calls {
            Calls::Envelope => (format!("{type_name}Request"), format!("{type_name}Response")),
            Calls::Success | Calls::Failures => (params.clone(), result.clone()),
        };
        let mut responses = Map::new();
        let mut answer = |status: &str, description: &str, body: &str| {
            responses.insert(status.into(), json!({"description": description, "content": content(body)}));
        };
        answer("200", &words.outcome, &response);
        if calls == Calls::Failures {
            answer("400", "The parameters are refused; the error names every fault.", "ErrorBody");
            answer("default", "The call failed for a reason that any call may have.", "ErrorBody");
        }
        let operation = json!({
            "tags": [words.group],
            "summary": words.summary,
            "operationId": name,
            "requestBody": {"content": content(&request), "required": true},
            "responses": responses,
        });
        paths.insert(format!("/cmd/{name}"), json!({ "post": operation }));
        if calls == Calls::Envelope {
            let optional = |name: &str| json!({"oneOf": [reference(name), {"type": "null"}]});
            let id = json!({"type": "integer", "format": "int64", "minimum": 0});
            schemas.insert(
                request,
                json!({
                    "type": "object",
                    "required": ["jsonrpc", "id", "method", "params"],
                    "properties": {
                        "jsonrpc": {"type": "string"},
                        "id": id,
                        "method": {"type": "string"},
                        "params": reference(&params),
                    },
                }),
            );
            schemas.insert(
                response,
                json!({
                    "type": "object",
                    "required": ["jsonrpc", "id"],
                    "properties": {
                        "jsonrpc": {"type": "string"},
                        "id": id,
                        "result": optional(result),
                        "error": optional("ErrorBody"),
                    },
                }),
            );
        }
        schemas.insert(params, params_schema(words));
        schemas.insert(result.clone(), thing(words, "int64"));
    }
    if calls != Calls::Success {
        schemas.insert("ErrorBody".into(), error_body());
    }
    json!({
        "openapi": "3.1.0",
        "info": {"title": "shop", "version": "1.0.0"},
        "paths": paths,
        "components": {"schemas": schemas},
    })
}

fn params_schema(words: &Words) -> Value {
    let [label, amount, tags] = &words.parameters;
    json!({
        "type": "object",
        "required": ["label", "amount"],
        "properties": {
            "label": {"type": "string", "description": label},
            "amount": {"type": "integer", "format": "int64", "description": amount},
            "tags": {"type": ["array", "null"], "items": {"type": "string"}, "description": tags},
        },
    })
}

fn error_body() -> Value {
    json!({
        "type": "object",
        "description": "Why a call failed.",
        "required": ["kind", "message"],
        "properties": {
            "kind": {"type": "string", "description": "Stable name of the failure."},
            "message": {"type": "string", "description": "What is wrong and what to do."},
        },
    })
}
