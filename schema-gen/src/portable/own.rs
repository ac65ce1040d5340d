//! What the keywords of a schema demand by themselves, apart from other schemas that it refers to or combines.

use serde_json::{Map, Value, json};

use super::form::{Child, Form, Kind, Part};
use super::note::NoteKind;
use super::shape::{Pass, Shape, demand};

const OF_NUMBERS: [&str; 5] = ["exclusiveMaximum", "exclusiveMinimum", "maximum", "minimum", "multipleOf"];
const OF_STRINGS: [&str; 4] = ["format", "maxLength", "minLength", "pattern"];
const OF_ARRAYS: [&str; 3] = ["maxItems", "minItems", "uniqueItems"];
const OF_OBJECTS: [&str; 2] = ["maxProperties", "minProperties"];

/// Formats of texts that hosts know.
const FORMATS: [&str; 10] =
    ["date", "date-time", "duration", "email", "hostname", "ipv4", "ipv6", "time", "uri", "uuid"];

/// Formats that say nothing about which values are accepted.
const EMPTY_FORMATS: [&str; 4] = ["double", "password", "textarea", "markdown"];

/// Demands that hosts cannot be told.
const DROPPED: [&str; 11] = [
    "$dynamicRef",
    "contains",
    "dependencies",
    "dependentRequired",
    "dependentSchemas",
    "else",
    "maxContains",
    "minContains",
    "not",
    "then",
    "unevaluatedItems",
];

/// A schema that accepts nothing.
static NOTHING: Value = Value::Bool(false);

/// The shape that the keywords of a schema demand by themselves.
pub(super) fn shape<'a>(pass: &mut Pass<'a>, part: &Part<'a>, members: &'a Map<String, Value>) -> Shape<'a> {
    note_dropped(pass, members);
    let values = values(members);
    let mut forms: Vec<Form<'a>> = Vec::new();
    if !refuses_everything(members) {
        for kind in kinds(members, values.as_deref()) {
            let mut form = Form::of_kind(kind);
            if let Some(values) = &values {
                let fitting: Vec<&Value> =
                    values.iter().copied().filter(|value| kind.holds(Kind::of(value))).collect();
                if fitting.is_empty() {
                    continue;
                }
                form.values = Some(fitting);
            }
            fill(pass, part, members, &mut form);
            forms.push(form);
        }
    }
    let description = members.get("description").and_then(Value::as_str).filter(|it| !it.trim().is_empty());
    let description = description.map(|text| match forms.as_mut_slice() {
        [Form { kind: Kind::String, values: Some(values), value_texts, .. }] => {
            let (whole, texts) = apart(text, values);
            *value_texts = texts;
            whole
        }
        _ => text.to_owned(),
    });
    Shape {
        forms,
        description: description.filter(|it| !it.is_empty()),
        default: members.get("default"),
        is_deprecated: members.get("deprecated") == Some(&Value::Bool(true)),
    }
}

/// What a description says on an enum as a whole and, in the items of a list, on its values.
fn apart(description: &str, values: &[&Value]) -> (String, Vec<(String, String)>) {
    let mut whole = Vec::new();
    let mut texts: Vec<(String, String)> = Vec::new();
    for line in description.lines() {
        let item = line.strip_prefix("- `").and_then(|line| line.split_once("`: "));
        match item {
            Some((value, text)) if values.iter().any(|known| *known == value) => {
                texts.push((value.to_owned(), text.to_owned()));
            }
            _ => whole.push(line),
        }
    }
    (whole.join("\n").trim().to_owned(), texts)
}

/// Closes the objects of a schema whose members must all have been looked at.
pub(super) fn close<'a>(
    pass: &mut Pass<'a>,
    part: &Part<'a>,
    members: &'a Map<String, Value>,
    shape: &mut Shape<'a>,
) {
    let Some(unevaluated) = members.get("unevaluatedProperties") else { return };
    if members.contains_key("anyOf") && shape.forms.len() > 1 {
        // A value may fit several of the forms and have the members of all of them.
        pass.note(
            NoteKind::DemandDropped,
            "accepts further members, since it may have several forms at once",
        );
        return;
    }
    for form in shape.forms.iter_mut().filter(|form| form.kind == Kind::Object) {
        form.additional.get_or_insert_with(|| demand(part, [unevaluated]));
    }
}

fn note_dropped(pass: &mut Pass<'_>, members: &Map<String, Value>) {
    for keyword in DROPPED {
        if members.get(keyword).is_some_and(|demand| !(keyword == "not" && *demand == json!({}))) {
            pass.note(
                NoteKind::DemandDropped,
                &format!("does not say what the command demands with `{keyword}`"),
            );
        }
    }
}

