//! Cases of lints on effects and cost.

use serde_json::{Value, json};

use super::{Case, case, one};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case(
            "sunset-missing",
            one(
                "deprecated",
                json!({"replacement": "show_units"}),
                json!({"replacement": "show_units", "sunset": "2030-01-01"}),
            ),
        ),
        Case(
            "destructive-without-confirm",
            vec![
                ("/commands/0/behaviour/destructive", json!(true)),
                ("/commands/0/parameters/0/required", json!(false)),
            ],
            vec![("/commands/0/behaviour/destructive", json!(true))],
        ),
        Case(
            "timeout-missing",
            vec![("/commands/0/name", json!("import_units"))],
            vec![
                ("/commands/0/name", json!("import_units")),
                ("/commands/0/timeout_milliseconds", json!(9000)),
            ],
        ),
        Case(
            "stream-without-progress",
            vec![("/commands/0/result/stream", json!(true))],
            vec![("/commands/0/result/stream", json!(true)), ("/commands/0/reports_progress", json!(true))],
        ),
        case("auth-missing", one("access", json!("unprotected"), json!("public"))),
        Case(
            "auth-missing",
            vec![("/commands/1/access", json!("unprotected"))],
            vec![("/commands/1/access", json!("protected"))],
        ),
        case(
            "command-over-budget",
            one("description", json!("word ".repeat(400)), json!("word ".repeat(100))),
        ),
        case(
            "tools-list-over-budget",
            one("description", json!("word ".repeat(1700)), json!("word ".repeat(1200))),
        ),
        Case(
            "instructions-over-2kb",
            vec![("/service/description", json!("x".repeat(2048)))],
            vec![("/service/description", json!("x".repeat(1900)))],
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
    ]
}
