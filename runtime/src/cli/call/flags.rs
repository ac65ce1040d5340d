//! From the parameters of a command to flags.

use std::collections::BTreeMap;

use clap::{
    Arg, ArgAction, Command,
    builder::{PossibleValue, TypedValueParser},
    error::{Error, ErrorKind},
};
use commandry_schema::{
    catalog::{self, Parameter},
    signature,
};
use serde_json::Value;

use super::{help, secrets, settings};
use crate::{
    App,
    call::from_texts::{Types, resolve},
};

/// The words that a command understands behind its name; `program` is what the application is called.
pub(in crate::cli) fn grammar_of(
    command: &catalog::Command,
    schemas: &BTreeMap<String, Value>,
    app: &App,
    program: &str,
) -> Command {
    let mut taken: Vec<String> = Vec::new();
    let mut grammar = Command::new(command.name.clone())
        .bin_name(format!("{program} call {}", command.name))
        .about(command.summary.clone())
        .long_about(help::introduction(command))
        .override_usage(help::usage(command, program))
        .after_help(help::footer(command, schemas, program))
        .disable_help_flag(true);
    for parameter in &command.parameters {
        let flag = flag(&parameter.name);
        let is_option = app.options().iter().any(|option| option.name == parameter.name);
        let mut argument = argument(parameter, schemas, app.title(), &command.name);
        if flag != parameter.name && !is_option {
            argument = argument.alias(parameter.name.clone());
            taken.push(parameter.name.clone());
        }
        taken.push(flag);
        grammar = grammar.arg(argument);
    }
    for own in settings::arguments() {
        if own.get_long().is_some_and(|long| !taken.iter().any(|it| it == long)) {
            grammar = grammar.arg(own.help_heading("Options"));
        }
    }
    for option in app.options().iter().filter(|option| !taken.contains(&option.name)) {
        grammar = grammar.arg(
            Arg::new(option.name.clone())
                .long(option.name.clone())
                .help(format!("{} [default: {}]", option.help, option.value))
                .value_name("VALUE")
                .help_heading("Options"),
        );
    }
    // Where a parameter is called `help`, `-h` still helps.
    let help = Arg::new("call.help").short('h').action(ArgAction::Help).help_heading("Options");
    let help = if taken.iter().any(|it| it == "help") { help } else { help.long("help") };
    grammar.arg(help.help("Print help, all of it with `--help`"))
}

/// What a parameter is called among the arguments, where nothing else has that name.
pub(super) fn id(parameter: &str) -> String {
    format!("parameter.{parameter}")
}

/// The flag of a parameter, without the hyphens in front.
pub(super) fn flag(parameter: &str) -> String {
    // A name that starts with an underscore would get a third hyphen.
    if parameter.starts_with('_') { parameter.to_owned() } else { parameter.replace('_', "-") }
}

fn argument(parameter: &Parameter, schemas: &BTreeMap<String, Value>, title: &str, command: &str) -> Arg {
    let types = Types::of(&parameter.schema, schemas);
    let item = if types.array { Types::items(&parameter.schema, schemas) } else { None };
    let (item_types, choices) = match item {
        Some(item) => (Types::of(item, schemas), choices(item, schemas)),
        None => (Types::of(&parameter.schema, schemas), choices(&parameter.schema, schemas)),
    };
    let is_switch = item_types.boolean && !(item_types.string || item_types.number || types.array);
    let choices =
        if is_switch { vec![PossibleValue::new("true"), PossibleValue::new("false")] } else { choices };
    let has_choices = !choices.is_empty();
    let mut argument = Arg::new(id(&parameter.name))
        .long(flag(&parameter.name))
        .help_heading("Parameters")
        .value_name(value_name(&item_types, has_choices))
        .action(if types.array { ArgAction::Append } else { ArgAction::Set })
        .allow_negative_numbers(item_types.number)
        .value_parser(Shown(choices));
    if is_switch {
        argument = argument.num_args(0..=1).default_missing_value("true").hide_possible_values(true);
    }
    let mut notes = Vec::new();
    if parameter.required {
        notes.push("required".to_owned());
    }
    if types.array {
        notes.push("may be repeated".to_owned());
    }
    if let Some(limits) = limits(parameter, schemas)
        && !has_choices
    {
        notes.push(limits);
    }
    match parameter.schema.get("default") {
        Some(Value::Null) | None => {}
        Some(Value::String(default)) => notes.push(format!("default: {default}")),
        Some(default) => notes.push(format!("default: {default}")),
    }
    if parameter.secret {
        notes.push(format!("env: {}", secrets::environment_variable(title, command, &parameter.name)));
        notes.push("`@FILE` reads it from a file".to_owned());
    }
    let notes: Vec<String> = notes.into_iter().map(|note| format!("[{note}]")).collect();
    argument.help(
        format!("{} {}", help::one_paragraph(&parameter.description), notes.join(" ")).trim().to_owned(),
    )
}

