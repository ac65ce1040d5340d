//! What those who run the program see of it, and whether the dashboard and the alerts in `deploy/observability` speak of
//! what it measures.
#![expect(clippy::print_stdout, reason = "a skipped test says why")]

#[allow(dead_code, reason = "each test program uses its part of it")]
mod support;

use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::{Value, json};

use support::Server;

/// Words in an expression that are neither a metric nor a function.
const WORDS: [&str; 14] = [
    "and",
    "bool",
    "by",
    "group_left",
    "group_right",
    "ignoring",
    "inf",
    "le",
    "nan",
    "offset",
    "on",
    "or",
    "unless",
    "without",
];

fn deployment(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/observability").join(file)
}

/// The expressions of the dashboard, and those that its variables are found by.
fn expressions_of_dashboard() -> Vec<String> {
    let text = fs::read_to_string(deployment("grafana-dashboard.json")).unwrap();
    let dashboard: Value = serde_json::from_str(&text).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let ids: BTreeSet<i64> = panels.iter().map(|panel| panel["id"].as_i64().unwrap()).collect();
    assert_eq!(ids.len(), panels.len(), "every panel has a number of its own");
    let of_panels = panels.iter().flat_map(|panel| panel["targets"].as_array().unwrap());
    let mut expressions: Vec<String> =
        of_panels.map(|target| target["expr"].as_str().unwrap().to_owned()).collect();
    for variable in dashboard["templating"]["list"].as_array().unwrap() {
        if let Some(query) = variable["query"]["query"].as_str() {
            // `label_values(metric, label)`
            expressions.push(query.rsplit_once(',').unwrap().0.replace("label_values(", ""));
        }
    }
    expressions
}

/// The expressions of the rules, and the names under which some are recorded.
fn expressions_of_rules() -> (Vec<String>, BTreeSet<String>) {
    let text = fs::read_to_string(deployment("prometheus-rules.yml")).unwrap();
    let (mut expressions, mut recorded) = (Vec::new(), BTreeSet::new());
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some(name) = line.trim().strip_prefix("- record: ") {
            recorded.insert(name.to_owned());
        }
        let Some(expression) = line.trim().strip_prefix("expr: ") else { continue };
        let mut expression = expression.trim_start_matches('|').to_owned();
        let indent = |line: &str| line.len() - line.trim_start().len();
        while let Some(next) = lines.next_if(|next| indent(next) > indent(line)) {
            expression.push_str(next);
        }
        expressions.push(expression);
    }
    (expressions, recorded)
}

/// The names of metrics in an expression of Prometheus.
fn metrics_in(expression: &str) -> BTreeSet<String> {
    // What is in braces, brackets and quotes are labels, times and their values.
    let mut outside = String::new();
    let (mut depth, mut is_quoted) = (0_u32, false);
    for character in expression.chars() {
        match character {
            '"' => is_quoted = !is_quoted,
            _ if is_quoted => {}
            '{' | '[' => depth += 1,
            '}' | ']' => depth -= 1,
            _ if depth == 0 => outside.push(character),
            _ => {}
        }
    }
    let is_part = |character: char| character.is_ascii_alphanumeric() || "_:".contains(character);
    let mut metrics = BTreeSet::new();
    let mut rest = outside.as_str();
    while let Some(start) = rest.find(is_part) {
        let end = rest[start..].find(|character| !is_part(character)).map_or(rest.len(), |end| start + end);
        let word = &rest[start..end];
        let behind = rest[end..].trim_start();
        rest = &rest[end..];
        if matches!(word, "by" | "without" | "on" | "ignoring") && behind.starts_with('(') {
            // A list of labels.
            rest = &behind[behind.find(')').unwrap()..];
        } else if ["by ", "without "].iter().any(|words| behind.starts_with(words)) {
            // An aggregation, whose labels come before what it is of.
        } else if !behind.starts_with('(')
            && !WORDS.contains(&word)
            && !word.starts_with(|c: char| c.is_ascii_digit())
        {
            metrics.insert(word.to_owned());
        }
    }
    metrics
}

#[test]
fn the_dashboard_and_the_alerts_speak_of_what_the_program_measures() {
    let server = Server::start(":memory:");
    server.result("stock_level", &json!({"sku": "TEA-GREEN-100"}));
    let text = server.get("/metrics").body;
    let measured: BTreeSet<&str> = text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split(['{', ' ']).next().unwrap())
        .collect();
    assert!(
        measured.contains("command_calls_total") && measured.contains("command_duration_seconds_bucket"),
        "{text}"
    );
    let (rules, recorded) = expressions_of_rules();
    let dashboard = expressions_of_dashboard();
    assert!(rules.len() >= 10 && dashboard.len() >= 16, "they are found");
    for expression in rules.iter().chain(&dashboard) {
        let metrics = metrics_in(expression);
        assert!(!metrics.is_empty(), "no metric was found in {expression}");
        for metric in metrics {
            let is_known = measured.contains(metric.as_str()) || recorded.contains(&metric);
            assert!(is_known, "`{metric}` in `{expression}` is not measured: {text}");
        }
    }
}

#[test]
fn names_of_metrics_are_found_in_expressions() {
    let expression =
        r#"sum by (job, le) (rate(a_total{x="b_c{", y=~"$d"}[5m])) / on (job) e:f:rate > 0.1 and g"#;
    let found: Vec<String> = metrics_in(expression).into_iter().collect();
    assert_eq!(found, ["a_total", "e:f:rate", "g"]);
}

#[test]
fn prometheus_takes_the_rules_and_the_alerts_go_off() {
    for (check, file) in [("check", "prometheus-rules.yml"), ("test", "prometheus-rules-test.yml")] {
        let output = match Command::new("promtool").args([check, "rules"]).arg(deployment(file)).output() {
            Ok(output) => output,
            Err(error) => {
                let reason =
                    format!("promtool cannot be started ({error}); the Debian package prometheus has it");
                assert!(env::var("COMMANDRY_REQUIRE_ALL").as_deref() != Ok("1"), "{reason}");
                println!("skipped: {reason}");
                return;
            }
        };
        let said =
            String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
        assert!(said.contains("SUCCESS"), "{said}");
    }
}

#[test]
fn the_program_is_ready_when_its_database_is() {
    let server = Server::start(":memory:");
    let ready = server.get("/health/ready");
    assert_eq!((ready.status, ready.json()), (200, json!({"status": "ok"})));
    assert_eq!(server.get("/health/live").status, 200);
}
