//! What settings there are: a JSON Schema that is made from the structs they are read into.
//!
//! Types, names, defaults and documentation of all settings come out of it, those of the application's own sections
//! too.

use std::collections::{BTreeMap, BTreeSet};

use commandry_schema::{
    catalog::DEFINITIONS,
    validation::{SchemaError, Validator},
};
use serde_json::{Map, Value, json};

/// Deepest chain of references and forms that is followed; real ones have three or four.
const MOST_STEPS: usize = 32;

/// The schemas of all settings.
#[derive(Clone, Debug)]
pub(super) struct Schemas {
    root: Value,
    definitions: BTreeMap<String, Value>,
}

/// One setting or section.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each says something else of a setting")]
pub(super) struct Setting<'s> {
    pub(super) path: Vec<String>,
    /// What it means, in one or more paragraphs.
    pub(super) description: &'s str,
    /// What holds unless something is given.
    pub(super) default: Option<&'s Value>,
    /// Whether it holds further settings.
    pub(super) is_section: bool,
    /// Whether something must be given.
    pub(super) is_required: bool,
    /// Whether it must not be shown.
    pub(super) is_secret: bool,
    /// Whether it is within a section that may be missing as a whole.
    pub(super) is_optional: bool,
}

impl Schemas {
    /// The schemas of a table of sections; names that no schema has are refused everywhere.
    pub(super) fn new(sections: Map<String, Value>, definitions: BTreeMap<String, Value>) -> Self {
        let mut root = json!({"type": "object", "properties": sections, "additionalProperties": false});
        let mut definitions = definitions;
        let mut open = BTreeSet::new();
        open_definitions(&root, false, &mut open);
        for definition in definitions.values() {
            open_definitions(definition, false, &mut open);
        }
        close(&mut root);
        for (name, definition) in &mut definitions {
            if !open.contains(name) {
                close(definition);
            }
        }
        Self { root, definitions }
    }

    pub(super) fn validator(&self) -> Result<Validator, SchemaError> {
        Validator::new(&self.root, &self.definitions)
    }

    /// The schemas that a value at a path has to fit, each as it stands: what a type says follows what is said of its
    /// use. Empty where no setting can be.
    pub(super) fn at(&self, path: &[String]) -> Vec<&Value> {
        let start = self.forms(&self.root);
        path.iter().fold(start, |forms, name| self.children(&forms, name))
    }

    /// The schemas of a member or item.
    pub(super) fn children<'s>(&'s self, forms: &[&'s Value], name: &str) -> Vec<&'s Value> {
        let mut found = Vec::new();
        for form in forms {
            let child = form
                .pointer("/properties")
                .and_then(|properties| properties.get(name))
                .or_else(|| form.get("additionalProperties").filter(|schema| schema.is_object()))
                .or_else(|| form.get("items").filter(|_| name.bytes().all(|it| it.is_ascii_digit())));
            if let Some(child) = child {
                found.extend(self.forms(child));
            }
        }
        found
    }

    /// A schema with all that it refers to and all forms that a value may have.
    fn forms<'s>(&'s self, schema: &'s Value) -> Vec<&'s Value> {
        let mut forms = Vec::new();
        self.gather(schema, 0, &mut forms);
        forms
    }

    fn gather<'s>(&'s self, schema: &'s Value, step: usize, forms: &mut Vec<&'s Value>) {
        if step > MOST_STEPS || forms.len() > 1000 {
            return;
        }
        forms.push(schema);
        let reference =
            schema.get("$ref").and_then(Value::as_str).and_then(|it| it.strip_prefix(DEFINITIONS));
        if let Some(definition) = reference.and_then(|name| self.definitions.get(name)) {
            self.gather(definition, step + 1, forms);
        }
        for keyword in ["allOf", "anyOf", "oneOf"] {
            for form in schema.get(keyword).and_then(Value::as_array).into_iter().flatten() {
                self.gather(form, step + 1, forms);
            }
        }
    }

    /// Every setting and section, the settings of a section before the sections in it, in the order of their names.
    pub(super) fn settings(&self) -> Vec<Setting<'_>> {
        let mut found = Vec::new();
        let mut path = Vec::new();
        self.walk(&self.forms(&self.root), None, false, &mut path, &mut found);
        found
    }

    fn walk<'s>(
        &'s self,
        forms: &[&'s Value],
        inherited: Option<&'s Value>,
        is_optional: bool,
        path: &mut Vec<String>,
        found: &mut Vec<Setting<'s>>,
    ) {
        if path.len() > MOST_STEPS {
            return;
        }
        let mut sections = Vec::new();
        for name in names(forms) {
            let inner = self.children(forms, name);
            path.push(name.to_owned());
            let default = inherited
                .and_then(|default| default.get(name))
                .or_else(|| inner.iter().find_map(|form| form.get("default")))
                .filter(|default| !default.is_null());
            let setting = Setting {
                path: path.clone(),
                description: text(&inner, "description"),
                default,
                is_section: is_section(&inner),
                is_required: default.is_none() && is_required(forms, name),
                is_secret: is_secret(&inner),
                is_optional,
            };
            if setting.is_section {
                sections.push((setting, inner));
            } else {
                found.push(setting);
            }
            path.pop();
        }
        for (mut section, inner) in sections {
            let is_optional = is_optional || (section.default.is_none() && types(&inner).contains("null"));
            let (path_before, default) = (path.clone(), section.default);
            path.clone_from(&section.path);
            section.is_optional = is_optional;
            found.push(section);
            self.walk(&inner, default, is_optional, path, found);
            *path = path_before;
        }
    }

    /// The schema as editors read it.
    pub(super) fn document(&self, title: &str) -> Value {
        let mut document = self.root.clone();
        let mut definitions = json!(self.definitions);
        publish(&mut document);
        publish(&mut definitions);
        document["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
        document["title"] = json!(format!("Settings of {title}"));
        document["properties"]["$schema"] =
            json!({"type": "string", "description": "Where editors find the schema of this file."});
        if definitions.as_object().is_some_and(|definitions| !definitions.is_empty()) {
            document["$defs"] = definitions;
        }
        document
    }
}

