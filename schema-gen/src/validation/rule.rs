//! Compiled schemas: what is left of a schema when everything is read that can be read beforehand.

use serde_json::{Number, Value};

use super::{format::Format, pattern::Pattern, types::Types};

/// The position of a compiled schema among all of a validator.
pub(super) type Position = usize;

/// One compiled schema.
#[derive(Debug)]
pub(super) enum Schema {
    /// Accepts every value.
    Anything,
    /// Accepts no value.
    Nothing,
    /// Accepts the values that keep all rules.
    Rules(Box<[Rule]>),
}

/// What one keyword, or several that belong together, ask for.
#[derive(Debug)]
pub(super) enum Rule {
    Reference(Position),
    Types(Types),
    Constant(Value),
    Enumeration(Box<[Value]>),
    Minimum(Number),
    Maximum(Number),
    ExclusiveMinimum(Number),
    ExclusiveMaximum(Number),
    MultipleOf(Number),
    MinimumLength(u64),
    MaximumLength(u64),
    Pattern(Pattern),
    Format(Format),
    MinimumItems(u64),
    MaximumItems(u64),
    UniqueItems,
    Items(Items),
    Contains(Contains),
    MinimumMembers(u64),
    MaximumMembers(u64),
    Required(Box<[String]>),
    DependentRequired(Box<[(String, Box<[String]>)]>),
    DependentSchemas(Box<[(String, Position)]>),
    MemberNames(Position),
    Members(Members),
    All(Box<[Position]>),
    Any(Box<[Position]>),
    One(Box<[Position]>),
    Not(Position),
    Condition(Condition),
    UnevaluatedItems(Position),
    UnevaluatedMembers(Position),
}

/// `prefixItems` and `items`.
#[derive(Debug)]
pub(super) struct Items {
    pub(super) first: Box<[Position]>,
    pub(super) others: Option<Position>,
}

/// `contains`, `minContains` and `maxContains`.
#[derive(Debug)]
pub(super) struct Contains {
    pub(super) schema: Position,
    pub(super) minimum: u64,
    pub(super) maximum: Option<u64>,
}

/// `properties`, `patternProperties` and `additionalProperties`.
#[derive(Debug)]
pub(super) struct Members {
    /// Sorted by name.
    pub(super) named: Box<[(String, Position)]>,
    pub(super) patterns: Box<[(Pattern, Position)]>,
    pub(super) others: Option<Position>,
}

/// `if`, `then` and `else`.
#[derive(Debug)]
pub(super) struct Condition {
    pub(super) when: Position,
    pub(super) then: Option<Position>,
    pub(super) otherwise: Option<Position>,
}

impl Members {
    /// The schema of a member by its name alone.
    pub(super) fn named(&self, name: &str) -> Option<Position> {
        self.named.binary_search_by(|(it, _)| it.as_str().cmp(name)).ok().map(|at| self.named[at].1)
    }

    /// The schemas of a member by patterns that its name matches.
    pub(super) fn matching<'a>(&'a self, name: &'a str) -> impl Iterator<Item = Position> + 'a {
        self.patterns.iter().filter(|(pattern, _)| pattern.matches(name)).map(|(_, position)| *position)
    }
}

impl Rule {
    /// The schemas that the rule applies to the value itself, in whatever manner.
    pub(super) fn applied(&self) -> Vec<Position> {
        match self {
            Self::Reference(position) | Self::Not(position) => vec![*position],
            Self::All(schemas) | Self::Any(schemas) | Self::One(schemas) => schemas.to_vec(),
            Self::DependentSchemas(dependencies) => {
                dependencies.iter().map(|(_, position)| *position).collect()
            }
            Self::Condition(it) => [Some(it.when), it.then, it.otherwise].into_iter().flatten().collect(),
            _ => Vec::new(),
        }
    }
}

/// The rules of a schema; none for a schema that accepts all or nothing.
pub(super) fn rules_of(schemas: &[Schema], position: Position) -> &[Rule] {
    match &schemas[position] {
        Schema::Rules(rules) => rules,
        Schema::Anything | Schema::Nothing => &[],
    }
}
