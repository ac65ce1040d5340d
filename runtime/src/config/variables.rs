//! Settings from variables of the environment and of `.env`.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::Value;

use super::{
    ConfigFault, ConfigOrigin, nearest,
    node::{Node, path_text},
    schema::{Schemas, names, takes_any_name, types},
};

/// What separates the names of sections in the name of a variable.
const NESTING: &str = "__";
/// The variable, behind the prefix, that names the file of settings.
pub(super) const FILE: &str = "CONFIG";

/// Names that stand for a setting beside its own: those that services of the Python original are set up with.
///
/// A row counts where the application has the section; `database` is there when it asks for
/// [`DatabaseSettings`](super::DatabaseSettings).
pub(super) const FLAT_NAMES: [(&str, &[&str]); 10] = [
    ("API_HOST", &["server", "host"]),
    ("API_PORT", &["server", "port"]),
    ("DB_HOST", &["database", "host"]),
    ("DB_NAME", &["database", "name"]),
    ("DB_PASSWORD", &["database", "password"]),
    ("DB_PORT", &["database", "port"]),
    ("DB_URL", &["database", "url"]),
    ("DB_USER", &["database", "user"]),
    ("DEBUG", &["server", "debug"]),
    ("LOG_LEVEL", &["log", "level"]),
];

/// A variable as it was given.
#[derive(Clone, Debug)]
pub(super) struct Variable {
    pub(super) name: String,
    /// `None` when the value is not UTF-8.
    pub(super) value: Option<String>,
    pub(super) origin: ConfigOrigin,
}

/// The name of the variable that gives a setting.
pub(super) fn variable_name(prefix: &str, path: &[String]) -> String {
    let parts: Vec<String> = path.iter().map(|name| upper(name)).collect();
    format!("{prefix}{}", parts.join(NESTING))
}

/// The variables of a file, with their lines.
pub(super) fn of_file(
    name: &Arc<str>,
    bytes: &[u8],
    prefix: &str,
) -> Result<Vec<Variable>, Vec<ConfigFault>> {
    let Ok(text) = str::from_utf8(bytes) else {
        let message = format!("{name} is not UTF-8");
        return Err(vec![ConfigFault::new("", ConfigOrigin::Default, message)]);
    };
    let mut variables = Vec::new();
    let mut faults = Vec::new();
    for entry in dotenvy::from_read_iter(text.as_bytes()) {
        match entry {
            Ok((variable, value)) if variable.starts_with(prefix) => {
                let line = line_of(text, &variable);
                let origin =
                    ConfigOrigin::DotEnv { path: Arc::clone(name), line, variable: variable.clone() };
                variables.push(Variable { name: variable, value: Some(value), origin });
            }
            Ok(_) => {}
            Err(dotenvy::Error::LineParse(content, _)) => {
                // What the line says may be a secret, so that only its number is told.
                let first = content.lines().next().unwrap_or_default().trim();
                let line = text.lines().position(|line| line.trim() == first).unwrap_or_default() + 1;
                let origin = ConfigOrigin::File { path: Arc::clone(name), line };
                faults.push(ConfigFault::new("", origin, "is no line of the form `NAME=value`"));
                // What stands behind an open quote is read as one line, and nothing more can be told.
                break;
            }
            Err(error) => {
                faults.push(ConfigFault::new(
                    "",
                    ConfigOrigin::Default,
                    format!("{name} cannot be read: {error}"),
                ));
                break;
            }
        }
    }
    if faults.is_empty() { Ok(variables) } else { Err(faults) }
}

/// The last line that sets a variable.
fn line_of(text: &str, variable: &str) -> usize {
    let sets = |line: &str| {
        let line = line.trim_start();
        let line = line.strip_prefix("export ").unwrap_or(line).trim_start();
        line.strip_prefix(variable).is_some_and(|rest| rest.trim_start().starts_with('='))
    };
    text.lines().enumerate().filter(|(_, line)| sets(line)).last().map_or(1, |(index, _)| index + 1)
}

