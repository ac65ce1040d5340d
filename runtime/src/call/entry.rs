//! One command in a dispatcher, with what is derived from its types on first use.

use std::{borrow::Cow, collections::BTreeMap, sync::OnceLock};

use commandry_schema::catalog;
use jsonschema::{PatternOptions, Validator};
use serde_json::Value;

use super::strict;
use crate::{
    catalog::describe,
    declaration::data::CommandData,
    schema::{SchemaCollector, is_guaranteed},
};

/// One command in a dispatcher.
///
/// Schemas are not built before the command is first called, and then only those of its own parameters: a service of
/// five hundred commands answers its first call without having looked at the other four hundred and ninety-nine.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) command: &'static CommandData,
    /// For each parameter, the validator that must run besides decoding, if any.
    checks: OnceLock<Box<[Option<Validator>]>>,
    /// The description that explains a refused call.
    described: OnceLock<Described>,
}

/// All that is published of one command, and the validators that explain faults.
#[derive(Debug)]
pub(crate) struct Described {
    pub(crate) command: catalog::Command,
    pub(crate) schemas: BTreeMap<String, Value>,
    validators: Box<[Option<Validator>]>,
}

impl Entry {
    pub(crate) fn new(command: &'static CommandData) -> Self {
        Self { command, checks: OnceLock::new(), described: OnceLock::new() }
    }

    /// Whether the schema of a parameter accepts a JSON text; `true` where decoding checks the same.
    pub(crate) fn schema_accepts(&self, index: usize, text: &str) -> bool {
        match &self.checks()[index] {
            None => true,
            Some(validator) => strict::from_str::<Value>(text).is_ok_and(|value| validator.is_valid(&value)),
        }
    }

    fn checks(&self) -> &[Option<Validator>] {
        self.checks.get_or_init(|| {
            let mut collector = SchemaCollector::new();
            let parameters: Vec<_> =
                self.command.parameters.iter().map(|data| collector.parameter(data)).collect();
            let definitions = collector.sent_definitions();
            parameters
                .iter()
                .map(|parameter| {
                    let decoding_suffices = is_guaranteed(&parameter.schema, &definitions);
                    if decoding_suffices { None } else { compile(&parameter.schema, &definitions) }
                })
                .collect()
        })
    }

    /// The published description of the command.
    pub(crate) fn described(&self) -> &Described {
        self.described.get_or_init(|| {
            let (command, schemas) = describe(self.command);
            let validators =
                command.parameters.iter().map(|parameter| compile(&parameter.schema, &schemas)).collect();
            Described { command, schemas, validators }
        })
    }
}

impl Described {
    /// The validator of a parameter's schema, where the schema is one.
    pub(crate) fn validator(&self, index: usize) -> Option<&Validator> {
        self.validators.get(index).and_then(Option::as_ref)
    }

    /// The command's signature on one line.
    pub(crate) fn signature(&self) -> String {
        commandry_schema::signature::signature(&self.command, &self.schemas)
    }
}

/// Compiles a schema together with the definitions it refers to.
///
/// Patterns run on an engine that takes linear time, so that no input can make a match slow.
fn compile(schema: &Value, definitions: &BTreeMap<String, Value>) -> Option<Validator> {
    let mut schema = match schema {
        Value::Object(members) => members.clone(),
        _ => return None,
    };
    schema.insert("components".to_owned(), serde_json::json!({ "schemas": definitions }));
    let schema = Value::Object(schema);
    let options = || {
        jsonschema::draft202012::options()
            .should_validate_formats(true)
            .should_ignore_unknown_formats(true)
            .with_pattern_options(PatternOptions::regex())
    };
    match options().build(&schema) {
        Ok(validator) => Some(validator),
        Err(error) => {
            // A schema that does not compile must not become one that lets everything through.
            tracing::error!(%error, "the schema of a parameter is not valid; every value is refused");
            options().build(&Value::Bool(false)).ok()
        }
    }
}

/// A JSON text without the differences that JSON Schema does not see: `1.0` becomes `1`.
///
/// Types that buffer their content, such as untagged enums, do not accept a whole number written with a point.
pub(crate) fn normalized(text: &str) -> Option<Cow<'static, str>> {
    let mut value: Value = strict::from_str(text).ok()?;
    let changed = make_whole(&mut value);
    changed.then(|| Cow::Owned(value.to_string()))
}

fn make_whole(value: &mut Value) -> bool {
    match value {
        Value::Number(number) if number.is_f64() => {
            let whole = number.as_f64().and_then(strict::as_integer);
            match whole {
                Some(strict::Integer::Positive(whole)) => *value = whole.into(),
                Some(strict::Integer::Negative(whole)) => *value = whole.into(),
                None => return false,
            }
            true
        }
        // Every item is visited, also behind one that changed.
        Value::Array(items) => items.iter_mut().filter_map(|item| make_whole(item).then_some(())).count() > 0,
        Value::Object(members) => {
            members.values_mut().filter_map(|member| make_whole(member).then_some(())).count() > 0
        }
        _ => false,
    }
}
