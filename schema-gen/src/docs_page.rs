//! What the documentation page shows, as one compact JSON text.

use serde_json::{Map, Value};

use crate::{
    Catalog, canonical,
    catalog::{Command, Parameter},
    signature::signature,
};

/// The data of the documentation page: the catalog with the signature of every command, and without what only
/// developers of the service need (where a command is declared, which lints it allows).
///
/// The order of the commands is that of the catalog, the order of parameters and errors that of the declaration.
///
/// # Examples
///
/// ```
/// use commandry_schema::{Catalog, docs_page};
///
/// let catalog: Catalog = serde_json::from_str(r#"{
///     "service": {"title": "shop", "version": "1.0.0"},
///     "commands": [{"name": "ping", "summary": "Answers at once.", "source": {"file": "src/main.rs", "line": 3}}]
/// }"#)?;
/// assert_eq!(
///     docs_page::data(&catalog),
///     concat!(
///         r#"{"commands":[{"name":"ping","parameters":[],"result":{"schema":{}},"signature":"ping() -> any","#,
///         r#""summary":"Answers at once."}],"schemas":{},"service":{"title":"shop","version":"1.0.0"}}"#
///     )
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
#[must_use]
pub fn data(catalog: &Catalog) -> String {
    let commands: Vec<Value> =
        catalog.commands.iter().map(|command| command_data(command, catalog)).collect();
    let schemas: Map<String, Value> =
        catalog.schemas.iter().map(|(name, schema)| (name.clone(), schema.clone())).collect();
    let mut data = Map::new();
    data.insert("service".into(), serde_json::to_value(&catalog.service).unwrap_or_default());
    data.insert("commands".into(), Value::Array(commands));
    data.insert("schemas".into(), Value::Object(schemas));
    canonical::to_string(&Value::Object(data))
}

fn command_data(command: &Command, catalog: &Catalog) -> Value {
    let mut data = serde_json::to_value(command).unwrap_or_default();
    if let Value::Object(members) = &mut data {
        members.remove("source");
        members.remove("allowed_lints");
        members.insert("signature".into(), signature(command, &catalog.schemas).into());
        let parameters = command.parameters.iter().map(parameter_data).collect();
        members.insert("parameters".into(), Value::Array(parameters));
    }
    data
}

/// A parameter that says only once what it means.
fn parameter_data(parameter: &Parameter) -> Value {
    let mut data = serde_json::to_value(parameter).unwrap_or_default();
    let repeated =
        parameter.schema.get("description").and_then(Value::as_str) == Some(&parameter.description);
    if repeated && let Some(Value::Object(schema)) = data.get_mut("schema") {
        schema.remove("description");
    }
    data
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::Catalog;

    #[test]
    fn what_a_parameter_means_is_said_once_and_other_descriptions_stay() {
        let catalog: Catalog = serde_json::from_value(json!({
            "service": {"title": "shop", "version": "1.0.0"},
            "commands": [{"name": "find", "allowed_lints": [{"lint": "x", "reason": "y"}], "parameters": [
                {"name": "same", "description": "A word.", "schema": {"type": "string", "description": "A word."}},
                {"name": "other", "description": "A word.", "schema": {"type": "string", "description": "Any word."}}
            ]}]
        }))
        .unwrap();
        let data: Value = serde_json::from_str(&super::data(&catalog)).unwrap();
        let parameters = &data["commands"][0]["parameters"];
        assert_eq!(parameters[0]["schema"], json!({"type": "string"}));
        assert_eq!(parameters[0]["description"], "A word.");
        assert_eq!(parameters[1]["schema"]["description"], "Any word.");
        assert_eq!(data["commands"][0].get("allowed_lints"), None);
    }
}