fn refuses_everything(members: &Map<String, Value>) -> bool {
    members.get("not").is_some_and(|demand| *demand == Value::Bool(true) || *demand == json!({}))
}

/// The values of `const` or `enum`.
fn values(members: &Map<String, Value>) -> Option<Vec<&Value>> {
    if let Some(value) = members.get("const") {
        return Some(vec![value]);
    }
    Some(members.get("enum")?.as_array()?.iter().collect())
}

/// The types that a schema names, or else those that its keywords are about.
fn kinds(members: &Map<String, Value>, values: Option<&[&Value]>) -> Vec<Kind> {
    let mut kinds = match members.get("type") {
        Some(Value::String(name)) => Kind::named(name).into_iter().collect(),
        Some(Value::Array(names)) => names.iter().filter_map(|name| Kind::named(name.as_str()?)).collect(),
        _ => Vec::new(),
    };
    if kinds.contains(&Kind::Number) {
        kinds.retain(|kind| *kind != Kind::Integer);
    }
    if !kinds.is_empty() {
        return kinds;
    }
    let has_any = |keywords: &[&str]| keywords.iter().any(|keyword| members.contains_key(*keyword));
    if let Some(values) = values {
        for value in values {
            let kind = Kind::of(value);
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        return kinds;
    }
    if has_any(&OF_NUMBERS) {
        kinds.push(Kind::Number);
    }
    if has_any(&["maxLength", "minLength", "pattern"]) {
        kinds.push(Kind::String);
    }
    if has_any(&OF_ARRAYS) || has_any(&["items", "prefixItems"]) {
        kinds.push(Kind::Array);
    }
    if has_any(&OF_OBJECTS)
        || has_any(&["additionalProperties", "patternProperties", "properties", "required"])
    {
        kinds.push(Kind::Object);
    }
    if kinds.is_empty() {
        kinds.push(Kind::Any);
    }
    kinds
}

/// Gives a form what the keywords demand of its type.
fn fill<'a>(pass: &mut Pass<'a>, part: &Part<'a>, members: &'a Map<String, Value>, form: &mut Form<'a>) {
    let keywords: &[&str] = match form.kind {
        Kind::Integer | Kind::Number => &OF_NUMBERS,
        Kind::String => &OF_STRINGS,
        Kind::Array => &OF_ARRAYS,
        Kind::Object => &OF_OBJECTS,
        Kind::Any | Kind::Null | Kind::Boolean => &[],
    };
    for keyword in keywords {
        if let Some(value) = members.get(*keyword).filter(|value| is_sensible(keyword, value)) {
            form.limits.insert((*keyword).to_owned(), value.clone());
        }
    }
    if let Some(format) = members.get("format").and_then(Value::as_str) {
        keep_known_format(pass, format, form);
    }
    if form.kind == Kind::String
        && let Some(encoding) = members.get("contentEncoding").and_then(Value::as_str)
    {
        form.sentences.push(format!("Encoded as {encoding}."));
    }
    match form.kind {
        Kind::Integer => without_exclusive_limits(form),
        Kind::Array => fill_array(part, members, form),
        Kind::Object => fill_object(pass, part, members, form),
        _ => {}
    }
}

/// Whether a keyword has a value of the type it needs; a schema from elsewhere may have any.
fn is_sensible(keyword: &str, value: &Value) -> bool {
    match keyword {
        "format" | "pattern" => value.is_string(),
        "uniqueItems" => *value == Value::Bool(true),
        "exclusiveMaximum" | "exclusiveMinimum" | "maximum" | "minimum" | "multipleOf" => value.is_number(),
        _ => value.is_u64() || value.as_f64().is_some_and(|size| size >= 0.0 && size.fract() == 0.0),
    }
}

fn keep_known_format(pass: &mut Pass<'_>, format: &str, form: &mut Form<'_>) {
    if form.kind == Kind::Null || form.kind == Kind::String && FORMATS.contains(&format) {
        return;
    }
    form.limits.remove("format");
    if matches!(form.kind, Kind::Integer | Kind::Number) && keep_range(format, form) {
        return;
    }
    if !EMPTY_FORMATS.contains(&format) {
        pass.note(
            NoteKind::FormatDropped,
            &format!("does not name the format `{format}`, which hosts do not know"),
        );
    }
}

