//! Questions of commands in the form of the protocol: as requests to the host, and as its answers.

use std::collections::BTreeMap;

use commandry_schema::validation::Validator;
use serde_json::{Value, json};

use crate::ask::{Abilities, Asked, SampleRequest};

/// The method by which a host is asked.
pub(crate) fn method(asked: &Asked) -> &'static str {
    match asked {
        Asked::Form { .. } => "elicitation/create",
        Asked::Sample(_) => "sampling/createMessage",
        Asked::Roots => "roots/list",
    }
}

/// The parameters of the request to the host.
pub(crate) fn params(asked: &Asked) -> Value {
    match asked {
        Asked::Form { message, schema } => json!({"message": message, "requestedSchema": schema}),
        Asked::Sample(SampleRequest { prompt, system_prompt, max_tokens }) => {
            let content = json!({"type": "text", "text": prompt});
            let mut params =
                json!({"messages": [{"role": "user", "content": content}], "maxTokens": max_tokens});
            if let Some(system_prompt) = system_prompt {
                params["systemPrompt"] = Value::from(system_prompt.as_str());
            }
            params
        }
        Asked::Roots => json!({}),
    }
}

/// The capability that a host must have declared to be asked.
pub(crate) fn capability(asked: &Asked) -> &'static str {
    match asked {
        Asked::Form { .. } => "elicitation",
        Asked::Sample(_) => "sampling",
        Asked::Roots => "roots",
    }
}

/// What a host can be asked that declared these capabilities.
pub(crate) fn abilities(capabilities: &Value) -> Abilities {
    let declared = |name: &str| capabilities.get(name).is_some_and(Value::is_object);
    // A host that names modes of elicitation shows forms only if it names them; one that names none shows forms.
    let forms = capabilities
        .get("elicitation")
        .and_then(Value::as_object)
        .is_some_and(|modes| modes.contains_key("form") || !modes.contains_key("url"));
    Abilities { forms, samples: declared("sampling"), roots: declared("roots") }
}

/// Whether an answer has the form that the question asks for.
pub(crate) fn fits(asked: &Asked, answer: &Value) -> bool {
    match asked {
        Asked::Form { schema, .. } => match answer.get("action").and_then(Value::as_str) {
            Some("accept") => answer.get("content").is_some_and(|content| {
                // A schema that is none is a fault of the command, not of whoever filled in the form.
                content.is_object()
                    && Validator::new(schema, &BTreeMap::new()).map_or(true, |it| it.is_valid(content))
            }),
            Some("decline" | "cancel") => true,
            _ => false,
        },
        Asked::Sample(_) => answer.get("content").is_some_and(|it| it.is_object() || it.is_array()),
        Asked::Roots => answer
            .get("roots")
            .and_then(Value::as_array)
            .is_some_and(|roots| roots.iter().all(|root| root.get("uri").is_some_and(Value::is_string))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{abilities, fits, params};
    use crate::ask::{Abilities, Asked, SampleRequest};

    #[test]
    fn hosts_can_do_what_they_declare() {
        for (capabilities, forms, samples, roots) in [
            (json!({}), false, false, false),
            (json!({"elicitation": {}, "sampling": {}, "roots": {}}), true, true, true),
            (json!({"elicitation": {"url": {}}}), false, false, false),
            (json!({"elicitation": {"url": {}, "form": {}}}), true, false, false),
            (json!({"elicitation": true, "sampling": null}), false, false, false),
        ] {
            assert_eq!(abilities(&capabilities), Abilities { forms, samples, roots }, "{capabilities}");
        }
    }

    #[test]
    fn answers_fit_or_are_asked_for_again() {
        let schema = json!({"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]});
        let form = Asked::Form { message: "?".into(), schema };
        let sample = Asked::Sample(SampleRequest {
            prompt: "?".into(),
            system_prompt: Some("!".into()),
            max_tokens: 1,
        });
        for (asked, answer, expected) in [
            (&form, json!({"action": "accept", "content": {"n": 1}}), true),
            (&form, json!({"action": "accept", "content": {"n": "1"}}), false),
            (&form, json!({"action": "accept", "content": {}}), false),
            (&form, json!({"action": "accept"}), false),
            (&form, json!({"action": "decline"}), true),
            (&form, json!({"action": "later"}), false),
            (&form, json!(7), false),
            (&sample, json!({"role": "assistant", "content": {"type": "text", "text": "a"}}), true),
            (&sample, json!({"content": "a"}), false),
            (&Asked::Roots, json!({"roots": []}), true),
            (&Asked::Roots, json!({"roots": [{"name": "a"}]}), false),
        ] {
            assert_eq!(fits(asked, &answer), expected, "{answer}");
        }
        assert_eq!(params(&sample)["systemPrompt"], "!");
    }
}
