//! The members of an object as the parameters of a command.

use serde_json::Value;

use super::AggregateError;
use super::dialect::DROPPED;
use super::import::Imported;
use super::pointer;
use super::types::Types;
use crate::canonical::sorted_members;
use crate::catalog::Parameter;

/// Keywords of an object that parameters say, or that say nothing about values.
const SAID: [&str; 11] = [
    "additionalProperties",
    "deprecated",
    "description",
    "example",
    "examples",
    "nullable",
    "properties",
    "required",
    "title",
    "type",
    "unevaluatedProperties",
];

/// The members of an object schema as parameters: the required ones in the order in which they are listed as such,
/// then the others by name.
///
/// `place` is the pointer of the schema within the root of its references, `at` the pointer of that root. What the
/// schema demands besides is noted as left out.
pub(super) fn of_object<'a>(
    types: &mut Types<'a>,
    schema: &'a Value,
    place: &str,
    imported: &mut Imported,
    at: &str,
) -> Result<Vec<Parameter>, AggregateError> {
    let (schema, place) = types.resolve(schema, place)?;
    let Value::Object(keywords) = schema else { return Ok(Vec::new()) };
    let here = format!("{at}{place}");
    for (keyword, _) in sorted_members(keywords) {
        let is_said = [&SAID[..], &DROPPED].iter().any(|known| known.contains(&keyword.as_str()));
        if !is_said && !keyword.starts_with("x-") {
            imported
                .omit(&here, &format!("what `{keyword}` demands of the parameters as a whole is left out"));
        }
    }
    if keywords
        .get("additionalProperties")
        .is_some_and(|it| it.is_object() && *it != serde_json::json!({"not": {}}))
    {
        imported.omit(&here, "parameters of any other name are left out");
    }
    let Some(Value::Object(properties)) = keywords.get("properties") else { return Ok(Vec::new()) };
    let required: Vec<&str> = keywords
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let mut parameters = Vec::new();
    for (name, schema) in sorted_members(properties) {
        let place = pointer::step(&format!("{place}/properties"), name);
        let is_required = required.contains(&name.as_str());
        parameters.push(of_schema(types.schema(schema, &place)?, name, is_required));
    }
    let position = |name: &str| required.iter().position(|it| *it == name).unwrap_or(usize::MAX);
    parameters.sort_by_key(|parameter| position(&parameter.name));
    Ok(parameters)
}

/// A parameter with the description that its schema has; passwords are secret.
pub(super) fn of_schema(schema: Value, name: &str, required: bool) -> Parameter {
    let description = schema.get("description").and_then(Value::as_str).unwrap_or_default().to_owned();
    let secret = schema.get("format").is_some_and(|format| format == "password");
    Parameter { name: name.to_owned(), description, required, schema, secret }
}
