//! Several calls in one, where later ones take values from the results of earlier ones.

use commandry_schema::search_mode::{Tool, select};
use serde_json::{Map, Value};

use super::{
    super::{McpServer, tool_result::explanation},
    arguments::{Step, misfit},
    outcome::{Outcome, capped},
    run::{Callable, call, callable, done, selected, whole},
};
use crate::{ask::Ask, context::Origin};

/// Most calls of one request.
const MOST_STEPS: usize = 20;
/// Longest name of a step, in bytes.
const LONGEST_NAME: usize = 64;
/// The member by which a value in `params` refers to an earlier result.
const REFERENCE: &str = "$ref";

/// Makes the calls one after the other; the first that fails ends it.
///
/// Everything that can be known beforehand is checked before the first call is made: names, what the tool may call,
/// and that references lead to earlier steps.
pub(super) async fn run(
    server: &McpServer,
    tool: Tool,
    steps: &[Step<'_>],
    pointers: &[String],
    origin: &Origin,
) -> Result<Outcome, String> {
    let calls = checked(server, tool, steps, pointers)?;
    // A call that asks is made anew with the answer, and the calls before it would be made twice.
    let origin = Origin { ask: Ask::default(), ..origin.clone() };
    let keeps_values = !pointers.is_empty() || calls.iter().any(|call| call.params.is_some());
    let mut results = Value::Object(Map::new());
    let mut last = None;
    for (place, (step, Checked { callable, params })) in steps.iter().zip(calls).enumerate() {
        let failed = |fault: String| {
            let before: Vec<&str> = steps[..place].iter().map(|step| step.name.as_ref()).collect();
            let name = &callable.command.name;
            format!("Step {} `{}` (`{name}`): {fault}{}", place + 1, step.name, done(&before))
        };
        let filled = match params {
            Some(mut params) => {
                fill(&mut params, &results).map_err(failed)?;
                Some(params.to_string())
            }
            None => None,
        };
        let written = step.params.map_or("{}", |params| params.get());
        let params = filled.as_deref().unwrap_or(written);
        let result = call(server, callable, params, &origin).await;
        let result = result.map_err(|error| failed(explanation(&error)))?;
        if keeps_values && let Value::Object(results) = &mut results {
            let value = serde_json::from_slice(&result)
                .map_err(|_| failed("its result cannot be read back".to_owned()))?;
            results.insert(step.name.clone().into_owned(), value);
        }
        last = Some((callable, result));
    }
    let (callable, result) = last.ok_or_else(|| misfit(tool, "`steps` is empty"))?;
    if pointers.is_empty() {
        return Ok(whole(server, callable, result));
    }
    let names: Vec<&str> = steps.iter().map(|step| step.name.as_ref()).collect();
    let text = selected(&results, pointers).map_err(|fault| format!("{fault}{}", done(&names)))?;
    Ok(capped(text, callable.command, server.options().result_tokens))
}

/// A step that may be called.
struct Checked<'a> {
    callable: Callable<'a>,
    /// The parameters as values, where they refer to earlier results.
    params: Option<Value>,
}

