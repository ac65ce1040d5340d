//! Lists of other people's operations and tools: imported, linted and described to AI hosts.
//!
//! After a change that is meant, `UPDATE_GOLDEN=1 cargo test -p commandry-tests --test public_lists` writes the golden
//! files anew.

use commandry_schema::{
    aggregate::{Aggregate, Options, Source, aggregate},
    lint::{LintOptions, lint},
    openapi::{OpenApiOptions, openapi},
    portable,
    text::text,
};
use commandry_tests::{assert_golden, read_data};
use serde_json::Value;

fn combined() -> Aggregate {
    let sources = [
        Source { prefix: "pets".into(), document: read_data("public/petstore-openapi.json") },
        Source { prefix: "files".into(), document: read_data("public/filesystem-tools.json") },
    ];
    aggregate(&sources, &Options::default()).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn the_import_is_as_committed() {
    let Aggregate { catalog, conflicts, omissions, .. } = combined();
    let mut now = text(&catalog);
    for conflict in conflicts {
        now.push_str(&format!("conflict: {conflict}\n"));
    }
    for omission in omissions {
        now.push_str(&format!("note: {omission}\n"));
    }
    assert_golden("public_lists", "public/import.txt", &now);
}

#[test]
fn the_findings_are_as_read_by_a_person() {
    assert_golden(
        "public_lists",
        "public/findings.txt",
        &lint(&combined().catalog, &LintOptions { strict: true }).to_text(),
    );
}

#[test]
fn every_command_can_be_described_to_hosts_and_in_one_document() {
    let catalog = combined().catalog;
    let meta: Value = serde_json::from_str(include_str!("../data/portable/parameters.schema.json"))
        .expect("the description of portable schemas is JSON");
    let meta = jsonschema::validator_for(&meta).expect("the description of portable schemas is a schema");
    for command in &catalog.commands {
        let portable = portable::parameters(command, &catalog.schemas);
        let faults: Vec<String> = meta.iter_errors(&portable.schema).map(|it| it.to_string()).collect();
        assert!(faults.is_empty(), "{}: {faults:?} in {}", command.name, portable.schema);
    }
    let document = openapi(&catalog, &OpenApiOptions::default());
    let commands = document.pointer("/components/schemas/Commands/properties").and_then(Value::as_object);
    assert_eq!(commands.map(serde_json::Map::len), Some(catalog.commands.len()));
}
