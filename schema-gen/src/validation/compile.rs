//! Reading schemas once, so that judging a value reads none.

use std::{
    collections::{BTreeMap, HashMap},
    error::Error,
    fmt,
};

use serde_json::{Map, Number, Value};

use super::{
    format::Format,
    pattern::Pattern,
    rule::{Condition, Contains, Items, Members, Position, Rule, Schema, rules_of},
    types::Types,
};
use crate::catalog::DEFINITIONS;

/// Why a schema cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaError {
    message: String,
}

impl SchemaError {
    fn new(message: String) -> Self {
        Self { message }
    }
}

impl fmt::Display for SchemaError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl Error for SchemaError {}

/// The members of a schema that is an object.
type Keywords = Map<String, Value>;

/// Reads schemas into a list where they refer to each other by position.
pub(super) struct Compiler<'d> {
    definitions: &'d BTreeMap<String, Value>,
    /// `None` for a schema that is being read; references in a circle lead there.
    schemas: Vec<Option<Schema>>,
    named: HashMap<&'d str, Position>,
}

impl<'d> Compiler<'d> {
    pub(super) fn new(definitions: &'d BTreeMap<String, Value>) -> Self {
        Self { definitions, schemas: Vec::new(), named: HashMap::new() }
    }

    /// The schemas in the order of their positions.
    ///
    /// Fails when a schema applies itself to the same value again, which would never end.
    pub(super) fn finish(self) -> Result<Box<[Schema]>, SchemaError> {
        let schemas: Box<[Schema]> =
            self.schemas.into_iter().map(|schema| schema.unwrap_or(Schema::Nothing)).collect();
        let mut states = vec![State::New; schemas.len()];
        let ends = (0..schemas.len()).all(|position| applies_itself_never(&schemas, position, &mut states));
        if !ends {
            let mut names: Vec<&str> = self.named.into_keys().collect();
            names.sort_unstable();
            let names = names.join("`, `");
            return Err(SchemaError::new(format!("the references go in a circle, among `{names}`")));
        }
        Ok(schemas)
    }

    /// Reads one schema and all that it refers to.
    pub(super) fn add(&mut self, schema: &Value) -> Result<Position, SchemaError> {
        let position = self.schemas.len();
        self.schemas.push(None);
        self.read_into(position, schema)?;
        Ok(position)
    }

    fn read_into(&mut self, position: Position, schema: &Value) -> Result<(), SchemaError> {
        let read = match schema {
            Value::Bool(true) => Schema::Anything,
            Value::Bool(false) => Schema::Nothing,
            Value::Object(members) => {
                let rules = self.rules(members)?;
                if rules.is_empty() { Schema::Anything } else { Schema::Rules(rules.into()) }
            }
            other => {
                return Err(SchemaError::new(format!(
                    "a schema must be an object or a boolean, not {other}"
                )));
            }
        };
        self.schemas[position] = Some(read);
        Ok(())
    }

    fn reference(&mut self, reference: &Value) -> Result<Position, SchemaError> {
        let name = reference.as_str().and_then(|it| it.strip_prefix(DEFINITIONS));
        let found = name.and_then(|name| self.definitions.get_key_value(name));
        let Some((name, schema)) = found else {
            return Err(SchemaError::new(format!("`$ref` {reference} leads to no schema of the catalog")));
        };
        if let Some(position) = self.named.get(name.as_str()) {
            return Ok(*position);
        }
        let position = self.schemas.len();
        self.schemas.push(None);
        self.named.insert(name, position);
        self.read_into(position, schema)
            .map_err(|error| SchemaError::new(format!("in `{name}`: {error}")))?;
        Ok(position)
    }

    /// The rules of a schema, those that are quick to judge first.
    fn rules(&mut self, schema: &Keywords) -> Result<Vec<Rule>, SchemaError> {
        if schema.contains_key("$dynamicRef") {
            return Err(SchemaError::new("the keyword `$dynamicRef` is not supported".into()));
        }
        let mut rules = Vec::new();
        if let Some(types) = schema.get("type") {
            rules.push(Rule::Types(read_types(types)?));
        }
        if let Some(value) = schema.get("const") {
            rules.push(Rule::Constant(value.clone()));
        }
        if let Some(values) = schema.get("enum") {
            rules.push(Rule::Enumeration(list("enum", values)?.clone().into()));
        }
        read_numbers(schema, &mut rules)?;
        read_texts(schema, &mut rules)?;
        self.arrays(schema, &mut rules)?;
        self.objects(schema, &mut rules)?;
        self.combinations(schema, &mut rules)?;
        if let Some(others) = schema.get("unevaluatedItems") {
            rules.push(Rule::UnevaluatedItems(self.add(others)?));
        }
        if let Some(others) = schema.get("unevaluatedProperties") {
            rules.push(Rule::UnevaluatedMembers(self.add(others)?));
        }
        Ok(rules)
    }

