//! For every lint a command that breaches it and one that does not.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{LintOptions, Severity, lint, lints};
use crate::catalog::Catalog;

/// A catalog without any fault, even in strict mode.
fn faultless() -> Value {
    json!({
        "service": {"title": "shop", "version": "1.0.0"},
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

/// A lint, changes to the faultless catalog that breach it, and changes near them that do not.
struct Case(&'static str, Changes, Changes);

#[allow(clippy::too_many_lines, reason = "a table, one entry for each lint and side of it")]
fn cases() -> Vec<Case> {
    const FIRST: &str = "/commands/0";
    let member = |name: &str| -> &'static str { Box::leak(format!("{FIRST}/{name}").into_boxed_str()) };
    let one = |name: &str, bad: Value, good: Value| (vec![(member(name), bad)], vec![(member(name), good)]);
    let case = |id, (bad, good)| Case(id, bad, good);
    let example = |params: Value| json!([{"params": params}]);
    let allowed = |lint: &str, reason: &str| json!([{"lint": lint, "reason": reason}]);
    vec![
        case("command-name-format", one("name", json!("bookUnits"), json!("book_units2"))),
        case("command-name-too-long", one("name", json!("b".repeat(49)), json!("b".repeat(48)))),
        case("command-name-collision", one("aliases", json!(["showunits"]), json!(["show_unit"]))),
        case("param-name-snake-case", one("parameters/1/name", json!("Place"), json!("place"))),
        case("group-missing", one("group", Value::Null, json!("other"))),
        case("summary-missing", one("summary", json!(" "), json!("Holds them back."))),
        case("summary-too-long", one("summary", json!("x".repeat(120) + "."), json!("x".repeat(119) + "."))),
        case("summary-period", one("summary", json!("Holds them\nback."), json!("Holds them back."))),
        case("summary-period", one("summary", json!("Holds them back"), json!("Holds them back."))),
        case(
            "summary-restates-name",
            one("summary", json!("Books the units."), json!("Books the rare units.")),
        ),
        case(
            "summary-duplicate",
            one(
                "summary",
                json!("Tells how many units of each article are left."),
                json!("Tells how many units of one article are left."),
            ),
        ),
        case(
            "description-placeholder",
            one("description", json!("TODO: write this"), json!("Adds it to the todo list.")),
        ),
        case(
            "description-placeholder",
            one("parameters/1/description", json!("Shelf<u8>."), json!("A Shelf<u8> near the door.")),
        ),
        case("param-undocumented", one("parameters/0/description", Value::Null, json!("Article number."))),
        case("param-restates-name", one("parameters/0/description", json!("The SKU."), json!("As printed."))),
        case(
            "result-undocumented",
            one("result", json!({"schema": {}}), json!({"schema": {"type": "null"}})),
        ),
        case(
            "result-undocumented",
            one(
                "result",
                json!({"schema": {"$ref": "#/components/schemas/Shelf<u8>"}}),
                json!({"schema": {"$ref": "#/components/schemas/Shelf<u8>", "description": "Where they are."}}),
            ),
        ),
        case(
            "returns-section-on-nothing",
            one(
                "result",
                json!({"description": "Nothing.", "schema": {"type": "null"}}),
                json!({"schema": {"type": "null"}}),
            ),
        ),
        case(
            "errors-undeclared",
            one("errors", json!({"fallible": true}), json!({"fallible": true, "declared": true})),
        ),
        case("error-undocumented", one("errors/kinds/0/description", json!(""), json!("All went."))),
        case(
            "errors-section-on-infallible",
            one("errors", json!({"description": "Never."}), json!({"fallible": false})),
        ),
        case("example-missing", one("examples", Value::Null, example(json!({"sku": "A"})))),
        case("example-invalid", one("examples", example(json!({"sku": ""})), example(json!({"sku": "A"})))),
        case("example-invalid", one("examples/0/result", json!("77"), json!(78))),
        case(
            "example-invalid",
            one(
                "examples",
                example(json!({"sku": "A", "place": {"row": 1, "line": 2}})),
                example(json!({"sku": "A", "place": null})),
            ),
        ),
        case(
            "schema-invalid",
            one("parameters/0/schema", json!({"type": "strong"}), json!({"type": "string"})),
        ),
        case(
            "schema-invalid",
            one(
                "result/schema",
                json!({"anyOf": [{"type": "integer"}, {"$ref": "#/components/schemas/Nowhere"}]}),
                json!({"anyOf": [{"type": "integer"}, {"$ref": "#/components/schemas/Shelf<u8>"}]}),
            ),
        ),
        Case(
            "schema-name-numbered",
            vec![
                ("/schemas/Box", json!({"type": "string", "description": "One."})),
                ("/schemas/Box2", json!({"type": "string", "description": "Other."})),
                ("/commands/0/parameters/0/schema", json!({"$ref": "#/components/schemas/Box"})),
                ("/commands/1/result/schema", json!({"$ref": "#/components/schemas/Box2"})),
            ],
            vec![
                ("/schemas/Box2", json!({"type": "string", "description": "Other."})),
                ("/commands/1/result/schema", json!({"$ref": "#/components/schemas/Box2"})),
            ],
        ),
        case(
            "default-invalid",
            one(
                "parameters/0/schema",
                json!({"type": "string", "minLength": 1, "default": ""}),
                json!({"type": "string", "minLength": 1, "default": "A"}),
            ),
        ),
        Case(
            "default-invalid",
            vec![("/schemas/Shelf<u8>/properties/row/default", json!("one"))],
            vec![("/schemas/Shelf<u8>/properties/row/default", json!(2))],
        ),
        case(
            "param-example-invalid",
            one(
                "parameters/0/schema",
                json!({"type": "string", "format": "date-time", "examples": ["A-1"]}),
                json!({"type": "string", "examples": ["A-1"]}),
            ),
        ),
        Case(
            "deny-unknown-fields-missing",
            vec![("/schemas/Shelf<u8>/additionalProperties", Value::Null)],
            vec![("/schemas/Shelf<u8>/additionalProperties", json!(false))],
        ),
        case(
            "any-json-param",
            one("parameters/0/schema", json!(true), json!({"type": ["string", "integer"]})),
        ),
        case(
            "any-json-param",
            one(
                "parameters/0/schema",
                json!({"type": ["string", "array"], "items": {"description": "Item."}}),
                json!({"type": ["string", "array"], "items": {"type": "string"}}),
            ),
        ),
        case(
            "annotations-missing",
            one("behaviour", json!({"read_only": false, "idempotent": true}), json!({"read_only": true})),
        ),
        case("annotations-missing", one("behaviour", Value::Null, json!({"read_only": true}))),
        case("read-only-name-mismatch", one("name", json!("get_units"), json!("units_get"))),
        Case(
            "read-only-name-mismatch",
            vec![("/commands/1/name", json!("delete_units"))],
            vec![("/commands/1/name", json!("deletable_units"))],
        ),
        case(
            "deprecated-without-replacement",
            one("deprecated", json!({"since": "1.1"}), json!({"replacement": "show_units"})),
        ),
        case(
            "rest-path-parameter-unknown",
            one("rest/path", json!("/stock/{article}"), json!("/stock/{sku}")),
        ),
        case("rest-path-parameter-unknown", one("rest/path", json!("/stock/{place}"), json!("/places"))),
        case(
            "rest-route-collision",
            one(
                "rest",
                json!({"method": "GET", "path": "/stock"}),
                json!({"method": "PUT", "path": "/stock"}),
            ),
        ),
        Case(
            "rest-route-collision",
            vec![
                ("/commands/0/rest/path", json!("/stock/{sku}")),
                ("/commands/1/rest/path", json!("/stock/{id}")),
                (
                    "/commands/1/parameters",
                    json!([{"name": "id", "required": true, "schema": {"type": "string"}}]),
                ),
            ],
            vec![("/commands/0/rest/path", json!("/stock/{sku}"))],
        ),
        case(
            "allowed-lint-unknown",
            one("allowed_lints", allowed("no-such-lint", "why"), allowed("group-missing", "why")),
        ),
        case(
            "allowed-lint-without-reason",
            one("allowed_lints", allowed("group-missing", ""), allowed("group-missing", "why")),
        ),
    ]
}

#[test]
fn the_faultless_catalog_has_no_fault() {
    let (found, text) = breached(faultless());
    assert!(found.is_empty(), "{text}");
    assert_eq!(text, "Total commands: 2\nSuccessful: 2\nFailed: 0\n");
}

#[test]
fn every_lint_is_found_where_it_is_breached_and_only_there() {
    for Case(id, bad, good) in cases() {
        let (found, text) = breached(changed(&bad));
        assert!(found.contains(id), "{id} was not found for {bad:?}\n{text}");
        let (found, text) = breached(changed(&good));
        assert!(!found.contains(id), "{id} was found for {good:?}\n{text}");
    }
}

#[test]
fn every_lint_has_a_case_and_an_explanation() {
    let with_case: BTreeSet<&str> = cases().into_iter().map(|Case(id, ..)| id).collect();
    let mut seen = BTreeSet::new();
    for lint in lints() {
        assert!(with_case.contains(lint.id), "{} has no case", lint.id);
        assert!(seen.insert(lint.id), "{} stands twice", lint.id);
        assert!(
            lint.explanation.len() > 40 && lint.explanation.ends_with('.'),
            "{} is not explained",
            lint.id
        );
        assert!(!lint.explanation.contains("  "), "{} has gaps in its explanation", lint.id);
    }
    assert_eq!(seen, with_case, "there are cases of lints that do not exist");
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
