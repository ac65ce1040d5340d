//! Holding values against the schemas of a catalog.
//!
//! A server checks parameters with it, and lints check defaults and examples with it. It covers JSON Schema 2020-12
//! as far as schemas of a [`Catalog`](crate::Catalog) go: every keyword that restricts a value, with references into
//! the catalog. It is small, because every server links it: a general validator with its formats, dialects and
//! reports adds several megabytes to a program.

#[cfg(test)]
mod agrees;
mod check;
mod compile;
mod evaluated;
mod fault;
mod format;
mod pattern;
mod pointer;
mod rule;
mod types;
mod unique;
mod uri;

use std::collections::BTreeMap;

use serde_json::Value;

use self::{check::Check, compile::Compiler, rule::Schema};
pub use self::{
    compile::SchemaError,
    fault::{Fault, FaultKind, Types},
};

/// A schema, ready to judge values.
///
/// # Examples
///
/// ```
/// use std::collections::BTreeMap;
/// use commandry_schema::validation::Validator;
/// use serde_json::json;
///
/// let schemas = BTreeMap::from([("Sku".to_owned(), json!({"type": "string", "pattern": "^[A-Z]{3}$"}))]);
/// let schema = json!({"type": "array", "items": {"$ref": "#/components/schemas/Sku"}});
/// let validator = Validator::new(&schema, &schemas)?;
/// assert!(validator.is_valid(&json!(["ABC"])));
/// let value = json!(["ABC", "abc", 7]);
/// let faults: Vec<String> = validator.faults(&value).iter().map(|fault| fault.to_string()).collect();
/// assert_eq!(faults, [
///     "`/1`: \"abc\" is not a text that matches `^[A-Z]{3}$`",
///     "`/2`: 7 is not a string",
/// ]);
/// # Ok::<(), commandry_schema::validation::SchemaError>(())
/// ```
#[derive(Debug)]
pub struct Validator {
    /// Every schema that was compiled, referred to by its position.
    schemas: Box<[Schema]>,
    root: usize,
}

impl Validator {
    /// Prepares a schema that may refer to the named schemas of a catalog.
    ///
    /// Formats are checked where JSON Schema defines them; others, such as `uint32`, say something about a language
    /// and refuse nothing, except `float`, which takes numbers that fit into 32 bits.
    ///
    /// # Errors
    ///
    /// Fails when the schema, or one that it refers to, is no JSON Schema, refers to nothing or in a circle, has a pattern that
    /// cannot be read, or uses a keyword that a catalog cannot have (`$dynamicRef`).
    pub fn new(schema: &Value, definitions: &BTreeMap<String, Value>) -> Result<Self, SchemaError> {
        let mut compiler = Compiler::new(definitions);
        let root = compiler.add(schema)?;
        Ok(Self { schemas: compiler.finish()?, root })
    }

    /// A validator that accepts no value at all.
    #[must_use]
    pub fn refusing() -> Self {
        Self { schemas: Box::new([Schema::Nothing]), root: 0 }
    }

    /// Whether every value fits, so that there is nothing to judge.
    #[must_use]
    pub fn accepts_everything(&self) -> bool {
        matches!(self.schemas[self.root], Schema::Anything)
    }

    /// Whether a value fits.
    #[must_use]
    pub fn is_valid(&self, value: &Value) -> bool {
        Check::is_valid(&self.schemas, self.root, value)
    }

    /// What is wrong with a value, up to a hundred faults; nothing when it fits.
    #[must_use]
    pub fn faults<'v>(&self, value: &'v Value) -> Vec<Fault<'v>> {
        Check::faults(&self.schemas, self.root, value)
    }
}