    fn arrays(&mut self, schema: &Keywords, rules: &mut Vec<Rule>) -> Result<(), SchemaError> {
        if let Some(limit) = count(schema, "minItems")? {
            rules.push(Rule::MinimumItems(limit));
        }
        if let Some(limit) = count(schema, "maxItems")? {
            rules.push(Rule::MaximumItems(limit));
        }
        if schema.get("uniqueItems") == Some(&Value::Bool(true)) {
            rules.push(Rule::UniqueItems);
        }
        let first = self.several(schema, "prefixItems")?.unwrap_or_default();
        let others = self.optional(schema, "items")?;
        if !first.is_empty() || others.is_some() {
            rules.push(Rule::Items(Items { first, others }));
        }
        if let Some(kind) = self.optional(schema, "contains")? {
            rules.push(Rule::Contains(Contains {
                schema: kind,
                minimum: count(schema, "minContains")?.unwrap_or(1),
                maximum: count(schema, "maxContains")?,
            }));
        }
        Ok(())
    }

    fn objects(&mut self, schema: &Keywords, rules: &mut Vec<Rule>) -> Result<(), SchemaError> {
        if let Some(limit) = count(schema, "minProperties")? {
            rules.push(Rule::MinimumMembers(limit));
        }
        if let Some(limit) = count(schema, "maxProperties")? {
            rules.push(Rule::MaximumMembers(limit));
        }
        if let Some(names) = schema.get("required") {
            rules.push(Rule::Required(texts("required", names)?));
        }
        if let Some(dependencies) = schema.get("dependentRequired") {
            let dependencies = object("dependentRequired", dependencies)?
                .iter()
                .map(|(name, names)| Ok((name.clone(), texts("dependentRequired", names)?)))
                .collect::<Result<_, SchemaError>>()?;
            rules.push(Rule::DependentRequired(dependencies));
        }
        let dependencies = self.named(schema, "dependentSchemas")?;
        if !dependencies.is_empty() {
            rules.push(Rule::DependentSchemas(dependencies.into()));
        }
        if let Some(names) = self.optional(schema, "propertyNames")? {
            rules.push(Rule::MemberNames(names));
        }
        let named = self.named(schema, "properties")?.into_boxed_slice();
        let patterns = self
            .named(schema, "patternProperties")?
            .into_iter()
            .map(|(pattern, position)| Ok((read_pattern(&pattern)?, position)))
            .collect::<Result<Box<[_]>, SchemaError>>()?;
        let others = self.optional(schema, "additionalProperties")?;
        if !named.is_empty() || !patterns.is_empty() || others.is_some() {
            rules.push(Rule::Members(Members { named, patterns, others }));
        }
        Ok(())
    }

    fn combinations(&mut self, schema: &Keywords, rules: &mut Vec<Rule>) -> Result<(), SchemaError> {
        if let Some(reference) = schema.get("$ref") {
            rules.push(Rule::Reference(self.reference(reference)?));
        }
        if let Some(schemas) = self.several(schema, "allOf")? {
            rules.push(Rule::All(schemas));
        }
        if let Some(schemas) = self.several(schema, "anyOf")? {
            rules.push(Rule::Any(schemas));
        }
        if let Some(schemas) = self.several(schema, "oneOf")? {
            rules.push(Rule::One(schemas));
        }
        if let Some(refused) = self.optional(schema, "not")? {
            rules.push(Rule::Not(refused));
        }
        if let Some(when) = self.optional(schema, "if")? {
            let then = self.optional(schema, "then")?;
            let otherwise = self.optional(schema, "else")?;
            rules.push(Rule::Condition(Condition { when, then, otherwise }));
        }
        Ok(())
    }

    fn optional(&mut self, schema: &Keywords, keyword: &str) -> Result<Option<Position>, SchemaError> {
        schema.get(keyword).map(|it| self.add(it).map_err(|error| within(keyword, &error))).transpose()
    }

    fn several(&mut self, schema: &Keywords, keyword: &str) -> Result<Option<Box<[Position]>>, SchemaError> {
        let Some(schemas) = schema.get(keyword) else { return Ok(None) };
        let schemas = list(keyword, schemas)?;
        schemas
            .iter()
            .map(|it| self.add(it))
            .collect::<Result<_, _>>()
            .map(Some)
            .map_err(|it| within(keyword, &it))
    }

