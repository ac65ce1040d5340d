//! For every lint a command that breaches it and one that does not.

mod behaviour;
mod names;
mod parameters;
mod shapes;
mod texts;

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{LintOptions, Severity, lint, lints};
use crate::catalog::Catalog;

/// A catalog without any fault, even in strict mode.
fn faultless() -> Value {
    json!({
        "service": {
            "title": "shop",
            "version": "1.0.0",
            "group_descriptions": {"stock": "What lies on the shelves.", "other": "The rest."}
        },
        "commands": [{
            "name": "book_units",
            "group": "stock",
            "summary": "Reserves units of an article for fifteen minutes.",
            "parameters": [{
                "name": "sku",
                "description": "Stock keeping unit, as printed on the shelf.",
                "required": true,
                "schema": {"type": "string", "minLength": 1}
            }, {
                "name": "place",
                "description": "Where to take them from; the nearest shelf when absent.",
                "schema": {"anyOf": [{"$ref": "#/components/schemas/Shelf<u8>"}, {"type": "null"}]}
            }],
            "result": {"description": "Number of the reservation.", "schema": {"type": "integer"}},
            "errors": {
                "description": "Fails when too few are left.",
                "fallible": true,
                "declared": true,
                "kinds": [{"kind": "gone", "code": 1001, "status": 409, "description": "None are left."}]
            },
            "examples": [{"params": {"sku": "A-1", "place": {"row": 4}}, "result": 77}],
            "behaviour": {"read_only": false, "destructive": false, "idempotent": false},
            "rest": {"method": "POST", "path": "/stock/{sku}/reservations"}
        }, {
            "name": "show_units",
            "group": "stock",
            "summary": "Tells how many units of each article are left.",
            "result": {"description": "Units by article.", "schema": {"type": "object"}},
            "behaviour": {"read_only": true},
            "rest": {"method": "GET", "path": "/stock"}
        }],
        "schemas": {
            "Shelf<u8>": {
                "type": "object",
                "properties": {"row": {"type": "integer", "format": "uint8", "default": 1}},
                "additionalProperties": false
            }
        }
    })
}

/// Changes the value at a JSON pointer; `null` for a new value removes the member.
fn changed(changes: &[(&str, Value)]) -> Value {
    let mut catalog = faultless();
    for (pointer, value) in changes {
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer starts with a slash");
        let parent = catalog.pointer_mut(parent).unwrap_or_else(|| panic!("nothing at {parent}"));
        match parent {
            Value::Object(members) if value.is_null() => drop(members.remove(name)),
            Value::Array(items) if name == "-" => items.push(value.clone()),
            Value::Array(items) => items[name.parse::<usize>().expect("an index")] = value.clone(),
            parent => parent[name] = value.clone(),
        }
    }
    catalog
}

/// The lints that a catalog breaches, with the text of the report for a failing test.
fn breached(catalog: Value) -> (BTreeSet<&'static str>, String) {
    let catalog: Catalog = serde_json::from_value(catalog).expect("the case is a catalog");
    let report = lint(&catalog, &LintOptions { strict: true });
    let found = report.commands.iter().flat_map(|command| &command.findings).map(|finding| finding.lint);
    (found.collect(), report.to_text())
}

