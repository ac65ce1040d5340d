//! Cases of names, routes, errors, effects and deprecation.

use serde_json::{Value, json};

use super::{Case, case};

pub(super) fn cases() -> Vec<Case> {
    [names(), removal(), routes(), errors(), effects(), deprecation()].into_iter().flatten().collect()
}

fn names() -> Vec<Case> {
    let with_parameter = |name: &str| json!({"name": name, "parameters": [{"name": "units", "required": true, "schema": {"type": "integer"}}]});
    vec![
        case("added", json!([]), json!({}), &["command-added"]),
        case("removed", json!({}), json!([]), &["command-removed"]),
        case(
            "renamed without an alias",
            with_parameter("sell"),
            with_parameter("vend"),
            &["command-renamed-without-alias", "command-added"],
        ),
        case(
            "renamed with an alias",
            json!({"name": "sell"}),
            json!({"name": "vend", "aliases": ["sell"]}),
            &["command-renamed"],
        ),
        case(
            "renamed with an alias, and changed",
            with_parameter("sell"),
            json!({"name": "vend", "aliases": ["sell"]}),
            &["command-renamed", "param-removed"],
        ),
        case("alias removed", json!({"aliases": ["vend"]}), json!({}), &["alias-removed"]),
        case(
            "alias moved to another command",
            json!([{"aliases": ["vend"]}, {"name": "buy"}]),
            json!([{}, {"name": "buy", "aliases": ["vend"]}]),
            &["alias-removed", "alias-added"],
        ),
        case(
            "alias became the name",
            json!({"name": "sell", "aliases": ["vend"]}),
            json!({"name": "vend", "aliases": ["sell"]}),
            &["command-renamed"],
        ),
        case("alias added", json!({}), json!({"aliases": ["vend"]}), &["alias-added"]),
        case(
            "aliases in another order",
            json!({"aliases": ["vend", "hawk"]}),
            json!({"aliases": ["hawk", "vend"]}),
            &[],
        ),
        case(
            "group changed",
            json!({"group": "stock"}),
            json!({"group": "shop"}),
            &["command-group-changed"],
        ),
        case("group kept", json!({"group": "stock"}), json!({"group": "stock"}), &[]),
        case(
            "words changed",
            json!({"summary": "Sells."}),
            json!({"summary": "Sells tea."}),
            &["description-changed"],
        ),
        case(
            "words changed so that others are found first",
            seller_among_others("Books tea."),
            seller_among_others("Sells."),
            &["command-harder-to-find", "description-changed"],
        ),
        case(
            "words changed, and the command is found by the old ones",
            json!({"summary": "Books tea."}),
            json!({"summary": "Books tea or coffee."}),
            &["description-changed"],
        ),
        case(
            "words of a parameter changed",
            json!({"summary": "S.", "parameters": [{"name": "a", "schema": {"description": "x"}, "description": "x"}]}),
            json!({"summary": "S.", "parameters": [{"name": "a", "schema": {"description": "y"}, "description": "y"}]}),
            &["description-changed"],
        ),
    ]
}

fn removal() -> Vec<Case> {
    vec![
        case(
            "removed before its sunset",
            json!({"deprecated": {"sunset": "2026-06-16"}}),
            json!([]),
            &["command-removed-before-sunset"],
        ),
        case(
            "removed on the day of its sunset",
            json!({"deprecated": {"sunset": "2026-06-15"}}),
            json!([]),
            &["command-removed-after-sunset"],
        ),
        case(
            "removed with a sunset that nobody can read",
            json!({"deprecated": {"sunset": "soon"}}),
            json!([]),
            &["command-removed-before-sunset"],
        ),
        case(
            "removed without a sunset",
            json!({"deprecated": {}}),
            json!([]),
            &["command-removed-after-deprecation"],
        ),
    ]
}

fn routes() -> Vec<Case> {
    let route = |path: &str| json!({"rest": {"method": "GET", "path": path}});
    vec![
        case("route removed", route("/a"), json!({}), &["rest-route-removed"]),
        case("route changed", route("/a"), route("/b"), &["rest-route-changed"]),
        case("route added", json!({}), route("/a"), &["rest-route-added"]),
        case("route kept", route("/a"), route("/a"), &[]),
    ]
}

fn errors() -> Vec<Case> {
    let kinds = |kinds: Value| json!({"errors": {"fallible": true, "declared": true, "kinds": kinds}});
    let sold_out = |code: i64, status: u16, details: Value| {
        kinds(json!([{"kind": "sold_out", "code": code, "status": status, "details": details}]))
    };
    let details =
        |most: u32| json!({"type": "object", "properties": {"left": {"type": "integer", "maximum": most}}});
    let without_details = kinds(json!([{"kind": "sold_out", "code": 1001, "status": 409}]));
    vec![
        case("kind removed", sold_out(1001, 409, details(1)), kinds(json!([])), &["error-kind-removed"]),
        case("kind added", kinds(json!([])), sold_out(1001, 409, details(1)), &["error-kind-added"]),
        case(
            "code changed",
            sold_out(1001, 409, details(1)),
            sold_out(1002, 409, details(1)),
            &["error-code-changed"],
        ),
        case(
            "status changed",
            sold_out(1001, 409, details(1)),
            sold_out(1001, 410, details(1)),
            &["error-status-changed"],
        ),
        case(
            "details widened",
            sold_out(1001, 409, details(1)),
            sold_out(1001, 409, details(2)),
            &["error-details-changed"],
        ),
        case(
            "details narrowed",
            sold_out(1001, 409, details(2)),
            sold_out(1001, 409, details(1)),
            &["error-details-improved"],
        ),
        case(
            "details removed",
            sold_out(1001, 409, details(2)),
            without_details.clone(),
            &["error-details-changed"],
        ),
        case(
            "details added",
            without_details.clone(),
            sold_out(1001, 409, details(2)),
            &["error-details-improved"],
        ),
        case(
            "a code taken over by another kind",
            without_details,
            kinds(json!([{"kind": "closed", "code": 1001, "status": 409}])),
            &["error-kind-removed", "error-kind-added"],
        ),
        case(
            "became fallible",
            json!({}),
            json!({"errors": {"fallible": true}}),
            &["command-became-fallible"],
        ),
        case("became infallible", json!({"errors": {"fallible": true}}), json!({}), &[]),
    ]
}