/// What a number or a text must be, in a few words.
fn limits(parameter: &Parameter, schemas: &BTreeMap<String, Value>) -> Option<String> {
    let bare = Parameter { required: true, ..parameter.clone() };
    let text = signature::parameter_text(&bare, schemas);
    let (_, kind) = text.split_once(": ")?;
    // The name of a scalar says nothing that the name of the value does not.
    let is_telling = kind.contains(' ') || kind.starts_with(|it: char| it.is_uppercase());
    is_telling.then(|| kind.to_owned())
}

fn value_name(types: &Types, has_choices: bool) -> &'static str {
    match types {
        _ if has_choices => "VALUE",
        Types { object: true, .. } | Types { array: true, .. } => "JSON",
        Types { string: true, .. } => "TEXT",
        Types { number: true, .. } => "NUMBER",
        _ => "VALUE",
    }
}

/// The texts that a schema lists, where it takes nothing else.
fn choices(schema: &Value, schemas: &BTreeMap<String, Value>) -> Vec<PossibleValue> {
    let mut choices = Vec::new();
    if add_choices(schema, schemas, &mut choices, 0) { choices } else { Vec::new() }
}

/// Adds the texts that a schema lists; `false` when it takes something else as well.
fn add_choices(
    schema: &Value,
    schemas: &BTreeMap<String, Value>,
    choices: &mut Vec<PossibleValue>,
    depth: u8,
) -> bool {
    if depth > 8 {
        return false;
    }
    if let Some(target) = resolve(schema, schemas) {
        return add_choices(target, schemas, choices, depth + 1);
    }
    let listed = schema.get("enum").and_then(Value::as_array).cloned();
    if let Some(values) = listed.or_else(|| schema.get("const").map(|value| vec![value.clone()])) {
        for value in values {
            match value {
                Value::String(text) => {
                    let meaning = meaning(schema, &text);
                    let choice = PossibleValue::new(text);
                    choices.push(match meaning {
                        Some(meaning) => choice.help(help::one_paragraph(&meaning)),
                        None => choice,
                    });
                }
                Value::Null => {}
                _ => return false,
            }
        }
        return true;
    }
    for keyword in ["oneOf", "anyOf"] {
        if let Some(arms) = schema.get(keyword).and_then(Value::as_array) {
            return arms.iter().all(|arm| add_choices(arm, schemas, choices, depth + 1));
        }
    }
    schema.get("type").is_some_and(|name| name == "null")
}

/// What a listed text means: the description of a schema lists the meanings of its values, one a line.
fn meaning(schema: &Value, text: &str) -> Option<String> {
    let description = schema.get("description")?.as_str()?;
    if schema.get("const").is_some() {
        return Some(description.to_owned());
    }
    let start = format!("- `{text}`: ");
    description.lines().find_map(|line| line.strip_prefix(&start)).map(str::to_owned)
}

/// Shows which values there are and takes all: the dispatcher refuses the wrong ones, together with all other faults.
#[derive(Clone)]
struct Shown(Vec<PossibleValue>);

impl TypedValueParser for Shown {
    type Value = String;

    fn parse_ref(
        &self,
        command: &Command,
        _: Option<&Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<String, Error> {
        let text = value.to_str().ok_or_else(|| Error::new(ErrorKind::InvalidUtf8).with_cmd(command))?;
        Ok(text.to_owned())
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        if self.0.is_empty() { None } else { Some(Box::new(self.0.iter().cloned())) }
    }
}
