//! How many parameters there are, and what is said of optional ones.

use serde_json::Value;

use super::{Check, Faults, Lint, Severity, Subject, words};
use crate::references;

/// More parameters than this are filled in wrongly.
const MOST: usize = 12;
/// More optional parameters than this are rarely all understood; some hosts permit 24 over all tools of a request.
const MOST_OPTIONAL: usize = 8;
/// More switches than this have combinations that make no sense.
const MOST_SWITCHES: usize = 3;

/// Words that say what happens without a value.
const EFFECT: [&str; 25] = [
    "absence",
    "absent",
    "all",
    "by default",
    "default",
    "defaults",
    "else",
    "empty",
    "if",
    "leave out",
    "left out",
    "missing",
    "none",
    "nothing",
    "omit",
    "omitted",
    "only",
    "optional",
    "optionally",
    "otherwise",
    "unless",
    "unset",
    "when",
    "without",
    "not given",
];

/// Words in front of a list of the only values that are accepted.
const CHOICES: [&str; 9] = [
    "allowed values",
    "can be",
    "either",
    "must be",
    "one of",
    "possible values",
    "valid values",
    "values are",
    "options are",
];

pub(super) const LINTS: &[Lint] = &[
    Lint {
        id: "too-many-params",
        severity: Severity::Warning,
        explanation: "A command has at most 12 parameters, 8 of them optional. With more, people and models leave out or \
            confuse some. Divide the command, or put parameters that belong together into a type.",
        check: Check::Command(too_many_params),
    },
    Lint {
        id: "bool-flag-pile",
        severity: Severity::Warning,
        explanation: "A command has at most three parameters that are true or false. Among more there are combinations \
            that make no sense, and a call does not show what they mean. Use an enum of the sensible cases.",
        check: Check::Command(bool_flag_pile),
    },
    Lint {
        id: "optional-without-effect-text",
        severity: Severity::Warning,
        explanation: "The text of an optional parameter without a default says what happens without it. Callers leave \
            out what they do not understand. Write such as `…; all when absent`.",
        check: Check::Command(optional_without_effect_text),
    },
    Lint {
        id: "string-should-be-enum",
        severity: Severity::Warning,
        explanation: "A text that lists the accepted values of a string leaves checking to luck. Make the type an enum, \
            so that the values stand in the schema and others are refused.",
        check: Check::Command(string_should_be_enum),
    },
];

fn too_many_params(subject: &Subject<'_>, faults: &mut Faults) {
    let parameters = &subject.command.parameters;
    let optional = parameters.iter().filter(|parameter| !parameter.required).count();
    if parameters.len() > MOST {
        faults.add(format!(
            "the command has {} parameters; keep to {MOST} by dividing it or by a type for some of them",
            parameters.len()
        ));
    } else if optional > MOST_OPTIONAL {
        faults.add(format!(
            "the command has {optional} optional parameters; keep to {MOST_OPTIONAL} by dividing it or by a type for \
             some of them"
        ));
    }
}

fn bool_flag_pile(subject: &Subject<'_>, faults: &mut Faults) {
    let is_switch = |schema: &Value| {
        let kind = &schema["type"];
        kind == "boolean" || kind.as_array().is_some_and(|kinds| kinds.iter().any(|kind| kind == "boolean"))
    };
    let switches = subject
        .command
        .parameters
        .iter()
        .filter(|parameter| is_switch(references::target(&parameter.schema, &subject.catalog.schemas)));
    let switches = switches.count();
    if switches > MOST_SWITCHES {
        faults.add(format!(
            "{switches} parameters are true or false; use an enum of the cases that make sense instead"
        ));
    }
}

fn optional_without_effect_text(subject: &Subject<'_>, faults: &mut Faults) {
    let command = subject.command;
    // One sentence may speak for all of them.
    let of_all = words::mentions(&command.summary, &["absent", "left out", "omitted"])
        || words::mentions(&command.description, &["absent", "left out", "omitted"]);
    for parameter in command.parameters.iter().filter(|it| !it.required && !of_all) {
        let text = &parameter.description;
        let has_default = parameter.schema.get("default").is_some();
        // A parameter without any text is the finding of another lint.
        if !has_default && !text.trim().is_empty() && !words::mentions(text, &EFFECT) {
            faults.add(format!(
                "nothing says what happens without the optional parameter `{}`; add it, such as `…; all when absent`",
                parameter.name
            ));
        }
    }
}

fn string_should_be_enum(subject: &Subject<'_>, faults: &mut Faults) {
    subject.each_member(|_, schema, place| {
        let target = references::target(schema, &subject.catalog.schemas);
        let is_free = target["type"] == "string"
            && ["enum", "const", "pattern", "format"].iter().all(|keyword| target.get(*keyword).is_none());
        let text = schema.get("description").and_then(Value::as_str).unwrap_or_default();
        if is_free && let Some(values) = listed_values(text) {
            faults.add(format!(
                "the text of {place} lists its values ({}); make the type an enum of them",
                values.join(", ")
            ));
        }
    });
}

/// The quoted values in the sentence after words that announce them; `None` when there are fewer than two.
fn listed_values(text: &str) -> Option<Vec<&str>> {
    let lower = text.to_ascii_lowercase();
    CHOICES.iter().find_map(|choice| {
        let after = &text[lower.find(choice)? + choice.len()..];
        let sentence = after.split(['.', ';', '\n']).next().unwrap_or_default();
        let values: Vec<&str> = ['`', '"', '\'']
            .into_iter()
            .map(|quote| sentence.split(quote).skip(1).step_by(2).collect::<Vec<_>>())
            .find(|values| values.len() > 1)?;
        let are_values = values
            .iter()
            .all(|value| !value.is_empty() && value.len() < 40 && !value.contains(char::is_whitespace));
        are_values.then_some(values)
    })
}

#[cfg(test)]
mod tests {
    use super::listed_values;

    #[test]
    fn only_announced_and_quoted_values_count() {
        assert_eq!(listed_values("One of `asc` or `desc`."), Some(vec!["asc", "desc"]));
        assert_eq!(listed_values("The order; must be 'asc', 'desc'"), Some(vec!["asc", "desc"]));
        assert_eq!(listed_values("Either a name or a number."), None);
        assert_eq!(listed_values("From `list_orders` or `get_order`."), None);
        assert_eq!(listed_values("Can be `large`. See `get_order`."), None);
    }
}
