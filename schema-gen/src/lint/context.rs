//! What lints look at: a catalog, its commands one by one, and what several lints need of them, prepared once.

use std::{
    cell::{OnceCell, RefCell},
    collections::{BTreeMap, BTreeSet, HashMap},
    rc::Rc,
};

use serde_json::Value;

use super::validate;
use crate::catalog::{Catalog, Command};
use crate::references::{self, Schemas};
use crate::search::Index;
use crate::validation::{SchemaError, Validator};
use crate::walk;

/// A catalog with what is prepared once for all of its commands.
pub(super) struct Context<'a> {
    pub(super) catalog: &'a Catalog,
    index: OnceCell<Index>,
    validators: RefCell<HashMap<String, Rc<Result<Validator, SchemaError>>>>,
    recursive: OnceCell<Vec<&'a Value>>,
}

impl<'a> Context<'a> {
    pub(super) fn new(catalog: &'a Catalog) -> Self {
        Self { catalog, index: OnceCell::new(), validators: RefCell::default(), recursive: OnceCell::new() }
    }

    /// The search over the commands, the same that callers have.
    pub(super) fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::new(self.catalog))
    }

    /// What judges values by a schema; a schema that many commands have is prepared once.
    pub(super) fn validator(&self, schema: &Value) -> Rc<Result<Validator, SchemaError>> {
        let key = schema.to_string();
        if let Some(validator) = self.validators.borrow().get(&key) {
            return Rc::clone(validator);
        }
        let validator = Rc::new(Validator::new(schema, &self.catalog.schemas));
        self.validators.borrow_mut().insert(key, Rc::clone(&validator));
        validator
    }

    /// Whether this very schema is that of a named type which contains itself, directly or through others.
    pub(super) fn is_recursive(&self, schema: &Value) -> bool {
        let recursive = self.recursive.get_or_init(|| recursive_types(&self.catalog.schemas));
        recursive.iter().any(|it| std::ptr::eq(*it, schema))
    }

    /// What is wrong with a value; nothing when it fits, or when the schema is at fault, which another lint tells.
    pub(super) fn faults_of(&self, value: &Value, schema: &Value) -> Option<String> {
        validate::faults(self.validator(schema).as_ref().as_ref().ok()?, value)
    }
}

/// A command together with the catalog it is part of.
pub(super) struct Subject<'a> {
    pub(super) command: &'a Command,
    pub(super) catalog: &'a Catalog,
    pub(super) context: &'a Context<'a>,
    /// The schemas of the parameters, and of all named types that these reach.
    pub(super) parameters: Vec<Located<'a>>,
    /// The schema of the result, and of all named types that it reaches.
    pub(super) result: Vec<Located<'a>>,
}

/// A schema with the words that say where it stands.
pub(super) struct Located<'a> {
    pub(super) place: String,
    pub(super) schema: &'a Value,
}

impl<'a> Subject<'a> {
    pub(super) fn new(command: &'a Command, context: &'a Context<'a>) -> Self {
        let schemas = &context.catalog.schemas;
        let parameters = command
            .parameters
            .iter()
            .map(|it| Located { place: format!("parameter `{}`", it.name), schema: &it.schema })
            .collect();
        let result = vec![Located { place: "the result".to_owned(), schema: &command.result.schema }];
        Self {
            command,
            catalog: context.catalog,
            context,
            parameters: with_types(parameters, schemas),
            result: with_types(result, schemas),
        }
    }

    /// Calls `visit` with every schema that values of the parameters are held against, and where it stands.
    pub(super) fn each_parameter_schema(&self, mut visit: impl FnMut(&str, &'a Value)) {
        for root in &self.parameters {
            walk::each(root.schema, &mut |schema| visit(&root.place, schema));
        }
    }

    /// Calls `visit` with every schema of parameters and results, each type once, and where it stands.
    pub(super) fn each_schema(&self, mut visit: impl FnMut(&str, &'a Value)) {
        self.each_parameter_schema(&mut visit);
        for root in &self.result {
            if !self.parameters.iter().any(|it| std::ptr::eq(it.schema, root.schema)) {
                walk::each(root.schema, &mut |schema| visit(&root.place, schema));
            }
        }
    }

    /// Calls `visit` with the name, the schema and the place of every parameter and of every member of its types.
    pub(super) fn each_member(&self, mut visit: impl FnMut(&str, &'a Value, String)) {
        for parameter in &self.command.parameters {
            visit(&parameter.name, &parameter.schema, format!("parameter `{}`", parameter.name));
        }
        self.each_parameter_schema(|place, schema| {
            let Some(members) = schema.get("properties").and_then(Value::as_object) else { return };
            for (name, member) in crate::canonical::sorted_members(members) {
                visit(name, member, format!("member `{name}` of {place}"));
            }
        });
    }
}

/// Some schemas, and the named types that they reach, sorted by name.
fn with_types<'a>(mut roots: Vec<Located<'a>>, schemas: &'a Schemas) -> Vec<Located<'a>> {
    let mut reached: BTreeMap<&str, &Value> = BTreeMap::new();
    let mut pending: Vec<&Value> = roots.iter().map(|root| root.schema).collect();
    while let Some(schema) = pending.pop() {
        walk::each(schema, &mut |schema| {
            if let Some(name) = references::name(schema)
                && let Some((name, target)) = schemas.get_key_value(name)
                && reached.insert(name, target).is_none()
            {
                pending.push(target);
            }
        });
    }
    roots.extend(
        reached.into_iter().map(|(name, schema)| Located { place: format!("type `{name}`"), schema }),
    );
    roots
}

/// The named types that contain themselves.
fn recursive_types(schemas: &Schemas) -> Vec<&Value> {
    let references: BTreeMap<&str, Vec<&str>> = schemas
        .iter()
        .map(|(name, schema)| {
            let mut names = Vec::new();
            walk::each(schema, &mut |schema| names.extend(references::name(schema)));
            (name.as_str(), names)
        })
        .collect();
    let contains_itself = |name: &str| {
        let mut seen = BTreeSet::new();
        let mut pending = references[name].clone();
        while let Some(other) = pending.pop() {
            if other == name {
                return true;
            }
            if seen.insert(other) {
                pending.extend(references.get(other).into_iter().flatten());
            }
        }
        false
    };
    schemas.iter().filter(|(name, _)| contains_itself(name)).map(|(_, schema)| schema).collect()
}
