//! The commands that are searched: those of `orders`, and those of `commands.txt`.

use std::collections::BTreeSet;

use commandry_schema::Catalog;
use commandry_schema::catalog::{Behaviour, Command, Parameter, ResultInfo};
use serde_json::json;

const TABLE: &str = include_str!("../commands.txt");

/// The commands of a real application and all of the table, as one service.
///
/// # Errors
///
/// Fails with the line of the table that cannot be read, and when two commands have the same name.
pub(crate) fn catalog(application: &str) -> Result<Catalog, String> {
    let mut catalog: Catalog = serde_json::from_str(application)
        .map_err(|error| format!("the catalog of the application: {error}"))?;
    for (number, line) in TABLE.lines().enumerate() {
        if !line.is_empty() && !line.starts_with('#') {
            let command = command(line).ok_or_else(|| format!("commands.txt:{}: {line}", number + 1))?;
            catalog.commands.push(command);
        }
    }
    catalog.commands.sort_by(|one, other| one.name.cmp(&other.name));
    let names: BTreeSet<&str> = catalog.commands.iter().map(|command| command.name.as_str()).collect();
    if names.len() < catalog.commands.len() {
        return Err("two commands have the same name".to_owned());
    }
    Ok(catalog)
}

fn command(line: &str) -> Option<Command> {
    let mut cells = line.split('|').map(str::trim);
    let [effect, group, name, parameters, summary] =
        std::array::from_fn(|_| cells.next().unwrap_or_default());
    let behaviour = Behaviour {
        read_only: Some(effect == "read"),
        destructive: Some(effect == "delete"),
        idempotent: None,
    };
    let known = ["read", "write", "delete"].contains(&effect) && cells.next().is_none();
    (known && !summary.is_empty()).then(|| Command {
        name: name.to_owned(),
        group: Some(group.to_owned()),
        summary: summary.to_owned(),
        parameters: parameters.split(',').map(str::trim).filter(|it| !it.is_empty()).map(parameter).collect(),
        result: ResultInfo { schema: json!({"type": "object"}), ..ResultInfo::default() },
        behaviour,
        ..Command::default()
    })
}

/// A parameter such as `amount?:n`.
fn parameter(text: &str) -> Parameter {
    let (name, kind) = text.split_once(':').unwrap_or((text, ""));
    let kind = match kind {
        "n" => "number",
        "b" => "boolean",
        _ => "string",
    };
    Parameter {
        name: name.trim_end_matches('?').to_owned(),
        required: !name.ends_with('?'),
        schema: json!({"type": kind}),
        ..Parameter::default()
    }
}