    /// The schemas of a keyword that holds them by name, sorted by name.
    fn named(&mut self, schema: &Keywords, keyword: &str) -> Result<Vec<(String, Position)>, SchemaError> {
        let Some(schemas) = schema.get(keyword) else { return Ok(Vec::new()) };
        let mut named = object(keyword, schemas)?
            .iter()
            .map(|(name, schema)| {
                let position =
                    self.add(schema).map_err(|error| within(&format!("{keyword}/{name}"), &error))?;
                Ok((name.clone(), position))
            })
            .collect::<Result<Vec<_>, SchemaError>>()?;
        named.sort_unstable();
        Ok(named)
    }
}

/// How far the search for circles is with a schema.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

fn applies_itself_never(schemas: &[Schema], position: Position, states: &mut [State]) -> bool {
    match states[position] {
        State::Done => return true,
        State::Open => return false,
        State::New => states[position] = State::Open,
    }
    let ends = rules_of(schemas, position)
        .iter()
        .flat_map(Rule::applied)
        .all(|applied| applies_itself_never(schemas, applied, states));
    states[position] = State::Done;
    ends
}

fn within(place: &str, error: &SchemaError) -> SchemaError {
    SchemaError::new(format!("{place}: {error}"))
}

fn wrong(keyword: &str, expected: &str, found: &Value) -> SchemaError {
    SchemaError::new(format!("`{keyword}` must be {expected}, not {found}"))
}

fn read_types(types: &Value) -> Result<Types, SchemaError> {
    let names = match types {
        Value::Array(names) => names.as_slice(),
        one => std::slice::from_ref(one),
    };
    names.iter().try_fold(Types::NONE, |types, name| {
        name.as_str()
            .and_then(|name| types.with(name))
            .ok_or_else(|| wrong("type", "the name of a type", name))
    })
}

/// Makes the rule of a keyword that limits numbers.
type RuleOfNumber = fn(Number) -> Rule;

fn read_numbers(schema: &Keywords, rules: &mut Vec<Rule>) -> Result<(), SchemaError> {
    let limits: [(&str, RuleOfNumber); 5] = [
        ("minimum", Rule::Minimum),
        ("maximum", Rule::Maximum),
        ("exclusiveMinimum", Rule::ExclusiveMinimum),
        ("exclusiveMaximum", Rule::ExclusiveMaximum),
        ("multipleOf", Rule::MultipleOf),
    ];
    for (keyword, rule) in limits {
        match schema.get(keyword) {
            None => {}
            Some(Value::Number(number)) => rules.push(rule(number.clone())),
            Some(other) => return Err(wrong(keyword, "a number", other)),
        }
    }
    Ok(())
}

fn read_texts(schema: &Keywords, rules: &mut Vec<Rule>) -> Result<(), SchemaError> {
    if let Some(limit) = count(schema, "minLength")? {
        rules.push(Rule::MinimumLength(limit));
    }
    if let Some(limit) = count(schema, "maxLength")? {
        rules.push(Rule::MaximumLength(limit));
    }
    match schema.get("pattern") {
        None => {}
        Some(Value::String(pattern)) => rules.push(Rule::Pattern(read_pattern(pattern)?)),
        Some(other) => return Err(wrong("pattern", "a string", other)),
    }
    match schema.get("format") {
        None => {}
        Some(Value::String(format)) => rules.extend(Format::named(format).map(Rule::Format)),
        Some(other) => return Err(wrong("format", "a string", other)),
    }
    Ok(())
}

fn read_pattern(pattern: &str) -> Result<Pattern, SchemaError> {
    Pattern::new(pattern)
        .map_err(|reason| SchemaError::new(format!("the pattern `{pattern}` cannot be read: {reason}")))
}

fn count(schema: &Keywords, keyword: &str) -> Result<Option<u64>, SchemaError> {
    let Some(value) = schema.get(keyword) else { return Ok(None) };
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a float without fraction that is not negative; beyond 64 bits it is the largest count"
    )]
    let as_float = || value.as_f64().filter(|it| it.fract() == 0.0 && *it >= 0.0).map(|it| it as u64);
    match value.as_u64().or_else(as_float) {
        Some(count) => Ok(Some(count)),
        None => Err(wrong(keyword, "a whole number that is not negative", value)),
    }
}

fn list<'a>(keyword: &str, value: &'a Value) -> Result<&'a Vec<Value>, SchemaError> {
    value.as_array().ok_or_else(|| wrong(keyword, "an array", value))
}

fn object<'a>(keyword: &str, value: &'a Value) -> Result<&'a Keywords, SchemaError> {
    value.as_object().ok_or_else(|| wrong(keyword, "an object", value))
}

fn texts(keyword: &str, value: &Value) -> Result<Box<[String]>, SchemaError> {
    let text = |it: &Value| {
        it.as_str().map(str::to_owned).ok_or_else(|| wrong(keyword, "an array of strings", value))
    };
    list(keyword, value)?.iter().map(text).collect()
}
