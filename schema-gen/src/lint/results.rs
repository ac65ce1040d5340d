//! What commands give.

use serde_json::Value;

use super::{Check, Faults, Lint, Severity, Subject, words};
use crate::references;

/// Parameters by which callers bound how much they get.
const BOUNDING: [&str; 16] = [
    "after",
    "before",
    "count",
    "cursor",
    "first",
    "last",
    "limit",
    "max",
    "max_results",
    "n",
    "next",
    "offset",
    "page",
    "page_size",
    "per_page",
    "top",
];

/// Members that hold the entries of a list.
const ENTRIES: [&str; 8] = ["data", "elements", "entries", "items", "list", "records", "results", "rows"];

/// Words that say when there is nothing.
const ABSENCE: [&str; 14] = [
    "absent",
    "else",
    "empty",
    "if",
    "missing",
    "no",
    "none",
    "not",
    "nothing",
    "null",
    "otherwise",
    "unless",
    "when",
    "without",
];

pub(super) const LINTS: &[Lint] = &[
    Lint {
        id: "unbounded-list",
        severity: Severity::Strict,
        explanation: "A command that gives a list takes a parameter such as `limit` or `cursor`, or its type says how \
            long the list can be. A list grows with the years, until it fits neither into memory nor into a model's \
            context. Add a limit with a default, or a `length(max = …)` on the type.",
        check: Check::Command(unbounded_list),
    },
    Lint {
        id: "result-null-ambiguous",
        severity: Severity::Warning,
        explanation: "Where a result may be null, the documentation says what null means: nothing found, not decided \
            yet, or something else. Say it in `# Returns`, or fail with an error of its own.",
        check: Check::Command(result_null_ambiguous),
    },
];

fn unbounded_list(subject: &Subject<'_>, faults: &mut Faults) {
    let command = subject.command;
    if command.result.stream {
        // Whoever takes a stream takes as much as he likes, and where it is collected the server bounds it.
        return;
    }
    let schemas = &subject.catalog.schemas;
    let result = references::target(&command.result.schema, schemas);
    let is_unbounded = |schema: &Value| {
        let schema = references::target(schema, schemas);
        schema.get("type").is_some_and(|kind| kind == "array") && schema.get("maxItems").is_none()
    };
    let entries = ENTRIES.iter().any(|name| result["properties"].get(*name).is_some_and(is_unbounded));
    let is_bounded = command.parameters.iter().any(|it| {
        BOUNDING.contains(&it.name.as_str()) || it.name.ends_with("_limit") || it.name.starts_with("max_")
    });
    if (is_unbounded(result) || entries) && !is_bounded {
        faults.add(
            "the command gives a list that nothing bounds; add a parameter `limit` with a default, and a `cursor` for \
             what comes after",
        );
    }
}

fn result_null_ambiguous(subject: &Subject<'_>, faults: &mut Faults) {
    let result = &subject.command.result;
    let is_null = |schema: &Value| schema.get("type").is_some_and(|kind| kind == "null");
    let schema = &result.schema;
    let among_types = schema
        .get("type")
        .and_then(Value::as_array)
        .is_some_and(|kinds| kinds.len() > 1 && kinds.iter().any(|kind| kind == "null"));
    let among_forms = ["anyOf", "oneOf"]
        .iter()
        .filter_map(|keyword| schema.get(*keyword)?.as_array())
        .any(|forms| forms.iter().any(is_null));
    if (among_types || among_forms) && !words::mentions(&result.description, &ABSENCE) {
        let place = subject.remedy("`# Returns`", "the description of the result");
        faults.add(format!("the result may be null, and nothing says what that means; say it in {place}"));
    }
}