/// Says in limits what the format of a number says of its range; `false` when the range has no exact limits.
fn keep_range(format: &str, form: &mut Form<'_>) -> bool {
    let range: Option<(i64, i64)> = match format {
        "int8" => Some((i8::MIN.into(), i8::MAX.into())),
        "int16" => Some((i16::MIN.into(), i16::MAX.into())),
        "int32" => Some((i32::MIN.into(), i32::MAX.into())),
        "uint8" => Some((0, u8::MAX.into())),
        "uint16" => Some((0, u16::MAX.into())),
        "uint32" => Some((0, u32::MAX.into())),
        _ => None,
    };
    let least = range.map(|range| range.0).or_else(|| format.starts_with("uint").then_some(0));
    let mut limit = |inclusive: &str, exclusive: &str, value: Option<i64>| {
        if let Some(value) = value
            && !form.limits.contains_key(exclusive)
        {
            form.limits.entry(inclusive).or_insert_with(|| value.into());
        }
    };
    limit("minimum", "exclusiveMinimum", least);
    limit("maximum", "exclusiveMaximum", range.map(|range| range.1));
    range.is_some()
}

/// Some hosts do not know `exclusiveMinimum`; integers can do without.
fn without_exclusive_limits(form: &mut Form<'_>) {
    for (exclusive, inclusive, step) in
        [("exclusiveMinimum", "minimum", 1), ("exclusiveMaximum", "maximum", -1)]
    {
        let Some(limit) = form.limits.get(exclusive).and_then(Value::as_i64) else { continue };
        let Some(limit) = limit.checked_add(step) else { continue };
        form.limits.remove(exclusive);
        let is_narrower = match form.limits.get(inclusive).and_then(Value::as_f64) {
            #[allow(clippy::cast_precision_loss, reason = "limits beyond 2^53 lose nothing by one")]
            Some(known) if step > 0 => known < limit as f64,
            #[allow(clippy::cast_precision_loss, reason = "limits beyond 2^53 lose nothing by one")]
            Some(known) => known > limit as f64,
            None => true,
        };
        if is_narrower {
            form.limits.insert(inclusive.to_owned(), limit.into());
        }
    }
}

fn fill_array<'a>(part: &Part<'a>, members: &'a Map<String, Value>, form: &mut Form<'a>) {
    let one = |schema: &'a Value| demand(part, [schema]);
    if let Some(prefix) = members.get("prefixItems").and_then(Value::as_array) {
        form.prefix = prefix.iter().map(one).collect();
    }
    form.items = members.get("items").filter(|items| is_schema(items)).map(one);
}

fn is_schema(value: &Value) -> bool {
    value.is_object() || value.is_boolean()
}

fn fill_object<'a>(
    pass: &mut Pass<'a>,
    part: &Part<'a>,
    members: &'a Map<String, Value>,
    form: &mut Form<'a>,
) {
    if let Some(Value::Object(properties)) = members.get("properties") {
        form.properties =
            properties.iter().map(|(name, schema)| (name.clone(), demand(part, [schema]))).collect();
    }
    let required = members.get("required").and_then(Value::as_array).into_iter().flatten();
    form.required = required.filter_map(|name| name.as_str().map(str::to_owned)).collect();
    let additional = members.get("additionalProperties").filter(|it| is_schema(it));
    form.additional = match members.get("patternProperties").and_then(Value::as_object) {
        Some(patterns) if !patterns.is_empty() => {
            Some(members_by_pattern(pass, part, patterns, additional, form))
        }
        _ => additional.map(|schema| demand(part, [schema])),
    };
    if let Some(pattern) = members.get("propertyNames").and_then(|names| names.get("pattern")?.as_str()) {
        tell_names(pass, &[pattern], form);
    } else if members.get("propertyNames").is_some_and(|names| *names != Value::Bool(true)) {
        pass.note(NoteKind::NamesLoosened, "does not say what the command demands of the names of members");
    }
}

/// What members must fit whose names follow one of several patterns, or none of them.
fn members_by_pattern<'a>(
    pass: &mut Pass<'a>,
    part: &Part<'a>,
    patterns: &'a Map<String, Value>,
    additional: Option<&'a Value>,
    form: &mut Form<'a>,
) -> Child<'a> {
    let mut names: Vec<&String> = patterns.keys().collect();
    names.sort_unstable();
    let by_pattern = names.iter().filter_map(|name| patterns.get(*name));
    if additional == Some(&NOTHING) {
        let names: Vec<&str> = names.iter().map(|name| name.as_str()).collect();
        tell_names(pass, &names, form);
        return demand(part, by_pattern);
    }
    pass.note(NoteKind::NamesLoosened, "does not say which members have which type by their name");
    match additional {
        Some(schema) => demand(part, by_pattern.chain([schema])),
        None => Vec::new(),
    }
}

fn tell_names(pass: &mut Pass<'_>, patterns: &[&str], form: &mut Form<'_>) {
    let patterns: Vec<String> = patterns.iter().map(|pattern| format!("`{pattern}`")).collect();
    form.sentences.push(format!("Names of members match {}.", patterns.join(" or ")));
    pass.note(NoteKind::NamesLoosened, "says only in words which names members may have");
}
