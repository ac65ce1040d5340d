//! A catalog of any number of commands that look like those of a service, for pages and documents at scale.

use std::collections::BTreeMap;

use commandry_schema::{
    Catalog,
    catalog::{Behaviour, Command, ErrorKind, Errors, Example, Parameter, ResultInfo, Service},
};
use serde_json::{Value, json};

const VERBS: [(&str, &str, bool); 10] = [
    ("get", "Shows one", true),
    ("list", "Lists each", true),
    ("create", "Adds a new", false),
    ("change", "Changes a", false),
    ("remove", "Removes a", false),
    ("count", "Counts every", true),
    ("import", "Takes over a", false),
    ("export", "Writes out a", true),
    ("approve", "Approves a", false),
    ("archive", "Puts away a", false),
];

const THINGS: [&str; 20] = [
    "account",
    "address",
    "article",
    "batch",
    "booking",
    "campaign",
    "contract",
    "coupon",
    "delivery",
    "device",
    "document",
    "invoice",
    "location",
    "order",
    "payment",
    "product",
    "report",
    "shipment",
    "ticket",
    "warehouse",
];

const PARTS: [&str; 10] =
    ["", "_draft", "_line", "_note", "_history", "_template", "_limit", "_owner", "_price", "_label"];

/// A catalog of so many commands of three parameters each, in a group for each thing; every call gives the same one.
///
/// There are 2,000 different names; beyond these, numbers make more.
pub fn generated_catalog(count: usize) -> Catalog {
    let mut commands: Vec<Command> = (0..count).map(command).collect();
    commands.sort_by(|left, right| left.name.cmp(&right.name));
    let schemas: BTreeMap<String, Value> =
        THINGS.iter().map(|thing| (type_name(thing), record(thing))).collect();
    let service = Service {
        title: "generated".to_owned(),
        version: "1.0.0".to_owned(),
        description: format!("{count} commands that were made up."),
        ..Service::default()
    };
    Catalog { service, commands, schemas, ..Catalog::default() }
}

fn command(number: usize) -> Command {
    let (verb, words, read_only) = VERBS[number % VERBS.len()];
    let thing = THINGS[number / VERBS.len() % THINGS.len()];
    let part = PARTS[number / (VERBS.len() * THINGS.len()) % PARTS.len()];
    let round = number / (VERBS.len() * THINGS.len() * PARTS.len());
    let suffix = if round == 0 { String::new() } else { format!("_{}", round + 1) };
    let spoken = format!("{thing}{part}").replace('_', " ");
    Command {
        name: format!("{verb}_{thing}{part}{suffix}"),
        group: Some(thing.to_owned()),
        summary: format!("{words} {spoken}."),
        description: format!(
            "It concerns the `{thing}` alone, and takes effect at once for **all** who see it."
        ),
        parameters: vec![
            parameter(
                &format!("{thing}_id"),
                &format!("Number of the {thing}."),
                true,
                json!({"type": "integer", "format": "int64", "minimum": 1, "example": 42}),
            ),
            parameter(
                "label",
                &format!("Words by which people recognise the {spoken}."),
                !read_only,
                json!({"type": "string", "minLength": 1, "maxLength": 80}),
            ),
            parameter(
                "tags",
                "Words under which it is found; none when absent.",
                false,
                json!({"type": ["array", "null"], "items": {"type": "string"}, "maxItems": 20}),
            ),
        ],
        result: ResultInfo {
            description: format!("The {spoken} as it is now."),
            schema: json!({"$ref": format!("#/components/schemas/{}", type_name(thing))}),
            ..ResultInfo::default()
        },
        errors: Errors {
            fallible: true,
            declared: true,
            kinds: vec![ErrorKind {
                kind: format!("unknown_{thing}"),
                code: 1001,
                status: 404,
                description: format!("No {thing} has this number."),
                details: None,
            }],
            ..Errors::default()
        },
        examples: vec![Example {
            params: json!({format!("{thing}_id"): 42, "label": "spare"}),
            ..Example::default()
        }],
        behaviour: Behaviour {
            read_only: Some(read_only),
            destructive: Some(verb == "remove"),
            idempotent: Some(verb != "create"),
        },
        ..Command::default()
    }
}

fn parameter(name: &str, description: &str, required: bool, mut schema: Value) -> Parameter {
    schema["description"] = description.into();
    Parameter { name: name.to_owned(), description: description.to_owned(), required, schema, secret: false }
}

fn record(thing: &str) -> Value {
    json!({
        "type": "object",
        "description": format!("What is known of one {thing}."),
        "required": ["id", "label", "tags", "changed_at"],
        "properties": {
            "id": {"type": "integer", "format": "int64", "description": "Its number."},
            "label": {"type": "string", "description": "Words by which people recognise it."},
            "tags": {"type": "array", "items": {"type": "string"}, "description": "Words under which it is found."},
            "changed_at": {"type": "string", "format": "date-time", "description": "When it was last changed."}
        }
    })
}

fn type_name(thing: &str) -> String {
    let mut letters = thing.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
