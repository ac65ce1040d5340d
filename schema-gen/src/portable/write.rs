//! From forms to the small part of JSON Schema that every host takes.

use serde_json::{Map, Value, json};

use super::description;
use super::form::{Child, Form, Kind};
use super::note::NoteKind;
use super::shape::{Pass, Shape};

impl<'a> Pass<'a> {
    /// The schema of a shape, or `None` when no value has it.
    pub(super) fn write(&mut self, shape: Shape<'a>) -> Option<Value> {
        self.write_described(shape, None, "")
    }

    /// The schema of a member of this name, with a description in any case; `words` are used when the schema has none.
    pub(super) fn write_member(&mut self, name: &str, shape: Shape<'a>, words: &str) -> Option<Value> {
        self.write_described(shape, Some(name), words)
    }

    fn write_described(&mut self, shape: Shape<'a>, name: Option<&str>, words: &str) -> Option<Value> {
        let Shape { forms, description, default, is_deprecated } = shape;
        let mut arms: Vec<Arm> = Vec::new();
        let mut accepts_null = false;
        for form in forms {
            if form.kind == Kind::Null {
                accepts_null = true;
                continue;
            }
            for arm in self.form(form) {
                if !arms.contains(&arm) {
                    arms.push(arm);
                }
            }
        }
        let accepts_null = accepts_null && self.keeps_null;
        let whole = [description.as_deref().unwrap_or_default(), words];
        let whole = whole.into_iter().find(|text| !text.trim().is_empty()).unwrap_or_default();
        let (mut schema, mut text) = match arms.len() {
            0 if !accepts_null => return None,
            0 => (of_null(), whole.to_owned()),
            1 => {
                let Arm { schema, words, behind } = arms.remove(0);
                // Words on the place say more than words on the type, but nothing on single values.
                let text = description::join([if whole.is_empty() { &words } else { whole }, &behind]);
                (if accepts_null { or_null(schema) } else { schema }, text)
            }
            _ => {
                let mut arms: Vec<Value> = arms.into_iter().map(Arm::described).collect();
                arms.extend(accepts_null.then(|| Value::Object(of_null())));
                (Map::from_iter([("anyOf".to_owned(), arms.into())]), whole.to_owned())
            }
        };
        if schema.is_empty() {
            self.note(NoteKind::AnyValue, "accepts any JSON");
        }
        if is_deprecated {
            text = description::join([&text, "Deprecated."]);
        }
        if text.is_empty()
            && let Some(name) = name
        {
            text = description::from_name(name);
        }
        if !text.is_empty() {
            schema.insert("description".into(), text.into());
        }
        // A default is for callers; one with null in it would bring null back.
        if let Some(default) = default.filter(|_| !self.keeps_null).and_then(without_null) {
            schema.insert("default".into(), default);
        }
        Some(Value::Object(schema))
    }

    /// The schemas of a form: usually one, several for listed lists and objects, none when no value has it.
    fn form(&mut self, form: Form<'a>) -> Vec<Arm> {
        let mut schema = Map::new();
        if form.kind != Kind::Any {
            schema.insert("type".into(), form.kind.name().into());
        }
        if let Some(values) = &form.values {
            if matches!(form.kind, Kind::Array | Kind::Object) {
                return values
                    .iter()
                    .filter_map(|value| self.literal(value))
                    .map(Arm::without_words)
                    .collect();
            }
            schema.insert("enum".into(), values.iter().map(|value| (*value).clone()).collect());
        }
        schema.extend(form.limits.clone());
        let is_possible = match form.kind {
            Kind::Array => self.array(&form, &mut schema),
            Kind::Object => self.object(&form, &mut schema),
            _ => true,
        };
        if !is_possible {
            return Vec::new();
        }
        let sentences = form.sentences.iter().map(String::as_str);
        let values = description::value_texts(&form.value_texts);
        let behind = description::join(std::iter::once(values.as_str()).chain(sentences));
        vec![Arm { schema, words: form.description.unwrap_or_default(), behind }]
    }

    /// Writes what is demanded of items; `false` when no list meets it.
    fn array(&mut self, form: &Form<'a>, schema: &mut Map<String, Value>) -> bool {
        let size = |keyword: &str| form.limits.get(keyword).and_then(Value::as_f64);
        let least = size("minItems").unwrap_or(0.0);
        let mut most = size("maxItems");
        let mut kinds: Vec<Value> = Vec::new();
        let mut count = 0_u32;
        for child in &form.prefix {
            if most.is_some_and(|most| most <= f64::from(count)) {
                break;
            }
            match self.anywhere(child) {
                Some(kind) if kinds.contains(&kind) => {}
                Some(kind) => kinds.push(kind),
                None => {
                    most = Some(f64::from(count));
                    break;
                }
            }
            count += 1;
        }
        if most.is_none_or(|most| most > f64::from(count)) {
            match form.items.as_ref().map_or_else(|| Some(json!({})), |items| self.anywhere(items)) {
                Some(kind) if kinds.contains(&kind) => {}
                Some(kind) => kinds.push(kind),
                None => most = Some(f64::from(count)),
            }
        }
        if most.is_some_and(|most| most < least) {
            return false;
        }
        if let Some(most) = most {
            schema.insert("maxItems".into(), whole(most));
        }
        let is_any = kinds.iter().any(|kind| kind.as_object().is_some_and(Map::is_empty));
        let items = match kinds.len() {
            _ if is_any => json!({}),
            0 => json!({}),
            1 => kinds.remove(0),
            _ => json!({"anyOf": kinds.iter().flat_map(arms).collect::<Vec<Value>>()}),
        };
        if !form.prefix.is_empty() && (kinds.len() > 1 || is_any && most != Some(0.0)) {
            self.note(
                NoteKind::TupleLoosened,
                "accepts at every position what the command accepts at one of them",
            );
        }
        schema.insert("items".into(), items);
        true
    }

