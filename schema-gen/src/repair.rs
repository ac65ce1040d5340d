//! Repairs of what is published of commands; the source is not touched.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{
    Catalog,
    catalog::{Command, Parameter},
    references::{self, Schemas},
};

/// Something that was repaired in what is published of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// Name of the command.
    pub command: String,
    /// Identifier of the lint that reports the fault.
    pub lint: &'static str,
    /// What was wrong and what is published instead.
    pub message: String,
}

/// Repairs what follows from names and types alone, and tells what was repaired.
///
/// A summary gets its capital and its full stop. A summary, the words on a parameter and those on a result are derived
/// where there are none, and words on a result are taken out where nothing is returned. Texts that are there are not
/// replaced, since no program knows better.
///
/// ```
/// use commandry_schema::{Catalog, repair::repair};
///
/// let mut catalog: Catalog = serde_json::from_str(r#"{
///     "service": {"title": "shop", "version": "1.0.0"},
///     "commands": [{"name": "ping", "summary": "answers at once", "result": {"schema": {"type": "boolean"}}}]
/// }"#)?;
/// let repairs = repair(&mut catalog);
/// assert_eq!(catalog.commands[0].summary, "Answers at once.");
/// assert_eq!(catalog.commands[0].result.description, "Whether it is so.");
/// assert_eq!(repairs.len(), 2);
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn repair(catalog: &mut Catalog) -> Vec<Repair> {
    let mut repairs = Vec::new();
    for command in &mut catalog.commands {
        repair_command(command, &catalog.schemas, &mut repairs);
    }
    repairs
}

/// Repairs one command as [`repair`] does, given the schemas that it refers to.
pub fn repair_command(command: &mut Command, schemas: &BTreeMap<String, Value>, repairs: &mut Vec<Repair>) {
    let mut found = Vec::new();
    summary(command, &mut found);
    for parameter in &mut command.parameters {
        describe_parameter(parameter, &mut found);
    }
    result(command, schemas, &mut found);
    let name = &command.name;
    repairs.extend(found.into_iter().map(|(lint, message)| Repair { command: name.clone(), lint, message }));
}

