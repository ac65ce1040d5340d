//! Holding settings against their schema, with faults that say where a value was given.

use commandry_schema::validation::{Fault, FaultKind, Validator};
use serde_json::Value;

use super::{
    ConfigFault, ConfigOrigin, duration, nearest,
    node::{Content, Node, path_text},
    schema::{Schemas, is_secret, text},
    secret,
    variables::variable_name,
};

/// Longest part of a wrong value that is shown.
const MOST_SHOWN: usize = 60;

/// What settings are held against.
pub(super) struct Check<'s> {
    pub(super) schemas: &'s Schemas,
    pub(super) node: &'s Node,
    pub(super) prefix: &'s str,
}

impl Check<'_> {
    /// Everything that is wrong with the settings, in the order of their keys.
    pub(super) fn faults(&self, validator: &Validator) -> Vec<ConfigFault> {
        let value = self.node.to_value();
        let mut faults = Vec::new();
        for fault in validator.faults(&value) {
            self.tell(&fault, &mut faults);
        }
        self.unreadable_secrets(self.node, &mut Vec::new(), &mut faults);
        faults
    }

    /// Where a value at a path was given; the innermost section around it otherwise.
    pub(super) fn origin(&self, path: &[String]) -> ConfigOrigin {
        self.node.nearest(path).origin.clone()
    }

    fn tell(&self, fault: &Fault<'_>, faults: &mut Vec<ConfigFault>) {
        let mut path = path_of(&fault.pointer);
        match &fault.kind {
            FaultKind::UnknownMember { name, .. } => {
                path.push((*name).to_owned());
                let message = format!("is not known{}", nearest::setting(self.schemas, &path));
                faults.push(ConfigFault::new(path_text(&path), self.origin(&path), message));
            }
            FaultKind::Required(name) => {
                let origin = self.origin(&path);
                path.push(name.clone());
                let variable = variable_name(self.prefix, &path);
                let how = if self.prefix.is_empty() {
                    "give it in a file of settings".to_owned()
                } else {
                    format!("give it in a file of settings or as the variable {variable}")
                };
                faults.push(ConfigFault::new(path_text(&path), origin, format!("is missing; {how}")));
            }
            FaultKind::NoForm(forms) => match likely_form(&fault.pointer, forms) {
                Some(form) => form.iter().for_each(|fault| self.tell(fault, faults)),
                None => faults.push(self.wrong(fault, &path)),
            },
            _ => faults.push(self.wrong(fault, &path)),
        }
    }

    fn wrong(&self, fault: &Fault<'_>, path: &[String]) -> ConfigFault {
        let forms = self.schemas.at(path);
        let expected = match &fault.kind {
            FaultKind::Not if text(&forms, "format") == duration::FORMAT => "longer than no time".to_owned(),
            _ if text(&forms, "format") == duration::FORMAT => duration::EXPECTED.to_owned(),
            FaultKind::Type(types) => bounded(&types.to_string(), &forms),
            FaultKind::NoForm(_) => choices(&forms).unwrap_or_else(|| fault.kind.to_string()),
            kind => kind.to_string(),
        };
        let is_secret = is_secret(&forms);
        let shown = shown(fault.value, is_secret);
        ConfigFault::new(path_text(path), self.origin(path), format!("must be {expected}, and is {shown}"))
    }

    /// Files of secrets are looked at with everything else, so that all faults are told at once.
    fn unreadable_secrets(&self, node: &Node, path: &mut Vec<String>, faults: &mut Vec<ConfigFault>) {
        let mut inner = |name: &str, node: &Node, path: &mut Vec<String>| {
            path.push(name.to_owned());
            self.unreadable_secrets(node, path, faults);
            path.pop();
        };
        match &node.content {
            Content::Table(members) => members.iter().for_each(|(name, node)| inner(name, node, path)),
            Content::List(items) => {
                items.iter().enumerate().for_each(|(index, node)| inner(&index.to_string(), node, path));
            }
            Content::Scalar(Value::String(given)) if is_secret(&self.schemas.at(path)) => {
                if let Err(reason) = secret::read(given) {
                    faults.push(ConfigFault::new(
                        path_text(path),
                        node.origin.clone(),
                        format!("cannot be taken: {reason}"),
                    ));
                }
            }
            Content::Scalar(_) => {}
        }
    }
}

/// The form that was meant: the only one whose type is that of the value.
fn likely_form<'f, 'v>(pointer: &str, forms: &'f [Vec<Fault<'v>>]) -> Option<&'f Vec<Fault<'v>>> {
    let is_other_type = |form: &&Vec<Fault<'v>>| {
        form.iter().any(|fault| fault.pointer == pointer && matches!(fault.kind, FaultKind::Type(_)))
    };
    let mut likely = forms.iter().filter(|form| !is_other_type(form));
    match (likely.next(), likely.next()) {
        (Some(form), None) => Some(form),
        // Where all are of another type, the one beside `null` says what is wanted.
        (None, _) if forms.len() == 2 => forms.iter().find(|form| {
            !form
                .iter()
                .any(|fault| matches!(&fault.kind, FaultKind::Type(types) if types.to_string() == "null"))
        }),
        _ => None,
    }
}

/// A type with the smallest and the largest number that are possible.
fn bounded(types: &str, forms: &[&Value]) -> String {
    if !matches!(types, "an integer" | "a number" | "an integer or null" | "a number or null") {
        return match types {
            "an object" => "a section".to_owned(),
            "an array" => "a list".to_owned(),
            "a string" => choices(forms).unwrap_or_else(|| "a text".to_owned()),
            types => types.to_owned(),
        };
    }
    let limit = |keyword: &str| forms.iter().find_map(|form| form.get(keyword));
    match (limit("minimum"), limit("maximum")) {
        (Some(least), Some(most)) => format!("{types} from {least} to {most}"),
        (Some(least), None) => format!("{types} of at least {least}"),
        (None, Some(most)) => format!("{types} of at most {most}"),
        (None, None) => types.to_owned(),
    }
}

/// The texts that are possible, where there are only some.
fn choices(forms: &[&Value]) -> Option<String> {
    let texts: Vec<String> = forms
        .iter()
        .flat_map(|form| {
            form.get("enum").and_then(Value::as_array).into_iter().flatten().chain(form.get("const"))
        })
        .filter(|value| value.is_string())
        .map(Value::to_string)
        .collect();
    (!texts.is_empty()).then(|| format!("one of {}", texts.join(", ")))
}

/// What came instead; of a secret, only what it is.
fn shown(value: &Value, is_secret: bool) -> String {
    match value {
        Value::String(_) if is_secret => "another text".to_owned(),
        Value::Number(_) if is_secret => "a number".to_owned(),
        Value::String(text) => {
            let part: String = text.chars().take(MOST_SHOWN).collect();
            let rest = if part.len() < text.len() { " …" } else { "" };
            format!("the text {part:?}{rest}")
        }
        Value::Number(number) => format!("the number {number}"),
        Value::Bool(value) => value.to_string(),
        Value::Null => "null".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "a section".to_owned(),
    }
}

/// The names in a JSON Pointer.
fn path_of(pointer: &str) -> Vec<String> {
    pointer.split('/').skip(1).map(|name| name.replace("~1", "/").replace("~0", "~")).collect()
}
