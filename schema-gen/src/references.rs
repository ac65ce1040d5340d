//! Following `$ref` from schema to schema.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::catalog::{Command, DEFINITIONS};

/// The named schemas that the commands reach, directly or through other schemas.
pub(crate) fn reachable(commands: &[Command], schemas: &BTreeMap<String, Value>) -> BTreeMap<String, Value> {
    let mut found = BTreeMap::new();
    for command in commands {
        for parameter in &command.parameters {
            collect(&parameter.schema, schemas, &mut found);
        }
        collect(&command.result.schema, schemas, &mut found);
        for details in command.errors.kinds.iter().filter_map(|kind| kind.details.as_ref()) {
            collect(details, schemas, &mut found);
        }
    }
    found
}

/// The schema that a reference of a catalog names, or `None` when it is no reference or leads nowhere.
pub(crate) fn resolve<'a>(schema: &'a Value, schemas: &'a BTreeMap<String, Value>) -> Option<&'a Value> {
    schemas.get(schema.get("$ref")?.as_str()?.strip_prefix(DEFINITIONS)?)
}

fn collect(schema: &Value, schemas: &BTreeMap<String, Value>, found: &mut BTreeMap<String, Value>) {
    match schema {
        Value::Object(members) => {
            if let Some(name) =
                members.get("$ref").and_then(Value::as_str).and_then(|it| it.strip_prefix(DEFINITIONS))
                && !found.contains_key(name)
                && let Some(target) = schemas.get(name)
            {
                found.insert(name.to_owned(), target.clone());
                collect(target, schemas, found);
            }
            for member in members.values() {
                collect(member, schemas, found);
            }
        }
        Value::Array(items) => {
            for item in items {
                collect(item, schemas, found);
            }
        }
        _ => {}
    }
}
