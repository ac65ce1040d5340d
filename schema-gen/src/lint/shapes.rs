//! Forms of types that hosts of AI models, client generators or readers have trouble with.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{
    Check, Faults, Lint, Severity, Subject,
    context::{Context, Located},
};
use crate::references::{self, Schemas};
use crate::walk;

/// Models fill in deeper objects badly, and some hosts refuse them.
const DEEPEST: usize = 4;

/// The largest whole number that JavaScript, and most JSON readers, hold exactly.
const LARGEST_SAFE: f64 = 9_007_199_254_740_991.0;

pub(super) const LINTS: &[Lint] = &[
    Lint {
        id: "pattern-unreadable",
        severity: Severity::Error,
        explanation: "Every `pattern` is a regular expression that the checks of calls can read, or nothing is held \
            against it. Write it in the common part of regular expressions: classes, groups, repetitions, anchors.",
        check: Check::Command(pattern_unreadable),
    },
    Lint {
        id: "params-recursive",
        severity: Severity::Error,
        explanation: "No parameter has a type that contains itself, since hosts of AI models need schemas without \
            references and such a type has no end. Take a flat list whose entries name their parent.",
        check: Check::Command(params_recursive),
    },
    Lint {
        id: "tuple-param",
        severity: Severity::Strict,
        explanation: "No parameter is a tuple, since its members have no names that say what they mean, and some hosts of \
            AI models refuse `prefixItems`. Use a type with named members.",
        check: Check::Command(tuple_param),
    },
    Lint {
        id: "nesting-too-deep",
        severity: Severity::Warning,
        explanation: "Parameters nest at most four levels of objects and lists. Models fill in deeper ones badly, and \
            people get lost in them. Divide the command, or refer to parts by their number.",
        check: Check::Command(nesting_too_deep),
    },
    Lint {
        id: "integer-unsafe",
        severity: Severity::Warning,
        explanation: "Whole numbers of 64 bits or more are bounded to what every JSON reader holds exactly, plus or minus \
            9007199254740991. JavaScript rounds larger ones without a word. Give them a `range`, use 32 bits, or send \
            them as a string.",
        check: Check::Command(integer_unsafe),
    },
    Lint {
        id: "enum-variant-undocumented",
        severity: Severity::Warning,
        explanation: "Every value of an enum that callers choose from is explained, in `///` above the variant or in the \
            text of the parameter. A name alone leaves open what it leads to.",
        check: Check::Command(enum_variant_undocumented),
    },
    Lint {
        id: "enum-of-documents",
        severity: Severity::Strict,
        explanation: "The values of an `enum` or `const` are strings, numbers, true, false or null. Hosts of AI models and \
            client generators know no enum of objects or lists. Give each value a name, and let callers send that.",
        check: Check::Command(enum_of_documents),
    },
];

fn pattern_unreadable(subject: &Subject<'_>, faults: &mut Faults) {
    let mut found = BTreeSet::new();
    subject.each_schema(|place, schema| {
        for pattern in patterns(schema) {
            if let Some(error) = unreadable(subject.context, pattern) {
                found.insert(format!(
                    "the pattern `{pattern}` of {place} cannot be read: {error}; write it otherwise"
                ));
            }
        }
    });
    for message in found {
        faults.add(message);
    }
}

/// Whether a schema has a regular expression, at any depth, that cannot be read.
pub(super) fn has_unreadable_pattern(context: &Context<'_>, schema: &Value) -> bool {
    let mut found = false;
    walk::each(schema, &mut |schema| {
        found = found || patterns(schema).iter().any(|pattern| unreadable(context, pattern).is_some());
    });
    found
}

/// The regular expressions of a schema itself.
fn patterns(schema: &Value) -> Vec<&str> {
    let members = schema.get("patternProperties").and_then(Value::as_object);
    let mut patterns: Vec<&str> = members.into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    patterns.sort_unstable();
    patterns.extend(schema.get("pattern").and_then(Value::as_str));
    patterns
}

/// Why a regular expression cannot be read.
fn unreadable(context: &Context<'_>, pattern: &str) -> Option<String> {
    context.validator(&json!({"pattern": pattern})).as_ref().as_ref().err().map(ToString::to_string)
}

fn params_recursive(subject: &Subject<'_>, faults: &mut Faults) {
    for Located { place, schema } in &subject.parameters {
        if subject.context.is_recursive(schema) {
            faults.add(format!("{place} contains itself; take a list whose entries name their parent"));
        }
    }
}

fn tuple_param(subject: &Subject<'_>, faults: &mut Faults) {
    let mut found = BTreeSet::new();
    subject.each_parameter_schema(|place, schema| {
        if schema.get("prefixItems").is_some() || schema.get("items").is_some_and(Value::is_array) {
            found.insert(place.to_owned());
        }
    });
    let way = subject.remedy("a type", "an object");
    for place in found {
        faults.add(format!("{place} is or holds a tuple; use {way} with named members"));
    }
}

fn nesting_too_deep(subject: &Subject<'_>, faults: &mut Faults) {
    for parameter in &subject.command.parameters {
        let mut deepest = 0;
        find_depth(&parameter.schema, &subject.catalog.schemas, 0, &mut BTreeMap::new(), &mut deepest);
        if deepest > DEEPEST {
            faults.add(format!(
                "parameter `{}` nests more than {DEEPEST} levels of objects and lists; make it flatter",
                parameter.name
            ));
        }
    }
}