fn effects() -> Vec<Case> {
    let behaviour = |it: Value| json!({"behaviour": it});
    vec![
        case("pinned to not pinned", json!({"pinned": true}), json!({}), &["command-unpinned"]),
        case("not pinned to pinned", json!({}), json!({"pinned": true}), &["command-pinned"]),
        case("still pinned", json!({"pinned": true}), json!({"pinned": true}), &[]),
        case("schema made portable", json!({"raw_schema": true}), json!({}), &["raw-schema-changed"]),
        case("schema as it is", json!({}), json!({"raw_schema": true}), &["raw-schema-changed"]),
        case(
            "read-only to writing",
            behaviour(json!({"read_only": true})),
            behaviour(json!({"read_only": false, "destructive": false, "idempotent": true})),
            &["became-writing"],
        ),
        case(
            "read-only to nothing said",
            behaviour(json!({"read_only": true})),
            json!({}),
            &["became-writing", "became-destructive", "became-not-idempotent"],
        ),
        case(
            "writing to read-only",
            behaviour(json!({"destructive": false, "idempotent": true})),
            behaviour(json!({"read_only": true})),
            &["behaviour-relaxed"],
        ),
        case(
            "harmless to destructive",
            behaviour(json!({"destructive": false})),
            behaviour(json!({"destructive": true})),
            &["became-destructive"],
        ),
        case("nothing said to destructive", json!({}), behaviour(json!({"destructive": true})), &[]),
        case(
            "idempotent to not",
            behaviour(json!({"idempotent": true})),
            behaviour(json!({"idempotent": false})),
            &["became-not-idempotent"],
        ),
        case("not to idempotent", json!({}), behaviour(json!({"idempotent": true})), &["behaviour-relaxed"]),
        case("less stable", json!({}), json!({"stability": "alpha"}), &["stability-decreased"]),
        case(
            "more stable",
            json!({"stability": "beta"}),
            json!({"stability": "stable"}),
            &["stability-increased"],
        ),
        case("stable as it was", json!({}), json!({"stability": "stable"}), &[]),
        case(
            "less time",
            json!({"timeout_milliseconds": 20}),
            json!({"timeout_milliseconds": 10}),
            &["timeout-shortened"],
        ),
        case("a limit of time", json!({}), json!({"timeout_milliseconds": 10}), &["timeout-shortened"]),
        case("asking who calls", json!({}), json!({"access": "protected"}), &["access-restricted"]),
        case(
            "asking nobody any more",
            json!({"access": "protected"}),
            json!({"access": "public"}),
            &["access-opened"],
        ),
        case("open as it was", json!({"access": "unprotected"}), json!({"access": "public"}), &[]),
        case(
            "too many tools",
            json!({"summary": "Sells tea.", "description": "word ".repeat(1700)}),
            json!({"summary": "Sells tea.", "description": "word ".repeat(2100)}),
            &["description-changed", "tools-list-grew-past-budget"],
        ),
        case(
            "few enough tools",
            json!({"summary": "Sells tea.", "description": "word ".repeat(2100)}),
            json!({"summary": "Sells tea.", "description": "word ".repeat(1700)}),
            &["description-changed", "tools-list-fits-budget"],
        ),
        case("more time", json!({"timeout_milliseconds": 10}), json!({"timeout_milliseconds": 20}), &[]),
    ]
}

fn deprecation() -> Vec<Case> {
    let sunset = |day: &str| json!({"deprecated": {"sunset": day}});
    vec![
        case("deprecated", json!({}), json!({"deprecated": {}}), &["command-deprecated"]),
        case("deprecated with grace", json!({}), sunset("2026-07-15"), &["command-deprecated"]),
        case(
            "deprecated without grace",
            json!({}),
            sunset("2026-07-14"),
            &["command-deprecated", "sunset-too-soon"],
        ),
        case("sunset named too soon", json!({"deprecated": {}}), sunset("2026-07-14"), &["sunset-too-soon"]),
        case("sunset named", json!({"deprecated": {}}), sunset("2027-07-14"), &[]),
        case("not deprecated any more", json!({"deprecated": {}}), json!({}), &["command-not-deprecated"]),
        case("sunset earlier", sunset("2027-01-02"), sunset("2027-01-01"), &["sunset-moved-earlier"]),
        case("sunset later", sunset("2027-01-01"), sunset("2027-01-02"), &[]),
        case("sunset gone", sunset("2027-01-01"), json!({"deprecated": {}}), &["sunset-removed"]),
    ]
}

/// A command with this summary beside six that speak of tea.
fn seller_among_others(summary: &str) -> Value {
    let others =
        (1..=6).map(|number| json!({"name": format!("cup_{number}"), "summary": "Washes a cup for tea."}));
    std::iter::once(json!({"name": "sell", "summary": summary})).chain(others).collect()
}
