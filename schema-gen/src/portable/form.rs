//! One of the forms that a value may have: a single type with its demands.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use serde_json::{Map, Value};

/// The types of JSON; `Any` when a schema does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Any,
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}

impl Kind {
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "null" => Self::Null,
            "boolean" => Self::Boolean,
            "integer" => Self::Integer,
            "number" => Self::Number,
            "string" => Self::String,
            "array" => Self::Array,
            "object" => Self::Object,
            _ => return None,
        })
    }

    pub(super) fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(_) => Self::Boolean,
            Value::Number(number) if number.is_f64() => Self::Number,
            Value::Number(_) => Self::Integer,
            Value::String(_) => Self::String,
            Value::Array(_) => Self::Array,
            Value::Object(_) => Self::Object,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
        }
    }

    /// Whether a value of the other type is one of this type as well.
    pub(super) fn holds(self, other: Self) -> bool {
        self == other || self == Self::Any || (self == Self::Number && other == Self::Integer)
    }

    /// The type of values that are of both types.
    pub(super) fn both(self, other: Self) -> Option<Self> {
        if self.holds(other) {
            Some(other)
        } else if other.holds(self) {
            Some(self)
        } else {
            None
        }
    }
}

/// A schema of the catalog together with the named types it was reached through.
#[derive(Clone, Debug)]
pub(super) struct Part<'a> {
    pub(super) schema: &'a Value,
    pub(super) way: Option<Rc<Way<'a>>>,
}

/// The named types that a schema was reached through, the last one first.
#[derive(Debug)]
pub(super) struct Way<'a> {
    name: &'a str,
    before: Option<Rc<Way<'a>>>,
}

impl<'a> Part<'a> {
    pub(super) fn outermost(schema: &'a Value) -> Self {
        Self { schema, way: None }
    }

    /// Another schema at the same way.
    pub(super) fn beside(&self, schema: &'a Value) -> Self {
        Self { schema, way: self.way.clone() }
    }

    /// The schema of a named type that this one refers to.
    pub(super) fn through(&self, name: &'a str, schema: &'a Value) -> Self {
        Self { schema, way: Some(Rc::new(Way { name, before: self.way.clone() })) }
    }

    /// How often a named type lies on the way here.
    pub(super) fn times_through(&self, name: &str) -> usize {
        std::iter::successors(self.way.as_deref(), |way| way.before.as_deref())
            .filter(|way| way.name == name)
            .count()
    }
}

/// What a member or item must fit: of each list at least one schema.
pub(super) type Child<'a> = Vec<Vec<Part<'a>>>;

/// One of the forms that a value may have.
#[derive(Clone, Debug)]
pub(super) struct Form<'a> {
    pub(super) kind: Kind,
    /// The only values, where they are listed.
    pub(super) values: Option<Vec<&'a Value>>,
    /// Keywords that demand something without containing schemas, such as `minimum`.
    pub(super) limits: Map<String, Value>,
    pub(super) properties: BTreeMap<String, Child<'a>>,
    pub(super) required: BTreeSet<String>,
    /// What members besides the properties must fit; any are accepted when absent.
    pub(super) additional: Option<Child<'a>>,
    /// What items must fit by their position.
    pub(super) prefix: Vec<Child<'a>>,
    /// What items behind the prefix must fit; any are accepted when absent.
    pub(super) items: Option<Child<'a>>,
    pub(super) description: Option<String>,
    /// What is said on single values.
    pub(super) value_texts: Vec<(String, String)>,
    /// Sentences to stand behind the description.
    pub(super) sentences: Vec<String>,
}

impl Form<'_> {
    pub(super) fn of_kind(kind: Kind) -> Self {
        Self {
            kind,
            values: None,
            limits: Map::new(),
            properties: BTreeMap::new(),
            required: BTreeSet::new(),
            additional: None,
            prefix: Vec::new(),
            items: None,
            description: None,
            value_texts: Vec::new(),
            sentences: Vec::new(),
        }
    }

    /// Whether no value can have both forms; `false` also when that cannot be told.
    pub(super) fn excludes(&self, other: &Self) -> bool {
        if self.kind.both(other.kind).is_none() {
            return true;
        }
        if let (Some(own), Some(others)) = (&self.values, &other.values) {
            return own.iter().all(|value| !others.contains(value));
        }
        if self.kind != Kind::Object || other.kind != Kind::Object {
            return false;
        }
        self.required.iter().any(|name| other.refuses_member(name))
            || other.required.iter().any(|name| self.refuses_member(name))
            || self.required.intersection(&other.required).any(|name| {
                let literals = |form: &Self| Some(literals(form.properties.get(name)?));
                match (literals(self), literals(other)) {
                    (Some(own), Some(others)) if !own.is_empty() && !others.is_empty() => {
                        own.iter().all(|value| !others.contains(value))
                    }
                    _ => false,
                }
            })
    }

    fn refuses_member(&self, name: &str) -> bool {
        let is_false = |part: &Part<'_>| *part.schema == Value::Bool(false);
        !self.properties.contains_key(name)
            && self
                .additional
                .as_ref()
                .is_some_and(|child| child.iter().any(|choice| choice.iter().all(is_false)))
    }
}

/// The values that a member is limited to, where its schema lists them at once.
fn literals<'a>(child: &Child<'a>) -> Vec<&'a Value> {
    let [choice] = child.as_slice() else { return Vec::new() };
    let [part] = choice.as_slice() else { return Vec::new() };
    match (part.schema.get("const"), part.schema.get("enum").and_then(Value::as_array)) {
        (Some(value), _) => vec![value],
        (None, Some(values)) => values.iter().collect(),
        (None, None) => Vec::new(),
    }
}