    /// Writes what is demanded of members; `false` when no object meets it.
    fn object(&mut self, form: &Form<'a>, schema: &mut Map<String, Value>) -> bool {
        let additional =
            form.additional.as_ref().map(|child| self.anywhere(child).unwrap_or(Value::Bool(false)));
        let is_closed = additional == Some(Value::Bool(false));
        let mut properties = Map::new();
        for (name, child) in &form.properties {
            let written = self.inside(name, |pass| {
                let shape = pass.shape_of(child);
                pass.write_member(name, shape, "")
            });
            match written {
                Some(property) => {
                    properties.insert(name.clone(), property);
                }
                None if form.required.contains(name) => return false,
                None if is_closed => {}
                None => self.inside(name, |pass| {
                    pass.note(NoteKind::NullOnly, "takes nothing but null, and is left out");
                }),
            }
        }
        let required: Vec<Value> = form.required.iter().map(|name| name.as_str().into()).collect();
        for name in &form.required {
            if !form.properties.contains_key(name) {
                let property = match &additional {
                    Some(Value::Bool(false)) => return false,
                    Some(schema) => schema.clone(),
                    None => json!({}),
                };
                properties.insert(name.clone(), with_description(property, name));
            }
        }
        if !required.is_empty() {
            schema.insert("required".into(), required.into());
        }
        // A map says so; an object with members that is open needs no word on it.
        if let Some(additional) = additional.filter(|it| properties.is_empty() || *it != json!({})) {
            schema.insert("additionalProperties".into(), additional);
        }
        schema.insert("properties".into(), Value::Object(properties));
        true
    }

    /// The schema of items or of members of a map.
    fn anywhere(&mut self, child: &Child<'a>) -> Option<Value> {
        self.inside("*", |pass| {
            let shape = pass.shape_of(child);
            pass.write(shape)
        })
    }

    /// The schema of a single list or object.
    fn literal(&mut self, value: &Value) -> Option<Map<String, Value>> {
        let schema = match value {
            Value::Array(items) => {
                let mut kinds: Vec<Value> = Vec::new();
                for item in items {
                    let kind = Value::Object(self.literal(item)?);
                    if !kinds.contains(&kind) {
                        kinds.push(kind);
                    }
                }
                if kinds.len() > 1 {
                    self.note(NoteKind::TupleLoosened, "accepts the listed items in any order");
                }
                let items_schema = match kinds.len() {
                    0 => json!({}),
                    1 => kinds.remove(0),
                    _ => json!({ "anyOf": kinds }),
                };
                json!({"type": "array", "items": items_schema, "minItems": items.len(), "maxItems": items.len()})
            }
            Value::Object(members) => {
                let mut properties = Map::new();
                for (name, member) in members {
                    let property = Value::Object(self.literal(member)?);
                    properties.insert(name.clone(), with_description(property, name));
                }
                let mut names: Vec<&String> = properties.keys().collect();
                names.sort_unstable();
                let mut schema = json!({"type": "object", "additionalProperties": false});
                if !names.is_empty() {
                    schema["required"] = json!(names);
                }
                schema["properties"] = Value::Object(properties);
                schema
            }
            Value::Null if !self.keeps_null => return None,
            scalar => json!({"type": Kind::of(scalar).name(), "enum": [scalar]}),
        };
        match schema {
            Value::Object(members) => Some(members),
            _ => None,
        }
    }
}

/// A schema of one type, with the words that it keeps apart until it is known whether it stands alone.
#[derive(PartialEq)]
struct Arm {
    schema: Map<String, Value>,
    /// Words on the type, which words on the place replace.
    words: String,
    /// Words on single values and the like, which always stay.
    behind: String,
}

impl Arm {
    fn without_words(schema: Map<String, Value>) -> Self {
        Self { schema, words: String::new(), behind: String::new() }
    }

    fn described(self) -> Value {
        let Self { mut schema, words, behind } = self;
        let text = description::join([words.as_str(), &behind]);
        if !text.is_empty() {
            schema.insert("description".into(), text.into());
        }
        Value::Object(schema)
    }
}

fn of_null() -> Map<String, Value> {
    Map::from_iter([("type".to_owned(), "null".into())])
}

fn with_description(mut schema: Value, name: &str) -> Value {
    if let Value::Object(members) = &mut schema {
        members.entry("description").or_insert_with(|| description::from_name(name).into());
    }
    schema
}

/// A schema of one type that accepts null as well.
fn or_null(mut schema: Map<String, Value>) -> Map<String, Value> {
    if let Some(Value::String(kind)) = schema.get("type").cloned() {
        schema.insert("type".into(), json!([kind, "null"]));
    }
    if let Some(Value::Array(values)) = schema.get_mut("enum") {
        values.push(Value::Null);
    }
    schema
}

/// The choices of a schema that is nothing but a choice; else the schema itself.
fn arms(schema: &Value) -> Vec<Value> {
    match (schema.as_object().map(Map::len), schema.get("anyOf")) {
        (Some(1), Some(Value::Array(arms))) => arms.clone(),
        _ => vec![schema.clone()],
    }
}

/// A default without the members that are null, which mean the same as absent ones; `None` when null remains.
fn without_null(value: &Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::Array(items) => items.iter().map(without_null).collect(),
        Value::Object(members) => members
            .iter()
            .filter(|(_, member)| !member.is_null())
            .map(|(name, member)| Some((name.clone(), without_null(member)?)))
            .collect(),
        scalar => Some(scalar.clone()),
    }
}

/// A count as an integer of JSON.
fn whole(count: f64) -> Value {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "counts are small and not negative"
    )]
    let count = count as u64;
    count.into()
}
