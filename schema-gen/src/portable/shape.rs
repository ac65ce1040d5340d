//! From a schema to the forms that its values may have.
//!
//! However schemas are combined, by references, `allOf`, `anyOf` and what stands beside them, the outcome is a list
//! of forms of which a value has one. That list is what the small part of JSON Schema can express.

use std::collections::BTreeSet;

use serde_json::Value;

use super::form::{Child, Form, Kind, Part};
use super::note::{Note, NoteKind};
use super::{DEPTH, SCHEMAS, description, own};
use crate::catalog::DEFINITIONS;
use crate::references::Schemas;

/// A value of so many forms is described by its first ones only.
const FORMS: usize = 250;

/// Choices of at most so many forms are looked through for values that fit several of them.
const COMPARED: usize = 50;

/// What values of a schema look like, and what is said on all of them.
pub(super) struct Shape<'a> {
    pub(super) forms: Vec<Form<'a>>,
    pub(super) description: Option<String>,
    pub(super) default: Option<&'a Value>,
    pub(super) is_deprecated: bool,
}

impl<'a> Shape<'a> {
    pub(super) fn of_forms(forms: Vec<Form<'a>>) -> Self {
        Self { forms, description: None, default: None, is_deprecated: false }
    }
}

/// One run over the schemas of a command.
pub(super) struct Pass<'a> {
    schemas: &'a Schemas,
    pub(super) keeps_null: bool,
    recursion: usize,
    looked_at: usize,
    depth: usize,
    is_too_large: bool,
    place: Vec<String>,
    notes: BTreeSet<Note>,
}

impl<'a> Pass<'a> {
    pub(super) fn new(schemas: &'a Schemas, keeps_null: bool, recursion: usize) -> Self {
        Self {
            schemas,
            keeps_null,
            recursion,
            looked_at: 0,
            depth: 0,
            is_too_large: false,
            place: Vec::new(),
            notes: BTreeSet::new(),
        }
    }

    pub(super) fn is_too_large(&self) -> bool {
        self.is_too_large
    }

    pub(super) fn into_notes(self) -> Vec<Note> {
        self.notes.into_iter().collect()
    }

    /// Notes a difference at the place that is being written.
    pub(super) fn note(&mut self, kind: NoteKind, text: &str) {
        let place = self.place.iter().flat_map(|member| ["/", member.as_str()]).collect();
        self.notes.insert(Note { place, kind, text: text.to_owned() });
    }

    /// Takes back all that was noted, before the same schema is looked at from another place.
    pub(super) fn forget_notes(&mut self) {
        self.notes.clear();
    }

    /// Works on a member of what is being written.
    pub(super) fn inside<T>(&mut self, member: &str, work: impl FnOnce(&mut Self) -> T) -> T {
        self.place.push(member.to_owned());
        let outcome = work(self);
        self.place.pop();
        outcome
    }

