//! Questions of a running command, asked at the terminal.

use std::{
    collections::BTreeMap,
    io::{self, BufRead},
};

use commandry_schema::validation::Validator;
use serde_json::{Map, Value, json};

use super::{
    console::{Colour, Console, visible, visible_line},
    progress::Reporter,
};
use crate::{
    Ask, Asked, CallError,
    ask::cannot_ask,
    call::from_texts::{Types, json_by_schema},
};

/// The word that refuses a form.
const DECLINE: &str = ":decline";

/// Asks whoever sits at the terminal; where nobody does, nobody can be asked.
pub(super) fn ask(console: &Console, reporter: &Reporter) -> Ask {
    if !console.can_ask() {
        return Ask::default();
    }
    let reporter = reporter.clone();
    Ask::by(move |question| {
        let reporter = reporter.clone();
        Box::pin(async move {
            let Asked::Form { message, schema } = question.asked else { return Err(cannot_ask()) };
            let asking = tokio::task::spawn_blocking(move || {
                reporter.aside(|console| fill(&message, &schema, &mut io::stdin().lock(), console))
            });
            asking.await.map_err(|error| CallError::internal(&format!("a prompt failed: {error}"), ""))
        })
    })
}

/// Why a form ended before it was filled in.
enum Ended {
    /// The person said no.
    Declined,
    /// The input ended.
    Closed,
}

/// Fills in a form, and gives the answer in the form of MCP.
fn fill(message: &str, schema: &Value, input: &mut dyn BufRead, console: &Console) -> Value {
    console.error(&format!("{}\n", console.painted_message(&visible(message), Colour::Bold)));
    console.say(format_args!("(`{DECLINE}` says no, Ctrl-D closes the form)"));
    loop {
        let content = match fields(schema, input, console) {
            Ok(content) => Value::Object(content),
            Err(Ended::Declined) => return json!({"action": "decline"}),
            Err(Ended::Closed) => return json!({"action": "cancel"}),
        };
        // What only the form as a whole can say, such as that one of two members must be there.
        match faults(schema, &content) {
            None => return json!({"action": "accept", "content": content}),
            Some(faults) => console.say(format_args!("this does not fit: {faults}; once more, please")),
        }
    }
}

fn fields(schema: &Value, input: &mut dyn BufRead, console: &Console) -> Result<Map<String, Value>, Ended> {
    let required: Vec<&str> = schema
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let mut content = Map::new();
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else { return Ok(content) };
    // What is required is asked first, in the order in which the schema names it.
    let first = required.iter().filter_map(|name| properties.get_key_value(*name));
    let rest = properties.iter().filter(|(name, _)| !required.contains(&name.as_str()));
    for (name, property) in first.chain(rest) {
        let field = Field { name, schema: property, is_required: required.contains(&name.as_str()) };
        if let Some(value) = field.ask(input, console)? {
            content.insert(name.clone(), value);
        }
    }
    Ok(content)
}

/// One line of a form.
struct Field<'a> {
    name: &'a str,
    schema: &'a Value,
    is_required: bool,
}

impl Field<'_> {
    /// Asks until the answer fits; `None` leaves the member out.
    fn ask(&self, input: &mut dyn BufRead, console: &Console) -> Result<Option<Value>, Ended> {
        loop {
            self.show(console);
            let mut line = String::new();
            match input.read_line(&mut line) {
                Ok(0) | Err(_) => {
                    console.error("\n");
                    return Err(Ended::Closed);
                }
                Ok(_) => {}
            }
            let line = line.trim();
            if line == DECLINE {
                return Err(Ended::Declined);
            }
            if line.is_empty() {
                match self.schema.get("default") {
                    Some(default) => return Ok(Some(default.clone())),
                    None if !self.is_required => return Ok(None),
                    None => console.say("an answer is needed here"),
                }
                continue;
            }
            let value = self.read(line);
            match faults(self.schema, &value) {
                None => return Ok(Some(value)),
                Some(faults) => console.say(format_args!("this does not fit: {faults}")),
            }
        }
    }

    fn show(&self, console: &Console) {
        let word = |name: &str| self.schema.get(name).and_then(Value::as_str).map(visible_line);
        let mut head = word("title").unwrap_or_else(|| self.name.to_owned());
        if let Some(description) = word("description") {
            head.push_str(&format!(" - {description}"));
        }
        console.say(head);
        let choices = choices(self.item_schema());
        for (number, (value, title)) in choices.iter().enumerate() {
            let title = title.as_ref().map(|title| format!(" ({title})")).unwrap_or_default();
            console.say(format_args!("  {}) {value}{title}", number + 1));
        }
        let types = self.types();
        let mut hint = match () {
            () if types.array => "numbers or names with commas in between".to_owned(),
            () if !choices.is_empty() => "a number or a name".to_owned(),
            () if types.boolean => "yes or no".to_owned(),
            () => String::new(),
        };
        match self.schema.get("default") {
            Some(default) => hint.push_str(&format!(" [{default}]")),
            None if !self.is_required => hint.push_str(" [may be left empty]"),
            None => {}
        }
        let hint = hint.trim();
        console.error(&if hint.is_empty() { "> ".to_owned() } else { format!("{} > ", visible_line(hint)) });
    }

    /// The value that a line stands for; one that stands for none is passed on as text, and refused.
    fn read(&self, line: &str) -> Value {
        let choices = choices(self.item_schema());
        let chosen = |word: &str| {
            let word = word.trim();
            let by_number = word.parse::<usize>().ok().and_then(|number| choices.get(number.checked_sub(1)?));
            let by_title = || choices.iter().find(|(_, title)| title.as_deref() == Some(word));
            let by_name = choices.iter().find(|(value, _)| value == word);
            by_name
                .or(by_number)
                .or_else(by_title)
                .map_or_else(|| word.to_owned(), |(value, _)| value.clone())
        };
        let types = self.types();
        if types.array {
            if line.starts_with('[') {
                return serde_json::from_str(line).unwrap_or_else(|_| Value::from(line));
            }
            return line.split(',').map(chosen).collect();
        }
        if types.boolean && !types.string {
            return match line.to_lowercase().as_str() {
                "y" | "yes" | "true" => Value::Bool(true),
                "n" | "no" | "false" => Value::Bool(false),
                _ => Value::from(line),
            };
        }
        let json = json_by_schema(self.schema, &BTreeMap::new(), &[chosen(line)]);
        serde_json::from_str(&json).unwrap_or_else(|_| Value::from(line))
    }

    fn types(&self) -> Types {
        Types::of(self.schema, &BTreeMap::new())
    }

    fn item_schema(&self) -> &Value {
        self.schema.get("items").unwrap_or(self.schema)
    }
}

