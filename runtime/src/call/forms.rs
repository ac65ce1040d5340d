//! Values that may have one of several forms, and fit none: finding out what is wrong with them.

use jsonschema::{
    ValidationError,
    error::{TypeKind, ValidationErrorKind},
};
use serde_json::Value;

/// What was found wrong with each form of a schema.
type Forms = [Vec<ValidationError<'static>>];

/// The form that was meant, if that can be told: the only one whose tag is right and that is not `null`.
pub(super) fn meant(forms: &Forms) -> Option<&[ValidationError<'static>]> {
    let is_other_form = |error: &ValidationError<'_>| match error.kind() {
        ValidationErrorKind::Constant { .. } => true,
        ValidationErrorKind::Type { kind: TypeKind::Single(name) } => name.to_string() == "null",
        _ => false,
    };
    let mut candidates =
        forms.iter().filter(|errors| !errors.is_empty() && !errors.iter().any(is_other_form));
    match (candidates.next(), candidates.next()) {
        (Some(errors), None) => Some(errors),
        _ => None,
    }
}

/// A tag that selects the form and is wrong or missing.
pub(super) struct Tag {
    /// JSON Pointer to it, from the root of the value.
    pub(super) pointer: String,
    /// The values that select a form; empty when the tag is missing.
    pub(super) values: Vec<Value>,
    /// The value that came, if any.
    pub(super) got: Option<Value>,
}

/// The tag of a value, when every form finds it wrong or every form misses it.
pub(super) fn wrong_tag(forms: &Forms) -> Option<Tag> {
    wrong_value(forms).or_else(|| missing(forms))
}

fn wrong_value(forms: &Forms) -> Option<Tag> {
    let mut tag: Option<Tag> = None;
    for errors in forms {
        let (error, value) = errors.iter().find_map(|error| match error.kind() {
            ValidationErrorKind::Constant { expected_value } => Some((error, expected_value.as_ref())),
            _ => None,
        })?;
        let pointer = error.instance_path().as_str();
        let tag = tag.get_or_insert_with(|| Tag {
            pointer: pointer.to_owned(),
            values: Vec::new(),
            got: Some(error.instance().clone().into_owned()),
        });
        if tag.pointer != pointer {
            return None;
        }
        tag.values.push(value.clone());
    }
    tag
}

fn missing(forms: &Forms) -> Option<Tag> {
    let required_by = |errors: &Vec<ValidationError<'static>>, name: &Value| {
        errors.iter().any(|error| match error.kind() {
            ValidationErrorKind::Required { property } => property == name,
            _ => false,
        })
    };
    let first = forms.first()?;
    first.iter().find_map(|error| match error.kind() {
        ValidationErrorKind::Required { property } if forms.iter().all(|it| required_by(it, property)) => {
            let pointer = format!("{}/{}", error.instance_path().as_str(), property.as_str()?);
            Some(Tag { pointer, values: Vec::new(), got: None })
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use jsonschema::{ValidationError, error::ValidationErrorKind};
    use serde_json::{Value, json};

    use super::{meant, wrong_tag};

    fn forms(value: &Value, check: impl FnOnce(&[Vec<ValidationError<'static>>])) {
        let form = |tag: &str, member: &str| {
            json!({"type": "object", "required": ["kind", member], "additionalProperties": false,
                "properties": {"kind": {"const": tag}, member: {"type": "integer"}}})
        };
        let schema =
            json!({"properties": {"shape": {"oneOf": [form("circle", "radius"), form("square", "side")]}}});
        let validator = jsonschema::draft202012::new(&schema).unwrap();
        let error = validator.iter_errors(value).next().unwrap();
        match error.kind() {
            ValidationErrorKind::OneOfNotValid { context } => check(context),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_tag_tells_which_form_was_meant() {
        forms(&json!({"shape": {"kind": "square", "side": "x"}}), |forms| {
            let errors = meant(forms).unwrap();
            assert_eq!(errors.len(), 1);
            assert_eq!(errors[0].instance_path().as_str(), "/shape/side");
        });
    }

    #[test]
    fn a_wrong_tag_is_named_with_the_right_ones() {
        forms(&json!({"shape": {"kind": "sqare", "side": 1}}), |forms| {
            assert!(meant(forms).is_none());
            let tag = wrong_tag(forms).unwrap();
            assert_eq!((tag.pointer.as_str(), tag.got), ("/shape/kind", Some(json!("sqare"))));
            assert_eq!(tag.values, [json!("circle"), json!("square")]);
        });
    }

    #[test]
    fn a_missing_tag_is_named() {
        forms(&json!({"shape": {"side": 1}}), |forms| {
            let tag = wrong_tag(forms).unwrap();
            assert_eq!((tag.pointer.as_str(), tag.got), ("/shape/kind", None));
        });
    }
}
