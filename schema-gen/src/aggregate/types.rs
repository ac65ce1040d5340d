//! The schemas of a document, with the types that they refer to.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::dialect::{Dialect, modernise};
use super::{AggregateError, names, pointer};
use crate::catalog::DEFINITIONS;
use crate::references::Schemas;
use crate::walk;

/// Members of documents under which types have their names.
const CONTAINERS: [&str; 3] = ["$defs", "definitions", "schemas"];

/// Collects the types that the schemas of a document refer to.
pub(super) struct Types<'a> {
    root: &'a Value,
    dialect: Dialect,
    prefix: &'a str,
    /// Where the root stands in the document, as a pointer.
    at: String,
    names: BTreeMap<String, String>,
    taken: BTreeSet<String>,
    pending: Vec<String>,
    schemas: Schemas,
}

impl<'a> Types<'a> {
    /// Types of references that count from `root`, which stands in the document at a pointer.
    pub(super) fn new(prefix: &'a str, root: &'a Value, at: &str, dialect: Dialect) -> Self {
        Self {
            root,
            dialect,
            prefix,
            at: at.to_owned(),
            names: BTreeMap::new(),
            taken: BTreeSet::new(),
            pending: Vec::new(),
            schemas: Schemas::new(),
        }
    }

    /// The value that references count from.
    pub(super) fn document(&self) -> &'a Value {
        self.root
    }

    /// A schema of the document as a catalog has it. `place` is its pointer within the root.
    pub(super) fn schema(&mut self, schema: &Value, place: &str) -> Result<Value, AggregateError> {
        let mut schema = match schema {
            Value::Object(_) | Value::Bool(_) => schema.clone(),
            other => return Err(self.error(place, &format!("{other} is no schema"))),
        };
        modernise(&mut schema, self.dialect);
        let mut references = BTreeSet::new();
        walk::each(&schema, &mut |schema| {
            if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
                references.insert(reference.to_owned());
            }
        });
        let mut renamed = BTreeMap::new();
        for reference in references {
            let name = self.name(&reference, place)?;
            renamed.insert(reference, format!("{DEFINITIONS}{name}"));
        }
        walk::change_each(&mut schema, &mut |schema| {
            if let Some(name) = schema.get("$ref").and_then(Value::as_str).and_then(|it| renamed.get(it)) {
                schema["$ref"] = name.as_str().into();
            }
        });
        Ok(schema)
    }

    /// The value at the end of references, with its pointer.
    pub(super) fn resolve(
        &self,
        value: &'a Value,
        place: &str,
    ) -> Result<(&'a Value, String), AggregateError> {
        pointer::follow(self.root, value, place).map_err(|text| self.error(place, &text))
    }

    /// All types that were referred to, by name.
    pub(super) fn finish(mut self) -> Result<Schemas, AggregateError> {
        // A list instead of calls within calls: a document may have a chain of any length.
        while let Some(pointer) = self.pending.pop() {
            let (Some(target), Some(name)) = (self.root.pointer(&pointer), self.names.get(&pointer).cloned())
            else {
                continue;
            };
            let schema = self.schema(target, &pointer)?;
            self.schemas.insert(name, schema);
        }
        Ok(self.schemas)
    }

    pub(super) fn error(&self, place: &str, text: &str) -> AggregateError {
        AggregateError::new(&pointer::place(self.prefix, &format!("{}{place}", self.at)), text)
    }

    /// The name of the type that a reference leads to.
    fn name(&mut self, reference: &str, place: &str) -> Result<String, AggregateError> {
        let pointer = pointer::of_reference(reference).map_err(|text| self.error(place, &text))?;
        if let Some(name) = self.names.get(&pointer) {
            return Ok(name.clone());
        }
        if self.root.pointer(&pointer).is_none() {
            return Err(self.error(place, &format!("refers to `{reference}`, which does not exist")));
        }
        let name = names::free(&wanted_name(&pointer), &mut self.taken);
        self.names.insert(pointer.clone(), name.clone());
        self.pending.push(pointer);
        Ok(name)
    }
}

/// The name of a type by its place: its own, or else the last words on the way to it.
fn wanted_name(pointer: &str) -> String {
    let steps = pointer::steps(pointer);
    if let [.., container, name] = steps.as_slice()
        && CONTAINERS.contains(&container.as_str())
        && !name.is_empty()
    {
        return name.clone();
    }
    let generic = ["content", "items", "properties", "schema", "application/json"];
    let words: Vec<&str> =
        steps.iter().map(String::as_str).filter(|step| !generic.contains(step) && !step.is_empty()).collect();
    names::pascal_case(&words[words.len().saturating_sub(2)..].join("_"))
}
