//! Compares every document of one catalog, byte for byte, with the files in `tests/golden`.
//!
//! After a change that is meant, `UPDATE_GOLDEN=1 cargo test -p commandry-schema --test golden` writes them anew.

use std::{fs, path::PathBuf};

use commandry_schema::{
    Catalog, canonical,
    catalog::Command,
    lint::{LintOptions, lint},
    mcp_tools::mcp_tools,
    openapi::{Level, OpenApiOptions, openapi},
    openrpc::openrpc,
    text::text,
    typescript::{client, typescript},
};
use serde_json::{Value, json};

const UPDATE: &str = "UPDATE_GOLDEN=1 cargo test -p commandry-schema --test golden";

/// The number of tokens that the smallest document may cost a model.
const ENVELOPE_TOKENS: usize = 300;

fn golden(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name)
}

fn catalog_json() -> Value {
    let text = fs::read_to_string(golden("catalog.json")).expect("catalog.json is there");
    serde_json::from_str(&text).expect("catalog.json is JSON")
}

fn catalog() -> Catalog {
    serde_json::from_value(catalog_json()).expect("catalog.json is a catalog")
}

/// All documents of a catalog, by the name of their file.
fn documents(catalog: &Catalog) -> Vec<(&'static str, String)> {
    let openapi = |level, group: Option<&str>| {
        let group = group.map(str::to_owned);
        canonical::to_string_pretty(&openapi(
            catalog,
            &OpenApiOptions { level, group, ..OpenApiOptions::default() },
        ))
    };
    vec![
        ("openapi-envelope.json", openapi(Level::Envelope, None)),
        ("openapi-commands.json", openapi(Level::Commands, None)),
        ("openapi-commands-orders.json", openapi(Level::Commands, Some("orders"))),
        ("openapi-expanded.json", openapi(Level::Expanded, None)),
        ("openrpc.json", canonical::to_string_pretty(&openrpc(catalog))),
        ("commands.d.ts", typescript(catalog)),
        ("client.ts", client(catalog)),
        ("lint.txt", lint(catalog, &LintOptions { strict: true }).to_text()),
        ("lint.json", canonical::to_string_pretty(&lint(catalog, &LintOptions { strict: false }).to_json())),
        ("catalog.txt", text(catalog)),
        ("mcp-tools.json", mcp_tools_list(catalog)),
    ]
}

/// The tools as they are listed.
fn mcp_tools_list(catalog: &Catalog) -> String {
    canonical::to_string_pretty(&mcp_tools(catalog).into_iter().map(|tool| tool.definition).collect())
}

#[test]
fn documents_are_as_committed() {
    for (name, document) in documents(&catalog()) {
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(golden(name), &document).expect("the golden file can be written");
        }
        let committed = fs::read_to_string(golden(name)).unwrap_or_default();
        if let Some((line, (now, before))) = document
            .lines()
            .zip(committed.lines().chain(std::iter::repeat("")))
            .enumerate()
            .find(|(_, (a, b))| a != b)
        {
            panic!(
                "{name} differs in line {}:\n  committed: {before}\n  now:       {now}\nif this is meant: {UPDATE}",
                line + 1
            );
        }
        assert!(document == committed, "{name} is shorter than committed; if this is meant: {UPDATE}");
    }
}

/// The same JSON with the members of every object, and the commands, in the opposite order.
fn reversed(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            Value::Object(members.iter().rev().map(|(name, it)| (name.clone(), reversed(it))).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(reversed).collect()),
        scalar => scalar.clone(),
    }
}

#[test]
fn documents_do_not_depend_on_any_order() {
    let mut json = reversed(&catalog_json());
    json["commands"].as_array_mut().expect("commands are a list").reverse();
    let shuffled: Catalog = serde_json::from_value(json).expect("the reversed catalog is a catalog");
    for ((name, one), (_, other)) in documents(&catalog()).into_iter().zip(documents(&shuffled)) {
        assert!(one == other, "{name} depends on the order of commands or members");
    }
}

#[test]
fn the_smallest_document_costs_a_model_little() {
    let mut wordy = catalog();
    wordy.service.title = "Orders of the tea shop".into();
    wordy.service.description =
        "Customers, products, stock and orders of a small shop that sells tea, coffee and what belongs to them.".into();
    wordy.commands.push(Command { name: "help".into(), ..Command::default() });
    for catalog in [catalog(), wordy] {
        let options = OpenApiOptions { level: Level::Envelope, ..OpenApiOptions::default() };
        let document = canonical::to_string(&openapi(&catalog, &options));
        let tokens =
            tiktoken_rs::o200k_base().expect("the vocabulary is built in").encode_ordinary(&document).len();
        assert!(tokens < ENVELOPE_TOKENS, "{tokens} tokens:\n{document}");
    }
}

#[test]
fn every_reference_in_a_document_leads_somewhere() {
    for (name, document) in documents(&catalog()) {
        let Ok(document) = serde_json::from_str::<Value>(&document) else { continue };
        let mut pending = vec![&document];
        while let Some(value) = pending.pop() {
            if let Some(reference) = value.get("$ref").and_then(Value::as_str) {
                let pointer = reference.strip_prefix('#').expect("documents refer only to themselves");
                assert!(document.pointer(pointer).is_some(), "{name}: {reference} leads nowhere");
            }
            match value {
                Value::Object(members) => pending.extend(members.values()),
                Value::Array(items) => pending.extend(items),
                _ => {}
            }
        }
    }
}

#[test]
fn types_with_a_name_of_the_document_keep_out_of_its_way() {
    let document = openapi(&catalog(), &OpenApiOptions::default());
    let schemas = &document["components"]["schemas"];
    assert_eq!(schemas["CommandsValue"]["required"], json!(["enabled"]));
    assert_eq!(schemas["RpcErrorValue"]["properties"], json!({"text": {"type": "string"}}));
    assert_eq!(schemas["RpcError"]["required"], json!(["code", "message"]));
    assert!(schemas["Commands"]["properties"].get("ping").is_some());
}
