//! Following `$ref` from schema to schema.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::catalog::{Command, DEFINITIONS};
use crate::walk;

/// The named schemas of a catalog.
pub(crate) type Schemas = BTreeMap<String, Value>;

/// The named schemas that the commands reach, directly or through other schemas.
pub(crate) fn reachable(commands: &[Command], schemas: &Schemas) -> Schemas {
    let mut found = Schemas::new();
    for schema in commands.iter().flat_map(command_schemas) {
        collect(schema, schemas, &mut found);
    }
    found
}

/// The schemas of one command: of its parameters, its results and the details of its errors.
pub(crate) fn command_schemas(command: &Command) -> impl Iterator<Item = &Value> {
    let parameters = command.parameters.iter().map(|parameter| &parameter.schema);
    let details = command.errors.kinds.iter().filter_map(|kind| kind.details.as_ref());
    let job = command.job.iter().map(|job| &job.result.schema);
    parameters.chain(std::iter::once(&command.result.schema)).chain(job).chain(details)
}

/// Adds the named schemas that a schema reaches, directly or through other schemas.
pub(crate) fn collect(schema: &Value, schemas: &Schemas, found: &mut Schemas) {
    // A list instead of calls within calls: a catalog from elsewhere may have a chain of any length.
    let mut pending = vec![schema];
    while let Some(schema) = pending.pop() {
        walk::each(schema, &mut |schema| {
            if let Some(name) = name(schema)
                && !found.contains_key(name)
                && let Some(target) = schemas.get(name)
            {
                found.insert(name.to_owned(), target.clone());
                pending.push(target);
            }
        });
    }
}

/// The name that a schema refers to, or `None` when it is no reference into the catalog.
pub(crate) fn name(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix(DEFINITIONS)
}

/// The schema that a reference of a catalog names, or `None` when it is no reference or leads nowhere.
pub(crate) fn resolve<'a>(schema: &Value, schemas: &'a Schemas) -> Option<&'a Value> {
    schemas.get(name(schema)?)
}

/// The schema at the end of a chain of bare references; the schema itself when it is none, or leads nowhere.
pub(crate) fn target<'a>(schema: &'a Value, schemas: &'a Schemas) -> &'a Value {
    let mut current = schema;
    // A chain longer than the number of names goes in a circle.
    for _ in 0..=schemas.len() {
        match resolve(current, schemas) {
            Some(next) => current = next,
            None => break,
        }
    }
    current
}
