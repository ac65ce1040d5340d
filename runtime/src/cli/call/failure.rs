//! A failed call, shown to a person.

use serde_json::Value;

use super::{
    console::{Colour, Console, visible_line},
    exit_code, flags,
    settings::{Format, Settings},
    target::Target,
};
use crate::{CallError, codes};

/// Shows why a call failed, and gives the exit code.
pub(super) fn show(error: &CallError, target: &Target, settings: &Settings, console: &Console) -> u8 {
    if matches!(settings.output, Some(Format::Json | Format::Pretty)) {
        // Who asks for JSON is a program, which wants the kind and the details of a failure as well.
        console.error(&format!("{}\n", serde_json::to_string(error).unwrap_or_else(|_| error.to_string())));
        return exit_code::of(error, &target.command);
    }
    if error.code() == codes::INVALID_PARAMS && show_faults(error, target, console) {
        return exit_code::of(error, &target.command);
    }
    let kind = console.painted_message(&format!("({})", error.kind()), Colour::Dim);
    let label = console.painted_message("error", Colour::Red);
    console.error(&format!("{label}: {} {kind}\n", visible_line(error.message())));
    if let Some(details) = error.data().get("details").and_then(Value::as_object) {
        for (name, value) in details {
            console.say(format_args!("  {}: {}", visible_line(name), text_of(value)));
        }
    }
    if let Some(incident) = error.data().get("incident").and_then(Value::as_str) {
        console.say(format_args!("  the log tells more under {}", visible_line(incident)));
    }
    exit_code::of(error, &target.command)
}

/// Shows everything that is wrong with the parameters; `false` when the error does not list it.
fn show_faults(error: &CallError, target: &Target, console: &Console) -> bool {
    let Some(faults) = error.data().get("errors").and_then(Value::as_array).filter(|it| !it.is_empty())
    else {
        return false;
    };
    console.complain("the parameters do not fit");
    for fault in faults {
        let word = |name: &str| fault.get(name).and_then(Value::as_str).map(visible_line);
        let mut line = format!(
            "  {}: expected {}",
            console.painted_message(&place(&word("pointer").unwrap_or_default(), target), Colour::Bold),
            word("expected").unwrap_or_default()
        );
        if let Some(got) = word("got") {
            line.push_str(&format!(", got {got}"));
        }
        if let Some(meant) = word("did_you_mean") {
            line.push_str(&format!("; did you mean `{meant}`?"));
        }
        console.error(&format!("{line}\n"));
    }
    console.say(format_args!("`call {} --help` explains the parameters", target.command.name));
    true
}

/// The flag that a JSON Pointer into the parameters leads to, and the place within its value.
fn place(pointer: &str, target: &Target) -> String {
    let Some(path) = pointer.strip_prefix('/') else { return "--json".to_owned() };
    let (name, rest) = path.split_once('/').map_or((path, None), |(name, rest)| (name, Some(rest)));
    if !target.command.parameters.iter().any(|parameter| parameter.name == name) {
        return format!("--json at {pointer}");
    }
    match rest {
        Some(rest) => format!("--{} at /{rest}", flags::flag(name)),
        None => format!("--{}", flags::flag(name)),
    }
}

fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => visible_line(text),
        other => other.to_string(),
    }
}