/// The lint and the message of each repair.
type Found = Vec<(&'static str, String)>;

fn summary(command: &mut Command, found: &mut Found) {
    let written = command.summary.trim();
    if written.is_empty() {
        command.summary = sentence(&words(&command.name));
        found.push(("summary-missing", format!("there is no summary; published as \"{}\"", command.summary)));
        return;
    }
    let mut repaired = with_capital(written);
    if repaired.ends_with(|last: char| last.is_alphanumeric() || ")]`\"'*_”’".contains(last)) {
        repaired.push('.');
    } else if repaired.ends_with([':', ';', ',', '!']) {
        repaired.pop();
        repaired.push('.');
    }
    if repaired != command.summary {
        command.summary = repaired;
        let message = format!("the summary is no sentence; published as \"{}\"", command.summary);
        found.push(("summary-period", message));
    }
}

fn describe_parameter(parameter: &mut Parameter, found: &mut Found) {
    if !parameter.description.trim().is_empty() {
        return;
    }
    // The type may have been documented in place of the parameter.
    let of_type = parameter.schema.get("description").and_then(Value::as_str).map(str::to_owned);
    parameter.description = of_type.unwrap_or_else(|| sentence(&format!("the {}", words(&parameter.name))));
    if let Some(schema) = parameter.schema.as_object_mut() {
        schema.insert("description".to_owned(), parameter.description.as_str().into());
    }
    let Parameter { name, description, .. } = parameter;
    let message = format!("the parameter `{name}` has no description; published as \"{description}\"");
    found.push(("param-undocumented", message));
}

fn result(command: &mut Command, schemas: &Schemas, found: &mut Found) {
    let is_documented = !command.result.description.trim().is_empty();
    if command.result.schema.get("type").is_some_and(|it| it == "null") {
        if is_documented {
            command.result.description.clear();
            let message = "there are words on a result, and nothing is returned; published without them";
            found.push(("returns-section-on-nothing", message.to_owned()));
        }
        return;
    }
    let target = references::target(&command.result.schema, schemas);
    let describes_itself = [&command.result.schema, target]
        .iter()
        .any(|it| it.get("description").and_then(Value::as_str).is_some_and(|text| !text.trim().is_empty()));
    if is_documented || describes_itself {
        return;
    }
    let description = sentence(&thing(&command.result.schema));
    let message = format!("the result is not documented; published as \"{description}\"");
    command.result.description = description;
    found.push(("result-undocumented", message));
}

/// What a value is, from its schema.
fn thing(schema: &Value) -> String {
    if let Some(name) = references::name(schema) {
        return format!("the {}", words(name));
    }
    let arms = schema.get("anyOf").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    if let [one, other] = arms
        && other.get("type").is_some_and(|it| it == "null")
    {
        return format!("{}, or null when there is none", thing(one));
    }
    let (kind, nullable) = match schema.get("type") {
        Some(Value::Array(kinds)) => (kinds.first().and_then(Value::as_str), kinds.len() > 1),
        kind => (kind.and_then(Value::as_str), false),
    };
    let text = match kind {
        Some("boolean") => "whether it is so".to_owned(),
        Some("integer" | "number") => "the number".to_owned(),
        Some("string") => "the text".to_owned(),
        Some("array") => match schema.get("items").and_then(references::name) {
            Some(name) => format!("the list, each item a {}", words(name)),
            None => "the list".to_owned(),
        },
        _ => "the result".to_owned(),
    };
    if nullable { format!("{text}, or null when there is none") } else { text }
}

/// The words of a name in any style, in lower case.
fn words(name: &str) -> String {
    let mut words = String::new();
    let mut before = ' ';
    for character in name.chars() {
        let separates = !character.is_alphanumeric();
        let begins = separates || (character.is_uppercase() && before.is_lowercase());
        if begins && !words.is_empty() && !words.ends_with(' ') {
            words.push(' ');
        }
        if !separates {
            words.extend(character.to_lowercase());
        }
        before = character;
    }
    words.truncate(words.trim_end().len());
    words
}

fn sentence(text: &str) -> String {
    let mut sentence = with_capital(text);
    sentence.push('.');
    sentence
}

/// The text with a capital, where it begins with a plain word.
fn with_capital(text: &str) -> String {
    let word =
        text.split_whitespace().next().unwrap_or_default().trim_end_matches([',', '.', ':', ';', '!', '?']);
    let mut characters = text.chars();
    match characters.next() {
        Some(first) if word.chars().all(|it| it.is_lowercase() || "-'".contains(it)) => {
            first.to_uppercase().chain(characters).collect()
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{repair, words};
    use crate::{
        Catalog,
        catalog::{Command, Parameter, ResultInfo},
        lint::{LintOptions, lint},
    };

    fn command(summary: &str, result: ResultInfo) -> Catalog {
        let parameter = Parameter {
            name: "stockLevel".into(),
            required: true,
            schema: json!({"type": "integer"}),
            ..Parameter::default()
        };
        let command = Command {
            name: "adjust_stock".into(),
            summary: summary.into(),
            parameters: vec![parameter],
            result,
            ..Command::default()
        };
        let schemas = [("StockLevel".to_owned(), json!({"type": "object"}))].into();
        Catalog { commands: vec![command], schemas, ..Catalog::default() }
    }

    fn result(description: &str, schema: serde_json::Value) -> ResultInfo {
        ResultInfo { description: description.into(), schema, ..ResultInfo::default() }
    }

    #[test]
    fn what_is_missing_is_derived_and_the_lints_are_content() {
        let level = json!({"$ref": "#/components/schemas/StockLevel"});
        let mut catalog = command("", result("", json!({"anyOf": [level, {"type": "null"}]})));
        let repairs: Vec<_> = repair(&mut catalog).into_iter().map(|it| it.lint).collect();
        assert_eq!(repairs, ["summary-missing", "param-undocumented", "result-undocumented"]);
        let command = &catalog.commands[0];
        assert_eq!(command.summary, "Adjust stock.");
        assert_eq!(command.parameters[0].description, "The stock level.");
        assert_eq!(command.parameters[0].schema["description"], "The stock level.");
        assert_eq!(command.result.description, "The stock level, or null when there is none.");
        let report = lint(&catalog, &LintOptions::default());
        let left: Vec<_> = report.commands[0].findings.iter().map(|it| it.lint).collect();
        assert!(!repairs.iter().any(|it| left.contains(it)), "{left:?}");
        assert_eq!(repair(&mut catalog), []);
    }

    #[test]
    fn summaries_become_sentences_and_say_the_same() {
        for (written, published) in [
            ("counts stock", "Counts stock."),
            (" counts stock: ", "Counts stock."),
            ("`sku` is counted!", "`sku` is counted."),
            ("iPhones (all)", "iPhones (all)."),
            ("Is it?", "Is it?"),
            ("在庫。", "在庫。"),
            ("Fine.", "Fine."),
        ] {
            let mut catalog = command(written, result("A number.", json!({"type": "integer"})));
            let repairs = repair(&mut catalog).iter().filter(|it| it.lint == "summary-period").count();
            assert_eq!(catalog.commands[0].summary, published);
            assert_eq!(repairs, usize::from(written != published), "{written}");
        }
    }

    #[test]
    fn results_are_named_by_their_schema() {
        for (schema, published) in [
            (
                json!({"type": "array", "items": {"$ref": "#/components/schemas/StockLevel"}}),
                "The list, each item a stock level.",
            ),
            (json!({"type": ["string", "null"]}), "The text, or null when there is none."),
            (json!(true), "The result."),
            (json!({"type": "object", "description": "A level."}), ""),
            (json!({"type": "null"}), ""),
        ] {
            let mut catalog = command("Fine.", result("", schema));
            repair(&mut catalog);
            assert_eq!(catalog.commands[0].result.description, published);
        }
        let mut catalog = command("Fine.", result("A number.", json!({"type": "null"})));
        assert_eq!(repair(&mut catalog)[1].lint, "returns-section-on-nothing");
        assert_eq!(catalog.commands[0].result.description, "");
    }

    #[test]
    fn names_of_any_style_become_words() {
        assert_eq!(words("customer_id"), "customer id");
        assert_eq!(words("StockLevel-2.x"), "stock level 2 x");
        assert_eq!(words("__"), "");
    }
}