type Changes = Vec<(&'static str, Value)>;

/// Parameters with these names and the schema of a switch; all are required.
fn switches(names: &[&str]) -> Value {
    names.iter().map(|name| json!({"name": name, "required": true, "schema": {"type": "boolean"}})).collect()
}

/// Commands of the group `stock` beside the faultless ones.
fn many_commands(count: usize) -> Changes {
    (0..count)
        .map(|number| ("/commands/-", json!({"name": format!("show_{number}"), "group": "stock"})))
        .collect()
}

/// A schema of lists inside each other.
fn nested(levels: usize) -> Value {
    (0..levels).fold(json!({"type": "string"}), |inner, _| json!({"type": "array", "items": inner}))
}

/// A lint, changes to the faultless catalog that breach it, and changes near them that do not.
struct Case(&'static str, Changes, Changes);

fn cases() -> Vec<Case> {
    let families = [behaviour::cases, names::cases, parameters::cases, shapes::cases, texts::cases];
    families.iter().flat_map(|cases| cases()).collect()
}

/// A case of changes to one member of the first command: its name, and a bad and a good value.
fn one(name: &str, bad: Value, good: Value) -> (Changes, Changes) {
    let member: &'static str = Box::leak(format!("/commands/0/{name}").into_boxed_str());
    (vec![(member, bad)], vec![(member, good)])
}

fn case(id: &'static str, (bad, good): (Changes, Changes)) -> Case {
    Case(id, bad, good)
}

/// The examples of a command that has one, with these parameters.
fn example(params: Value) -> Value {
    json!([{"params": params}])
}

/// The lints that a command switches off, when it is this one.
fn allowed(lint: &str, reason: &str) -> Value {
    json!([{"lint": lint, "reason": reason}])
}

#[test]
fn the_faultless_catalog_has_no_fault() {
    let (found, text) = breached(faultless());
    assert!(found.is_empty(), "{text}");
    assert_eq!(text, "Total commands: 2\nSuccessful: 2\nFailed: 0\n");
}

#[test]
fn every_lint_is_found_where_it_is_breached_and_only_there() {
    let mut wrong = String::new();
    for Case(id, bad, good) in cases() {
        let (found, text) = breached(changed(&bad));
        if !found.contains(id) {
            wrong.push_str(&format!("{id} was not found for {bad:?}\n{text}\n"));
        }
        let (found, text) = breached(changed(&good));
        if found.contains(id) {
            wrong.push_str(&format!("{id} was found for {good:?}\n{text}\n"));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_lint_has_a_case_and_an_explanation() {
    let with_case: BTreeSet<&str> = cases().into_iter().map(|Case(id, ..)| id).collect();
    let mut seen = BTreeSet::new();
    for lint in lints() {
        assert!(with_case.contains(lint.id) == lint.is_on_commands(), "{} has no case", lint.id);
        assert!(seen.insert(lint.id), "{} stands twice", lint.id);
        assert!(
            lint.explanation.len() > 40 && lint.explanation.ends_with('.'),
            "{} is not explained",
            lint.id
        );
        assert!(!lint.explanation.contains("  "), "{} has gaps in its explanation", lint.id);
    }
    let exist: BTreeSet<&str> = lints().map(|lint| lint.id).collect();
    assert!(with_case.is_subset(&exist), "there are cases of lints that do not exist");
}

#[test]
fn an_allowed_lint_is_silent_except_the_lints_on_allowing() {
    let allow =
        |lint: &str, reason: &str| ("/commands/0/allowed_lints", json!([{"lint": lint, "reason": reason}]));
    let (found, text) =
        breached(changed(&[("/commands/0/group", Value::Null), allow("group-missing", "one only")]));
    assert!(found.is_empty(), "{text}");
    let (found, _) = breached(changed(&[allow("allowed-lint-without-reason", "")]));
    assert!(found.contains("allowed-lint-without-reason"));
}

#[test]
fn strict_lints_only_warn_without_strict_mode() {
    let catalog: Catalog = serde_json::from_value(changed(&[("/commands/0/group", Value::Null)])).unwrap();
    for (strict, failed, word) in [(false, 0, "warning[group-missing]"), (true, 1, "error[group-missing]")] {
        let report = lint(&catalog, &LintOptions { strict });
        assert_eq!(report.failed(), failed);
        assert!(report.to_text().contains(word), "{}", report.to_text());
    }
}

#[test]
fn a_missing_example_on_a_reading_command_is_never_more_than_a_warning() {
    assert!(lints().any(|lint| lint.id == "example-missing" && lint.severity == Severity::Strict));
    let changes =
        [("/commands/0/examples", Value::Null), ("/commands/0/behaviour", json!({"read_only": true}))];
    let (found, text) = breached(changed(&changes));
    assert!(found.contains("example-missing") && text.contains("warning[example-missing]"), "{text}");
}

/// Words that mean nothing to the author of a document.
const WORDS_OF_RUST: [&str; 21] = [
    "///",
    "#[",
    "# Returns",
    "# Errors",
    "# Examples",
    "serde",
    "`Result`",
    "its variant",
    "function",
    "attribute",
    "JsonSchema",
    "CommandErrors",
    "allow(",
    ".describe_group",
    "read_only",
    "destructive = ",
    "timeout = ",
    "sunset = ",
    "replacement = ",
    "`range`",
    "progress: Progress",
];

#[test]
fn messages_speak_of_rust_only_to_those_who_wrote_it() {
    let mut of_source = String::new();
    for Case(id, bad, _) in cases() {
        let mut catalog = changed(&bad);
        let (_, of_document) = breached(catalog.clone());
        for word in WORDS_OF_RUST {
            assert!(!of_document.contains(word), "`{word}` in what is said of {id}:\n{of_document}");
        }
        for command in catalog["commands"].as_array_mut().expect("there are commands") {
            command["source"] = json!({"file": "src/stock.rs", "line": 1});
        }
        of_source.push_str(&breached(catalog).1);
    }
    for word in WORDS_OF_RUST {
        assert!(of_source.contains(word), "`{word}` is never said");
    }
}

#[test]
fn types_that_contain_each_other_come_to_an_end() {
    let mut catalog = faultless();
    let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    // Each type has every other in many places, and one is nothing but itself.
    for one in 0..20 {
        let forms: Vec<Value> = (0..20).map(|other| reference(&format!("T{other}"))).collect();
        let members: serde_json::Map<String, Value> =
            (0..20).map(|other| (format!("m{other}"), reference(&format!("T{other}")))).collect();
        catalog["schemas"][format!("T{one}")] = json!({"anyOf": forms, "properties": members});
    }
    catalog["schemas"]["Loop"] = reference("Loop");
    catalog["commands"][0]["parameters"][0]["schema"] =
        json!({"anyOf": [reference("T0"), reference("Loop")]});
    let (found, text) = breached(catalog);
    for id in ["params-recursive", "nesting-too-deep", "command-over-budget"] {
        assert!(found.contains(id), "{text}");
    }
}
