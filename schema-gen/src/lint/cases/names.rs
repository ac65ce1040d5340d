//! Cases of lints on names, groups, routes and switching off.

use serde_json::{Value, json};

use super::{Case, allowed, case, many_commands, one};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case("command-name-format", one("name", json!("bookUnits"), json!("book_units2"))),
        case("command-name-too-long", one("name", json!("b".repeat(49)), json!("b".repeat(48)))),
        case("command-name-collision", one("aliases", json!(["showunits"]), json!(["show_unit"]))),
        case("command-name-collision", one("name", json!("run"), json!("run_units"))),
        case("command-name-verb", one("name", json!("units"), json!("book_all"))),
        case("command-name-verb", one("name", json!("units_book"), json!("book_units"))),
        Case(
            "command-name-verb",
            vec![
                ("/commands/-", json!({"name": "unit_drop"})),
                ("/commands/-", json!({"name": "unit_add"})),
                ("/commands/1/name", json!("unit_show")),
            ],
            vec![
                ("/commands/-", json!({"name": "drop_unit"})),
                ("/commands/-", json!({"name": "add_unit"})),
                ("/commands/1/name", json!("unit_level")),
            ],
        ),
        case("reserved-param-name", one("parameters/1/name", json!("steps"), json!("place"))),
        Case("group-too-large", many_commands(59), many_commands(58)),
        Case(
            "group-description-missing",
            vec![("/service/group_descriptions/stock", json!(" "))],
            vec![("/service/group_descriptions/other", Value::Null)],
        ),
        Case(
            "command-not-findable",
            // The one word that is left of this stands in the name of many another command.
            [many_commands(7), vec![("/commands/0/summary", json!("Shows it."))]].concat(),
            [
                many_commands(7),
                vec![("/commands/0/summary", json!("Reserves units of an article for a while."))],
            ]
            .concat(),
        ),
        case("alias-ambiguous", one("aliases", json!(["show_the_units"]), json!(["reserve_articles"]))),
        case("param-name-snake-case", one("parameters/1/name", json!("Place"), json!("place"))),
        case("group-missing", one("group", Value::Null, json!("other"))),
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
        case("rest-get-writes", one("rest/method", json!("GET"), json!("PUT"))),
        Case(
            "rest-get-writes",
            vec![("/commands/1/behaviour/read_only", json!(false))],
            vec![("/commands/1/behaviour/read_only", json!(true))],
        ),
        case(
            "allowed-lint-unknown",
            one("allowed_lints", allowed("no-such-lint", "why"), allowed("group-missing", "why")),
        ),
        case(
            "allowed-lint-unknown",
            one("allowed_lints", allowed("lock-stale", "why"), allowed("group-missing", "why")),
        ),
        case(
            "allowed-lint-without-reason",
            one("allowed_lints", allowed("group-missing", ""), allowed("group-missing", "why")),
        ),
    ]
}