/// The texts that a schema lists, each with its title if it has one.
fn choices(schema: &Value) -> Vec<(String, Option<String>)> {
    let text = |value: &Value| value.as_str().map(visible_line);
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        let titles = schema.get("enumNames").and_then(Value::as_array);
        let title = |index: usize| titles.and_then(|titles| text(titles.get(index)?));
        return values.iter().enumerate().filter_map(|(index, it)| Some((text(it)?, title(index)))).collect();
    }
    let arms = schema.get("oneOf").or_else(|| schema.get("anyOf")).and_then(Value::as_array);
    arms.into_iter()
        .flatten()
        .filter_map(|arm| Some((text(arm.get("const")?)?, arm.get("title").and_then(text))))
        .collect()
}

/// What is wrong with a value, in words.
fn faults(schema: &Value, value: &Value) -> Option<String> {
    let validator = match Validator::new(schema, &BTreeMap::new()) {
        Ok(validator) => validator,
        Err(error) => return Some(format!("the schema of the question is wrong: {error}")),
    };
    let faults: Vec<String> = validator
        .faults(value)
        .iter()
        .map(|fault| match fault.pointer.as_str() {
            "" => format!("expected {}", fault.kind),
            pointer => format!("`{pointer}`: expected {}", fault.kind),
        })
        .collect();
    if faults.is_empty() { None } else { Some(visible_line(&faults.join("; "))) }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{super::console::Console, fill};

    fn filled(schema: &Value, lines: &str) -> (Value, String) {
        let (console, messages) = Console::captured();
        let answer = fill("Well?", schema, &mut lines.as_bytes(), &console);
        (answer, messages())
    }

    #[test]
    fn answers_are_asked_for_until_they_fit() {
        let schema = json!({
            "type": "object",
            "properties": {
                "name": {"type": "string", "minLength": 2, "title": "Your name"},
                "age": {"type": "integer", "minimum": 18},
                "colour": {"type": "string", "enum": ["red", "green"]},
                "sizes": {"type": "array", "items": {"type": "string", "enum": ["s", "m"]}},
                "kind": {"type": "string", "oneOf": [{"const": "a", "title": "First"}], "default": "a"},
                "sure": {"type": "boolean"},
            },
            "required": ["sure", "name"],
        });
        let (answer, messages) = filled(&schema, "maybe\nyes\n\nx\nAda\nyoung\n7\n18\nblue\n2\n\n1, m\n");
        let content = json!({
            "sure": true, "name": "Ada", "age": 18, "colour": "green", "kind": "a", "sizes": ["s", "m"]
        });
        assert_eq!(answer, json!({"action": "accept", "content": content}), "{messages}");
        for said in [
            "Your name\n",
            "expected a boolean",
            "an answer is needed here",
            "expected at least 2 characters",
            "expected an integer",
            "expected at least 18",
            r#"expected one of "red", "green""#,
            "  2) green\n",
        ] {
            assert!(messages.contains(said), "{said} in {messages}");
        }
    }

    #[test]
    fn forms_are_declined_and_closed() {
        let schema =
            json!({"type": "object", "properties": {"sure": {"type": "boolean"}}, "required": ["sure"]});
        assert_eq!(filled(&schema, ":decline\n").0, json!({"action": "decline"}));
        assert_eq!(filled(&schema, "perhaps\n").0, json!({"action": "cancel"}));
        assert_eq!(filled(&json!({"type": "object"}), "").0, json!({"action": "accept", "content": {}}));
    }
}
