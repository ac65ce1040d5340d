//! What callers get.

use super::{
    Sink, Subject,
    change::{Class, Level, Rule},
    schemas::{self, Direction, Side},
};

static FIELD_REMOVED: Rule =
    Rule::new("result-field-removed", Level::Error, Class::Wire, "A member that was always there is gone.");
static FIELD_BECAME_OPTIONAL: Rule = Rule::new(
    "result-field-became-optional",
    Level::Error,
    Class::Wire,
    "A member that was always there may be absent.",
);
static OPTIONAL_FIELD_REMOVED: Rule = Rule::new(
    "result-optional-field-removed",
    Level::Warning,
    Class::Wire,
    "A member that could be absent is gone.",
);
static TYPE_CHANGED: Rule = Rule::new(
    "result-type-changed",
    Level::Error,
    Class::Wire,
    "Values of a type are possible that were not, or it cannot be proven that they are not.",
);
static ROOT_CHANGED: Rule = Rule::new(
    "result-root-changed",
    Level::Error,
    Class::Wire,
    "The result was an object and may be something else.",
);
static BECAME_NULLABLE: Rule =
    Rule::new("result-became-nullable", Level::Error, Class::Wire, "Null is possible where it was not.");
static ENUM_VALUE_ADDED: Rule = Rule::new(
    "result-enum-value-added",
    Level::Error,
    Class::Wire,
    "A value is possible that was not listed; `x-extensible-enum` in the schema announces that more may come.",
);
static EXTENSIBLE_ENUM_VALUE_ADDED: Rule = Rule::new(
    "result-extensible-enum-value-added",
    Level::Warning,
    Class::Wire,
    "A value is possible that was not listed, in a list that announced that more may come.",
);
static ENUM_REMOVED: Rule = Rule::new(
    "result-enum-removed",
    Level::Error,
    Class::Wire,
    "Any value is possible where they were listed.",
);
static MINIMUM_DECREASED: Rule = Rule::new(
    "result-minimum-decreased",
    Level::Error,
    Class::Wire,
    "Smaller numbers are possible than were.",
);
static MAXIMUM_INCREASED: Rule = Rule::new(
    "result-maximum-increased",
    Level::Error,
    Class::Wire,
    "Larger numbers are possible than were.",
);
static MULTIPLE_OF_CHANGED: Rule = Rule::new(
    "result-multiple-of-changed",
    Level::Error,
    Class::Wire,
    "Numbers between the steps are possible that were ruled out.",
);
static LENGTH_WIDENED: Rule = Rule::new(
    "result-length-widened",
    Level::Error,
    Class::Wire,
    "Shorter or longer texts are possible than were.",
);
static PATTERN_CHANGED: Rule = Rule::new(
    "result-pattern-changed",
    Level::Error,
    Class::Wire,
    "A pattern is gone or another one; whether all values keep the old one cannot be proven.",
);
static FORMAT_CHANGED: Rule = Rule::new(
    "result-format-changed",
    Level::Error,
    Class::Wire,
    "A format is gone or another one that allows more.",
);
static ITEMS_WIDENED: Rule = Rule::new(
    "result-items-widened",
    Level::Error,
    Class::Wire,
    "Shorter or longer lists, or lists with equal items, are possible that were not.",
);
static MEMBER_COUNT_WIDENED: Rule = Rule::new(
    "result-field-count-widened",
    Level::Error,
    Class::Wire,
    "Objects with fewer or more members are possible than were.",
);
static CLOSED_FIELD_ADDED: Rule = Rule::new(
    "result-closed-field-added",
    Level::Error,
    Class::Wire,
    "A member is new in an object whose schema ruled unknown members out.",
);
static BECAME_OPEN: Rule = Rule::new(
    "result-became-open",
    Level::Error,
    Class::Wire,
    "Unknown members are possible that were ruled out.",
);
static VARIANT_ADDED: Rule = Rule::new(
    "result-union-variant-added",
    Level::Error,
    Class::Wire,
    "An alternative is possible that was not.",
);
static FIELD_ADDED: Rule = Rule::new(
    "result-field-added",
    Level::Info,
    Class::ClientSource,
    "A member is new in an object that may have further members.",
);
static NARROWED: Rule =
    Rule::new("result-narrowed", Level::Info, Class::ClientSource, "Fewer values are possible than before.");

pub(super) const RULES: &[&Rule] = &[
    &FIELD_REMOVED,
    &FIELD_BECAME_OPTIONAL,
    &OPTIONAL_FIELD_REMOVED,
    &TYPE_CHANGED,
    &ROOT_CHANGED,
    &BECAME_NULLABLE,
    &ENUM_VALUE_ADDED,
    &EXTENSIBLE_ENUM_VALUE_ADDED,
    &ENUM_REMOVED,
    &MINIMUM_DECREASED,
    &MAXIMUM_INCREASED,
    &MULTIPLE_OF_CHANGED,
    &LENGTH_WIDENED,
    &PATTERN_CHANGED,
    &FORMAT_CHANGED,
    &ITEMS_WIDENED,
    &MEMBER_COUNT_WIDENED,
    &CLOSED_FIELD_ADDED,
    &BECAME_OPEN,
    &VARIANT_ADDED,
    &FIELD_ADDED,
    &NARROWED,
];

const RECEIVED: Direction = Direction {
    is_sent: false,
    type_changed: &TYPE_CHANGED,
    root_changed: &ROOT_CHANGED,
    null_changed: &BECAME_NULLABLE,
    listed_value: &ENUM_VALUE_ADDED,
    extensible_value: &EXTENSIBLE_ENUM_VALUE_ADDED,
    enumerated: &ENUM_REMOVED,
    minimum: &MINIMUM_DECREASED,
    maximum: &MAXIMUM_INCREASED,
    multiple_of: &MULTIPLE_OF_CHANGED,
    length: &LENGTH_WIDENED,
    pattern: &PATTERN_CHANGED,
    format: &FORMAT_CHANGED,
    items: &ITEMS_WIDENED,
    members: &MEMBER_COUNT_WIDENED,
    required_listed: &FIELD_BECAME_OPTIONAL,
    required_unlisted: &FIELD_REMOVED,
    forbidden: &CLOSED_FIELD_ADDED,
    closed: &BECAME_OPEN,
    claimed: &OPTIONAL_FIELD_REMOVED,
    variant: &VARIANT_ADDED,
    member_added: &FIELD_ADDED,
    improved: &NARROWED,
};

pub(super) fn compare(subject: &Subject<'_>, sink: &mut Sink) {
    let before = Side { schema: &subject.base.result.schema, schemas: subject.base_schemas };
    let now = Side { schema: &subject.new.result.schema, schemas: subject.new_schemas };
    schemas::compare(&RECEIVED, before, now, subject.shared, &subject.new.name, "/result", sink);
}
