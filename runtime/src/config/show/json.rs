//! Settings in JSON.

use commandry_schema::canonical;
use serde_json::{Map, Value, json};

use super::{Given, Shown};
use crate::config::{node::path_text, secret::MASK};

pub(super) fn show(given: &Given, origins: bool) -> String {
    let mut whole = json!({});
    for setting in given.schemas.settings().iter().filter(|setting| !setting.is_section) {
        let shown = given.look(setting);
        let value = shown.value.clone().unwrap_or_default();
        if origins {
            whole[path_text(&setting.path)] = json!({"value": value, "origin": given.origins(&shown)});
        } else if shown.value.is_some() || !setting.is_optional {
            set(&mut whole, &setting.path, value);
        }
    }
    canonical::to_string_pretty(&whole)
}

pub(super) fn file(given: &Given) -> String {
    let mut whole = json!({});
    for setting in
        given.schemas.settings().iter().filter(|setting| !setting.is_section && !setting.is_optional)
    {
        let Shown { value, takes_null, .. } = given.look(setting);
        match value.filter(|value| *value != MASK) {
            Some(value) => set(&mut whole, &setting.path, value),
            None if takes_null => set(&mut whole, &setting.path, Value::Null),
            None => {}
        }
    }
    canonical::to_string_pretty(&whole)
}

fn set(whole: &mut Value, path: &[String], value: Value) {
    let Some((name, rest)) = path.split_first() else {
        *whole = value;
        return;
    };
    if !whole.is_object() {
        *whole = Value::Object(Map::new());
    }
    if let Value::Object(members) = whole {
        set(members.entry(name.clone()).or_insert(Value::Null), rest, value);
    }
}