/// Checks everything that does not depend on results.
fn checked<'a>(
    server: &'a McpServer,
    tool: Tool,
    steps: &[Step<'_>],
    pointers: &[String],
) -> Result<Vec<Checked<'a>>, String> {
    if steps.is_empty() || steps.len() > MOST_STEPS {
        return Err(misfit(tool, &format!("`steps` must have 1 to {MOST_STEPS} steps, not {}", steps.len())));
    }
    let mut calls = Vec::with_capacity(steps.len());
    for (place, step) in steps.iter().enumerate() {
        let earlier: Vec<&str> = steps[..place].iter().map(|step| step.name.as_ref()).collect();
        let number = place + 1;
        let name = step.name.as_ref();
        if name.is_empty() || name.len() > LONGEST_NAME || name == "*" {
            let fault = format!("`as` of step {number} must be a name of 1 to {LONGEST_NAME} bytes");
            return Err(misfit(tool, &fault));
        }
        if earlier.contains(&name) {
            return Err(misfit(tool, &format!("`as` of step {number} is taken: `{name}`")));
        }
        let callable = callable(server, tool, &step.command)
            .map_err(|fault| format!("Step {number} `{name}`: {fault}"))?;
        let written = step.params.map_or("{}", |params| params.get());
        let mut params = None;
        if written.contains(REFERENCE) {
            let value = serde_json::from_str(written)
                .map_err(|_| misfit(tool, &format!("`params` of step {number} cannot be read")))?;
            let mut found = Vec::new();
            references(&value, &mut found);
            if let Some(unknown) = found.iter().find(|pointer| !begins_with_one(pointer, &earlier)) {
                return Err(format!("Step {number} `{name}`: {}", unknown_step(unknown, &earlier)));
            }
            params = (!found.is_empty()).then_some(value);
        }
        calls.push(Checked { callable, params });
    }
    let names: Vec<&str> = steps.iter().map(|step| step.name.as_ref()).collect();
    match pointers.iter().find(|pointer| !begins_with_one(pointer, &names)) {
        Some(unknown) => Err(misfit(tool, &format!("in `select`, {}", unknown_step(unknown, &names)))),
        None => Ok(calls),
    }
}

fn unknown_step(pointer: &str, names: &[&str]) -> String {
    let shown: String = pointer.chars().take(64).collect();
    match names {
        [] => format!("`{shown}` cannot refer to a result, since no step is before it"),
        names => format!("`{shown}` must begin with the name of a step: `/{}`", names.join("`, `/")),
    }
}

/// Whether a pointer leads into the result of one of some steps.
fn begins_with_one(pointer: &str, names: &[&str]) -> bool {
    let first = pointer.strip_prefix('/').and_then(|rest| rest.split('/').next());
    first.is_some_and(|first| names.contains(&first.replace("~1", "/").replace("~0", "~").as_str()))
}

/// The pointer of `{"$ref": "/…"}`; other objects with such a member are values of their own.
fn reference(value: &Value) -> Option<&str> {
    let members = value.as_object().filter(|members| members.len() == 1)?;
    members.get(REFERENCE)?.as_str().filter(|pointer| pointer.starts_with('/'))
}

/// All references in a value.
fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::Object(members) => match reference(value) {
            Some(pointer) => found.push(pointer),
            None => members.values().for_each(|member| references(member, found)),
        },
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

/// Puts the values that references lead to in their places.
fn fill(value: &mut Value, results: &Value) -> Result<(), String> {
    if let Some(pointer) = reference(value) {
        *value = select(results, pointer).map_err(|error| format!("{error}."))?;
        return Ok(());
    }
    match value {
        Value::Object(members) => members.values_mut().try_for_each(|member| fill(member, results)),
        Value::Array(items) => items.iter_mut().try_for_each(|item| fill(item, results)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{begins_with_one, fill, references};

    #[test]
    fn references_are_found_and_filled_wherever_they_stand() {
        let mut params = json!({
            "id": {"$ref": "/a/items/0/id"},
            "list": [{"$ref": "/a/items/*/id"}, {"deep": {"$ref": "/b~1c"}}],
            "schema": {"$ref": "#/components/schemas/Order"},
            "more": {"$ref": "/a", "and": 1},
        });
        let mut found = Vec::new();
        references(&params, &mut found);
        found.sort_unstable();
        assert_eq!(found, ["/a/items/*/id", "/a/items/0/id", "/b~1c"]);
        fill(&mut params, &json!({"a": {"items": [{"id": 7}, {"id": 8}]}, "b/c": true})).unwrap();
        assert_eq!(
            params,
            json!({
                "id": 7,
                "list": [[7, 8], {"deep": true}],
                "schema": {"$ref": "#/components/schemas/Order"},
                "more": {"$ref": "/a", "and": 1},
            })
        );
    }

    #[test]
    fn references_must_begin_with_a_step() {
        for (pointer, is_one) in
            [("/a", true), ("/a/0", true), ("/b~1c/x", true), ("/ab", false), ("", false)]
        {
            assert_eq!(begins_with_one(pointer, &["a", "b/c"]), is_one, "{pointer}");
        }
    }
}