    /// The shape of what must fit, of each list, at least one schema.
    pub(super) fn shape_of(&mut self, child: &[Vec<Part<'a>>]) -> Shape<'a> {
        let mut shape: Option<Shape<'a>> = None;
        for choice in child {
            let next = match choice.as_slice() {
                [only] => self.shape(only),
                several => {
                    let arms = several.iter().map(|part| self.shape(part)).collect();
                    self.any_of(arms)
                }
            };
            shape = Some(match shape {
                Some(shape) => self.all_of(shape, next),
                None => next,
            });
        }
        shape.unwrap_or_else(|| Shape::of_forms(vec![Form::of_kind(Kind::Any)]))
    }

    /// The shape of a schema of the catalog.
    fn shape(&mut self, part: &Part<'a>) -> Shape<'a> {
        self.looked_at += 1;
        if self.looked_at > SCHEMAS || self.place.len() + self.depth > DEPTH {
            self.is_too_large = true;
            self.note(NoteKind::TooLarge, "is left open, since the schema would become too large");
            return left_open(Kind::Any, "Not described further.");
        }
        self.depth += 1;
        let shape = self.shape_within_limits(part);
        self.depth -= 1;
        shape
    }

    fn shape_within_limits(&mut self, part: &Part<'a>) -> Shape<'a> {
        let members = match part.schema {
            Value::Bool(false) => return Shape::of_forms(Vec::new()),
            Value::Object(members) => members,
            _ => return Shape::of_forms(vec![Form::of_kind(Kind::Any)]),
        };
        let mut shape = own::shape(self, part, members);
        if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
            let target = self.referred(part, reference);
            shape = self.all_of(shape, target);
        }
        for schema in members.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            let next = self.shape(&part.beside(schema));
            shape = self.all_of(shape, next);
        }
        for keyword in ["anyOf", "oneOf"] {
            let Some(arms) = members.get(keyword).and_then(Value::as_array) else { continue };
            let arms: Vec<Shape<'a>> = arms.iter().map(|arm| self.shape(&part.beside(arm))).collect();
            if keyword == "oneOf" {
                self.look_for_overlap(&arms);
            }
            let choice = self.any_of(arms);
            shape = self.all_of(shape, choice);
        }
        own::close(self, part, members, &mut shape);
        shape
    }

    fn referred(&mut self, part: &Part<'a>, reference: &str) -> Shape<'a> {
        let found = reference.strip_prefix(DEFINITIONS).and_then(|name| self.schemas.get_key_value(name));
        let Some((name, target)) = found else {
            self.note(NoteKind::UnknownReference, &format!("refers to `{reference}`, which does not exist"));
            return Shape::of_forms(vec![Form::of_kind(Kind::Any)]);
        };
        if part.times_through(name) < self.recursion {
            return self.shape(&part.through(name, target));
        }
        self.note(NoteKind::RecursionCut, &format!("contains `{name}` again and is described no deeper"));
        let kind = match target.get("type").and_then(Value::as_str) {
            Some("object") => Kind::Object,
            _ => Kind::Any,
        };
        left_open(kind, "Nested further in the same way.")
    }

    /// Values that have one shape or another.
    pub(super) fn any_of(&mut self, arms: Vec<Shape<'a>>) -> Shape<'a> {
        let mut forms: Vec<Form<'a>> = Vec::new();
        for arm in arms {
            for mut form in arm.forms {
                tell(&mut form, arm.description.as_deref());
                if arm.is_deprecated && form.kind != Kind::Null {
                    form.sentences.push("Deprecated.".into());
                }
                add(&mut forms, form);
            }
        }
        if forms.len() > FORMS {
            // Leaving out the last ones would refuse what the command accepts.
            self.note(NoteKind::TooLarge, "is left open, since it may have too many forms");
            return left_open(Kind::Any, "May have many forms.");
        }
        Shape::of_forms(forms)
    }

    /// Values that have both shapes. Words of the first come first.
    pub(super) fn all_of(&mut self, one: Shape<'a>, other: Shape<'a>) -> Shape<'a> {
        let mut forms = Vec::new();
        if one.forms.len().saturating_mul(other.forms.len()) > FORMS
            && one.forms.len() > 1
            && other.forms.len() > 1
        {
            self.note(
                NoteKind::TooLarge,
                "meets only one of two demands, since both together have too many forms",
            );
            forms = one.forms;
        } else {
            for own in &one.forms {
                for others in &other.forms {
                    forms.extend(self.both(own, others));
                }
            }
        }
        Shape {
            forms,
            description: one.description.or(other.description),
            default: one.default.or(other.default),
            is_deprecated: one.is_deprecated || other.is_deprecated,
        }
    }

    /// Notes when a value may fit several choices of which it must fit exactly one.
    fn look_for_overlap(&mut self, arms: &[Shape<'a>]) {
        let overlaps = |one: &Shape<'a>, other: &Shape<'a>| {
            one.forms.iter().any(|form| other.forms.iter().any(|another| !form.excludes(another)))
        };
        let found = arms.len() > COMPARED
            && arms.iter().any(|arm| arm.forms.iter().any(|it| it.values.is_none()))
            || arms.len() <= COMPARED
                && arms
                    .iter()
                    .enumerate()
                    .any(|(index, arm)| arms[..index].iter().any(|it| overlaps(it, arm)));
        if found {
            self.note(
                NoteKind::ChoiceLoosened,
                "accepts a value that fits several choices, where the command demands exactly one",
            );
        }
    }
}

/// Any value of a type, with a sentence on why no more is said of it.
fn left_open<'a>(kind: Kind, sentence: &str) -> Shape<'a> {
    let mut form = Form::of_kind(kind);
    form.sentences.push(sentence.to_owned());
    Shape::of_forms(vec![form])
}

/// Gives a form the description of all values of its schema: to its value, where it has only one.
fn tell(form: &mut Form<'_>, description: Option<&str>) {
    let Some(description) = description.filter(|it| !it.trim().is_empty()) else { return };
    if form.kind == Kind::Null {
        return;
    }
    match form.values.as_deref() {
        Some([only]) if form.value_texts.is_empty() && form.description.is_none() => {
            let value = only.as_str().map_or_else(|| only.to_string(), str::to_owned);
            form.value_texts.push((value, description.to_owned()));
        }
        _ => {
            form.description = Some(match &form.description {
                Some(inner) => description::join([description, inner]),
                None => description.to_owned(),
            });
        }
    }
}

/// Adds a form to others; listed values of one type become one list.
fn add<'a>(forms: &mut Vec<Form<'a>>, form: Form<'a>) {
    if let Some(values) = &form.values
        && form.limits.is_empty()
        && let Some(Form { values: Some(known), value_texts, description, sentences, .. }) = forms
            .iter_mut()
            .find(|other| other.kind == form.kind && other.values.is_some() && other.limits.is_empty())
        && (*description == form.description || form.description.is_none() || description.is_none())
        && *sentences == form.sentences
    {
        known.extend(values.iter().copied().filter(|value| !known.contains(value)).collect::<Vec<_>>());
        value_texts.extend(form.value_texts);
        if description.is_none() {
            *description = form.description;
        }
        return;
    }
    forms.push(form);
}

/// A demand of at least one of several schemas.
pub(super) fn demand<'a>(part: &Part<'a>, schemas: impl IntoIterator<Item = &'a Value>) -> Child<'a> {
    vec![schemas.into_iter().map(|schema| part.beside(schema)).collect()]
}
