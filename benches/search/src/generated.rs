//! Any number of commands of the same shape, to see what a list of them costs.

use commandry_schema::Catalog;
use commandry_schema::catalog::{Behaviour, Command, Parameter, ResultInfo, Service};
use serde_json::json;

#[path = "../../documents/src/words.rs"]
#[allow(dead_code, reason = "the benchmark of documents, whose words these are, writes Rust types as well")]
mod words;

/// A service with as many commands, in ten groups.
pub(crate) fn catalog(count: usize) -> Catalog {
    let words = words::all(count);
    let mut commands: Vec<Command> = words.iter().map(command).collect();
    commands.sort_by(|one, other| one.name.cmp(&other.name));
    let schemas = words
        .iter()
        .map(|words| {
            let [id, rest] = &words.members;
            let schema = json!({
                "description": words.thing_text,
                "type": "object",
                "properties": {
                    "id": {"type": "integer", "minimum": 0, "description": id},
                    "rest": {"type": "integer", "description": rest},
                },
                "required": ["id", "rest"],
            });
            (words.thing.clone(), schema)
        })
        .collect();
    let service = Service {
        title: "shop".into(),
        version: "1.0.0".into(),
        description: "Everything that a shop with many departments does in a day.".into(),
        ..Service::default()
    };
    Catalog { service, commands, schemas }
}

fn command(words: &words::Words) -> Command {
    let schemas = [
        json!({"type": "string"}),
        json!({"type": "integer", "format": "int64"}),
        json!({"type": ["array", "null"], "items": {"type": "string"}}),
    ];
    let parameters = ["label", "amount", "tags"].iter().zip(&words.parameters).zip(schemas);
    let parameters = parameters.map(|((name, description), schema)| Parameter {
        name: (*name).to_owned(),
        description: description.clone(),
        required: *name != "tags",
        schema,
        ..Parameter::default()
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
        behaviour: Behaviour { read_only: Some(false), ..Behaviour::default() },
        ..Command::default()
    }
}