/// The names of all members that forms speak of, sorted.
pub(super) fn names<'s>(forms: &[&'s Value]) -> BTreeSet<&'s str> {
    let properties = forms.iter().filter_map(|form| form.get("properties").and_then(Value::as_object));
    properties.flat_map(|properties| properties.keys().map(String::as_str)).collect()
}

/// The types that a value may have.
pub(super) fn types<'s>(forms: &[&'s Value]) -> BTreeSet<&'s str> {
    let mut types = BTreeSet::new();
    for form in forms {
        match form.get("type") {
            Some(Value::String(name)) => drop(types.insert(name.as_str())),
            Some(Value::Array(names)) => types.extend(names.iter().filter_map(Value::as_str)),
            _ => {}
        }
        let values =
            form.get("enum").and_then(Value::as_array).into_iter().flatten().chain(form.get("const"));
        types.extend(values.map(|value| match value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(_) => "number",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        }));
    }
    types
}

/// Whether a value must not be shown.
pub(super) fn is_secret(forms: &[&Value]) -> bool {
    forms.iter().any(|form| form.get("writeOnly") == Some(&Value::Bool(true)))
}

/// Whether other names than those that are listed are possible.
pub(super) fn takes_any_name(forms: &[&Value]) -> bool {
    forms
        .iter()
        .any(|form| form.get("additionalProperties").is_some_and(|it| it.is_object() || it == &json!(true)))
}

/// The first text of a keyword.
pub(super) fn text<'s>(forms: &[&'s Value], keyword: &str) -> &'s str {
    forms.iter().find_map(|form| form.get(keyword).and_then(Value::as_str)).unwrap_or_default()
}

/// A section has its settings by name; a value that has one of several shapes is written as a whole.
fn is_section(forms: &[&Value]) -> bool {
    forms.iter().filter(|form| form.get("properties").is_some()).count() == 1 && !takes_any_name(forms)
}

fn is_required(forms: &[&Value], name: &str) -> bool {
    forms.iter().any(|form| {
        form.get("required").and_then(Value::as_array).is_some_and(|required| required.contains(&json!(name)))
    })
}

/// Finds the definitions that are one of several parts of a schema, so that another part may know further names.
fn open_definitions(schema: &Value, is_part: bool, open: &mut BTreeSet<String>) {
    match schema {
        Value::Object(members) => {
            if is_part
                && let Some(name) = members.get("$ref").and_then(Value::as_str)
                && let Some(name) = name.strip_prefix(DEFINITIONS)
            {
                open.insert(name.to_owned());
            }
            for (keyword, member) in members {
                let is_part = match keyword.as_str() {
                    "allOf" => true,
                    "anyOf" | "oneOf" => members.contains_key("properties"),
                    "default" | "examples" | "enum" | "const" => continue,
                    _ => false,
                };
                match member {
                    Value::Array(parts) => {
                        for part in parts {
                            open_definitions(part, is_part, open);
                        }
                    }
                    member => open_definitions(member, false, open),
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                open_definitions(item, false, open);
            }
        }
        _ => {}
    }
}

/// Refuses names that a schema does not list, in it and in everything in it that stands for itself.
///
/// A struct of the application need not say `deny_unknown_fields` for that.
fn close(schema: &mut Value) {
    let Some(members) = schema.as_object_mut() else { return };
    let is_whole = !["allOf", "anyOf", "oneOf", "$ref", "if", "unevaluatedProperties", "patternProperties"]
        .iter()
        .any(|keyword| members.contains_key(*keyword));
    if is_whole && members.contains_key("properties") {
        members.entry("additionalProperties").or_insert(Value::Bool(false));
    }
    for keyword in ["items", "additionalProperties"] {
        if let Some(inner) = members.get_mut(keyword) {
            close(inner);
        }
    }
    for property in members.get_mut("properties").and_then(Value::as_object_mut).into_iter().flatten() {
        close(property.1);
    }
}

/// Turns references to where a document of its own has its definitions, and leaves out defaults of secrets.
fn publish(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if let Some(Value::String(reference)) = members.get_mut("$ref")
                && let Some(name) = reference.strip_prefix(DEFINITIONS)
            {
                *reference = format!("#/$defs/{name}");
            }
            if members.get("writeOnly") == Some(&Value::Bool(true)) {
                members.remove("default");
            }
            for (keyword, member) in members.iter_mut() {
                if !matches!(keyword.as_str(), "default" | "examples" | "enum" | "const") {
                    publish(member);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(publish),
        _ => {}
    }
}
