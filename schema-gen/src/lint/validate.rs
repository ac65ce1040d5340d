//! Holding values against schemas of a catalog.

use serde_json::{Value, json};

use crate::names::{Names, component_name};
use crate::references::{self, Schemas};

/// More faults of one value than this are not listed; the first ones usually cause the others.
const MOST_FAULTS: usize = 3;

/// A schema of a catalog, ready to judge values.
pub(super) struct Validator {
    compiled: jsonschema::Validator,
}

impl Validator {
    /// Prepares a schema; fails when it, or one it refers to, is no JSON Schema.
    pub(super) fn new(schema: &Value, schemas: &Schemas) -> Result<Self, String> {
        let mut reached = Schemas::new();
        references::collect(schema, schemas, &mut reached);
        // A name such as `Page<Order>` cannot stand in a reference, which has to be a URI.
        let names = Names::new(reached.keys(), &[], component_name);
        let mut schema = schema.clone();
        names.rename_references(&mut schema);
        let root = json!({"allOf": [schema], "components": {"schemas": names.rename_schemas(&reached)}});
        let options = jsonschema::options()
            .with_draft(jsonschema::Draft::Draft202012)
            .should_validate_formats(true)
            // Formats such as `uint32` belong to Rust and are no fault.
            .should_ignore_unknown_formats(true);
        options.build(&root).map(|compiled| Self { compiled }).map_err(|error| error.to_string())
    }

    /// What is wrong with a value; nothing when it fits.
    pub(super) fn faults(&self, value: &Value) -> Option<String> {
        let mut faults: Vec<String> = self
            .compiled
            .iter_errors(value)
            .take(MOST_FAULTS + 1)
            .map(|error| match error.instance_path().as_str() {
                "" => error.to_string(),
                path => format!("`{path}`: {error}"),
            })
            .collect();
        if faults.len() > MOST_FAULTS {
            faults[MOST_FAULTS] = "and more".into();
        }
        (!faults.is_empty()).then(|| faults.join("; "))
    }
}
