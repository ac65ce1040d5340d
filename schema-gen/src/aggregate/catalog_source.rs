//! The catalog of a service, as it is.

use serde_json::{Value, json};

use super::dialect::Dialect;
use super::import::{Imported, ImportedCommand};
use super::types::Types;
use super::{AggregateError, names, pointer};
use crate::catalog::Catalog;

pub(super) fn import(prefix: &str, document: &Value) -> Result<Imported, AggregateError> {
    let catalog: Catalog = serde_json::from_value(document.clone())
        .map_err(|error| AggregateError::new(prefix, &format!("is no catalog of this version: {error}")))?;
    // In a catalog, references are written as if its schemas stood where a document has them.
    let root = json!({"components": {"schemas": catalog.schemas}});
    let mut types = Types::new(prefix, &root, "", Dialect::JsonSchema);
    let mut imported = Imported::new(prefix, catalog.service);
    for (index, mut command) in catalog.commands.into_iter().enumerate() {
        let at = pointer::step("/commands", &index.to_string());
        for parameter in &mut command.parameters {
            parameter.schema = types.schema(&parameter.schema, &at)?;
        }
        command.result.schema = types.schema(&command.result.schema, &at)?;
        for details in command.errors.kinds.iter_mut().filter_map(|kind| kind.details.as_mut()) {
            *details = types.schema(details, &at)?;
        }
        let original = std::mem::take(&mut command.name);
        command.name = names::snake_case(&original);
        imported.commands.push(ImportedCommand { command, original, pointer: at });
    }
    for (place, count, what) in
        [("/resources", catalog.resources.len(), "resources"), ("/prompts", catalog.prompts.len(), "prompts")]
    {
        if count > 0 {
            imported.omit(place, &format!("leaves {what} out ({count}): only commands are combined"));
        }
    }
    imported.schemas = types.finish()?;
    Ok(imported)
}