/// Finds how many objects and lists stand inside each other, up to one more than is permitted.
///
/// A type that was seen at some depth is not looked at again unless it stands deeper, so that types may contain each
/// other.
fn find_depth<'a>(
    schema: &'a Value,
    schemas: &'a Schemas,
    above: usize,
    seen: &mut BTreeMap<&'a str, usize>,
    deepest: &mut usize,
) {
    *deepest = above.max(*deepest);
    if above > DEEPEST {
        return;
    }
    if let Some((name, target)) = references::name(schema).and_then(|name| schemas.get_key_value(name)) {
        let is_news = seen.get(name.as_str()).is_none_or(|depth| *depth < above);
        if is_news {
            seen.insert(name, above);
            find_depth(target, schemas, above, seen, deepest);
        }
    }
    let is_container = ["properties", "items", "prefixItems", "additionalProperties"]
        .iter()
        .any(|keyword| schema.get(*keyword).is_some_and(|it| it.is_object() || it.is_array()));
    let here = above + usize::from(is_container);
    *deepest = here.max(*deepest);
    for child in walk::children(schema) {
        find_depth(child, schemas, here, seen, deepest);
    }
}

fn integer_unsafe(subject: &Subject<'_>, faults: &mut Faults) {
    let mut found = BTreeSet::new();
    subject.each_schema(|place, schema| {
        let format = schema.get("format").and_then(Value::as_str).unwrap_or_default();
        let (is_wide, is_signed) = match format {
            "int64" | "int128" => (true, true),
            "uint64" | "uint128" => (true, false),
            _ => (false, false),
        };
        let within = |keywords: [&str; 2]| {
            let bounds = keywords.iter().filter_map(|keyword| schema.get(*keyword)?.as_f64());
            bounds.into_iter().any(|bound| bound.abs() <= LARGEST_SAFE)
        };
        let is_safe = within(["maximum", "exclusiveMaximum"])
            && (!is_signed || within(["minimum", "exclusiveMinimum"]));
        if is_wide && !is_safe && schema.get("enum").is_none() && schema.get("const").is_none() {
            found.insert((place.to_owned(), format.to_owned()));
        }
    });
    let bounds = subject.remedy("a `range`", "`minimum` and `maximum`");
    for (place, format) in found {
        faults.add(format!(
            "{place} has a whole number ({format}) that may pass 9007199254740991, which JavaScript rounds; bound it by \
             {bounds}, use 32 bits, or send it as a string"
        ));
    }
}

fn enum_variant_undocumented(subject: &Subject<'_>, faults: &mut Faults) {
    let mut found: BTreeSet<(String, String)> = BTreeSet::new();
    let texts_of_parameters: Vec<&str> =
        subject.command.parameters.iter().map(|it| &*it.description).collect();
    subject.each_parameter_schema(|place, schema| {
        let text =
            |schema: &Value| schema.get("description").and_then(Value::as_str).unwrap_or_default().to_owned();
        let own = text(schema);
        if let Some(values) = schema.get("enum").and_then(Value::as_array).filter(|values| values.len() > 1) {
            for value in values.iter().filter_map(Value::as_str) {
                let is_explained =
                    mentions(&own, value) || texts_of_parameters.iter().any(|it| mentions(it, value));
                if !is_explained {
                    found.insert((place.to_owned(), value.to_owned()));
                }
            }
        }
        for form in schema.get("oneOf").and_then(Value::as_array).into_iter().flatten() {
            if text(form).trim().is_empty()
                && form.get("$ref").is_none()
                && let Some(name) = form_name(form)
                && !mentions(&own, name)
            {
                found.insert((place.to_owned(), name.to_owned()));
            }
        }
    });
    let remedy = subject.remedy("write `///` above its variant", "say in the `description` what it means");
    for (place, value) in found {
        faults.add(format!("the value `{value}` of {place} is not explained; {remedy}"));
    }
}

/// The value by which callers choose a form of a type: itself, that of its tag, or the name of its one member.
fn form_name(form: &Value) -> Option<&str> {
    if let Some(value) = form.get("const").and_then(Value::as_str) {
        return Some(value);
    }
    let members = form.get("properties")?.as_object()?;
    let members = crate::canonical::sorted_members(members);
    let tag = members.iter().find_map(|(_, member)| member.get("const")?.as_str());
    tag.or_else(|| match members.as_slice() {
        [(name, _)] => Some(name),
        _ => None,
    })
}

/// Whether a value stands in a text as a word of its own.
fn mentions(text: &str, value: &str) -> bool {
    let is_part = |it: Option<char>| it.is_some_and(|it| it.is_alphanumeric() || it == '_');
    text.match_indices(value).any(|(at, _)| {
        !is_part(text[..at].chars().next_back()) && !is_part(text[at + value.len()..].chars().next())
    })
}

fn enum_of_documents(subject: &Subject<'_>, faults: &mut Faults) {
    let mut found = BTreeSet::new();
    subject.each_schema(|place, schema| {
        let listed = schema.get("enum").and_then(Value::as_array).into_iter().flatten();
        if listed.chain(schema.get("const")).any(|value| value.is_object() || value.is_array()) {
            found.insert(place.to_owned());
        }
    });
    for place in found {
        faults.add(format!(
            "{place} has an enum of objects or lists; give each of them a name to be sent instead"
        ));
    }
}