/// The settings that variables give, and what is wrong with their names.
pub(super) fn node_of(
    variables: &[Variable],
    prefix: &str,
    schemas: &Schemas,
    faults: &mut Vec<ConfigFault>,
) -> Node {
    let mut own: BTreeMap<&str, (Vec<String>, &Variable)> = BTreeMap::new();
    let mut flat = BTreeMap::new();
    for variable in variables {
        let Some(rest) = variable.name.strip_prefix(prefix).filter(|rest| !rest.is_empty()) else { continue };
        if rest == FILE || is_service_link(rest, variable.value.as_deref()) {
            continue;
        }
        if let Some(path) = path_of(rest, schemas) {
            own.insert(&variable.name, (path, variable));
        } else if let Some((_, path)) = FLAT_NAMES.iter().find(|(name, _)| rest.eq_ignore_ascii_case(name)) {
            let path: Vec<String> = path.iter().map(|name| (*name).to_owned()).collect();
            if schemas.at(&path).is_empty() {
                let message = format!("sets `{}`, which this application does not have", path_text(&path));
                faults.push(ConfigFault::new("", variable.origin.clone(), message));
            } else {
                flat.insert(&*variable.name, (path, variable));
            }
        } else {
            let message = format!("names no setting{}", nearest::variable(schemas, prefix, rest));
            faults.push(ConfigFault::new("", variable.origin.clone(), message));
        }
    }
    let mut node = Node::table(ConfigOrigin::Default);
    // A name that says the whole way wins over a short one.
    for (path, variable) in flat.into_values().chain(own.into_values()) {
        let Some(text) = &variable.value else {
            faults.push(ConfigFault::new(path_text(&path), variable.origin.clone(), "is not UTF-8"));
            continue;
        };
        node.set(&path, Node::of(value_of(text, &path, schemas), &variable.origin));
    }
    node
}

/// The setting that a name means, whatever its case.
fn path_of(rest: &str, schemas: &Schemas) -> Option<Vec<String>> {
    let mut path = Vec::new();
    let mut forms = schemas.at(&[]);
    for part in rest.split(NESTING) {
        let wanted = upper(part);
        let name = match names(&forms).into_iter().find(|name| upper(name) == wanted) {
            Some(name) => name.to_owned(),
            None if takes_any_name(&forms) && !part.is_empty() => part.to_ascii_lowercase(),
            None => return None,
        };
        forms = schemas.children(&forms, &name);
        path.push(name);
    }
    Some(path)
}

fn upper(name: &str) -> String {
    name.to_uppercase().replace('-', "_")
}

/// Whether a variable is one of those that Kubernetes sets in every container for a service whose name happens to be
/// the prefix: `APP_SERVICE_HOST`, `APP_PORT`, `APP_PORT_8000_TCP_ADDR`.
fn is_service_link(rest: &str, value: Option<&str>) -> bool {
    let is_address = || value.is_some_and(|value| value.starts_with("tcp://") || value.starts_with("udp://"));
    match rest {
        "SERVICE_HOST" | "SERVICE_PORT" => true,
        "PORT" => is_address(),
        _ if rest.starts_with("SERVICE_PORT_") => true,
        _ => rest.strip_prefix("PORT_").is_some_and(|rest| {
            let number = rest.split('_').next().unwrap_or_default();
            let kind = rest.get(number.len() + 1..).unwrap_or_default();
            !number.is_empty()
                && number.bytes().all(|it| it.is_ascii_digit())
                && (kind.starts_with("TCP") || kind.starts_with("UDP"))
        }),
    }
}

/// What a text means where a setting is of other types than text.
pub(super) fn value_of(text: &str, path: &[String], schemas: &Schemas) -> Value {
    read(text, &schemas.at(path), schemas)
}

fn read<'s>(text: &str, forms: &[&'s Value], schemas: &'s Schemas) -> Value {
    let types = types(forms);
    let trimmed = text.trim();
    if types.contains("null") && trimmed == "null" {
        return Value::Null;
    }
    if types.contains("boolean")
        && let Some(value) = boolean(trimmed)
        && !types.contains("string")
    {
        return Value::Bool(value);
    }
    if types.contains("string") {
        return Value::from(text);
    }
    if let Ok(number) = trimmed.parse::<i64>() {
        return Value::from(number);
    }
    if let Ok(number) = trimmed.parse::<u64>() {
        return Value::from(number);
    }
    if types.contains("number")
        && let Some(number) = trimmed.parse::<f64>().ok().filter(|number| number.is_finite())
    {
        return Value::from(number);
    }
    let is_list = types.contains("array");
    if (is_list && trimmed.starts_with('[')) || (types.contains("object") && trimmed.starts_with('{')) {
        return serde_json::from_str(trimmed).unwrap_or_else(|_| Value::from(text));
    }
    if is_list {
        let items = schemas.children(forms, "0");
        let parts = trimmed.split(',').map(str::trim).filter(|part| !part.is_empty());
        return parts.map(|part| read(part, &items, schemas)).collect();
    }
    Value::from(text)
}

fn boolean(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "on" => Some(true),
        "false" | "0" | "no" | "off" => Some(false),
        _ => None,
    }
}
