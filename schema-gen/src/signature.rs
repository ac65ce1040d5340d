//! Commands as one line of text, for help and for messages of errors.

mod type_text;

use crate::catalog::{Command, Parameter};
use crate::references::Schemas;

/// The command in one line: its name, its parameters with types and limits, and the type of its result.
///
/// Optional parameters carry a `?`, defaults follow a `=`. Types of the catalog that are objects appear by their
/// name; enums and newtypes of scalars are written out, since a caller needs their values. The result of a command that
/// gives its items one after the other is a `stream of` them.
///
/// ```
/// use commandry_schema::{Catalog, signature::signature};
///
/// let catalog: Catalog = serde_json::from_str(r##"{
///     "service": {"title": "shop", "version": "1.0.0"},
///     "commands": [{
///         "name": "reserve_stock",
///         "parameters": [
///             {"name": "sku", "required": true, "schema": {"type": "string"}},
///             {"name": "quantity", "required": true, "schema": {"type": "integer", "minimum": 1, "maximum": 1000}},
///             {"name": "warehouse", "schema": {"type": ["string", "null"]}}
///         ],
///         "result": {"schema": {"$ref": "#/components/schemas/Reservation"}}
///     }],
///     "schemas": {"Reservation": {"type": "object", "properties": {"id": {"type": "string"}}}}
/// }"##)?;
/// assert_eq!(
///     signature(&catalog.commands[0], &catalog.schemas),
///     "reserve_stock(sku: string, quantity: int 1..1000, warehouse?: string) -> Reservation"
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
#[must_use]
pub fn signature(command: &Command, schemas: &Schemas) -> String {
    spelled(command, schemas, ": ")
}

/// The same without spaces behind colons, which saves a model a token for each type.
pub(crate) fn compact(command: &Command, schemas: &Schemas) -> String {
    spelled(command, schemas, ":")
}

/// The same with the names of the parameters alone, for where many commands are shown and their types come later.
pub(crate) fn names(command: &Command, schemas: &Schemas) -> String {
    let name = |parameter: &Parameter| {
        if parameter.required { parameter.name.clone() } else { format!("{}?", parameter.name) }
    };
    let parameters: Vec<String> = command.parameters.iter().map(name).collect();
    format!("{}({}) -> {}", command.name, parameters.join(", "), result_text(command, schemas, ":"))
}

/// The type of a schema, without spaces behind colons.
pub(crate) fn compact_type(schema: &serde_json::Value, schemas: &Schemas) -> String {
    type_text::type_text(schema, schemas, ":")
}

/// One parameter as it stands in a signature, such as `quantity: int 1..1000` or `limit?: int 1..100 = 20`.
#[must_use]
pub fn parameter_text(parameter: &Parameter, schemas: &Schemas) -> String {
    parameter_spelled(parameter, schemas, ": ")
}

fn spelled(command: &Command, schemas: &Schemas, colon: &str) -> String {
    let parameters: Vec<String> =
        command.parameters.iter().map(|parameter| parameter_spelled(parameter, schemas, colon)).collect();
    format!("{}({}) -> {}", command.name, parameters.join(", "), result_text(command, schemas, colon))
}

fn result_text(command: &Command, schemas: &Schemas, colon: &str) -> String {
    // What a caller takes item by item is better known by its items than by the form in which they are collected.
    let (stream, schema) = match command.result.item_schema() {
        Some(item) => ("stream of ", item),
        None => ("", &command.result.schema),
    };
    format!("{stream}{}", type_text::type_text(schema, schemas, colon))
}

fn parameter_spelled(parameter: &Parameter, schemas: &Schemas, colon: &str) -> String {
    let Parameter { name, required, schema, .. } = parameter;
    if *required {
        return format!("{name}{colon}{}", type_text::type_text(schema, schemas, colon));
    }
    // Absence stands for null, so that null need not be mentioned.
    let text = type_text::type_text_without_null(schema, schemas, colon);
    match schema.get("default") {
        Some(default) if !default.is_null() && !default.is_object() => {
            format!("{name}?{colon}{text} = {default}")
        }
        _ => format!("{name}?{colon}{text}"),
    }
}
