//! An OpenAPI document of a service that knows nothing of commands: each operation becomes one.

use serde_json::Value;

use super::dialect::Dialect;
use super::import::Imported;
use super::operation::{Place, import_operation};
use super::types::Types;
use super::{AggregateError, names, pointer, words};
use crate::canonical::sorted_members;
use crate::catalog::{Contact, License, Service};

/// Methods whose operations become commands.
const METHODS: [&str; 5] = ["delete", "get", "patch", "post", "put"];

/// Methods that a route of a command cannot have.
const OTHER_METHODS: [&str; 5] = ["head", "options", "query", "trace", "connect"];

pub(super) fn import(prefix: &str, document: &Value) -> Result<Imported, AggregateError> {
    let dialect = dialect(prefix, document)?;
    let mut types = Types::new(prefix, document, "", dialect);
    let mut imported = Imported::new(prefix, service(document));
    let paths = match document.get("paths") {
        Some(Value::Object(paths)) => sorted_members(paths),
        Some(_) => return Err(types.error("/paths", "must be an object")),
        // Documents of web hooks alone have no paths.
        None => Vec::new(),
    };
    for (path, item) in paths {
        let at = pointer::step("/paths", path);
        if path.starts_with("x-") {
            continue;
        }
        let (item, at) = types.resolve(item, &at)?;
        let Value::Object(operations) = item else { return Err(types.error(&at, "must be an object")) };
        for (method, operation) in sorted_members(operations) {
            let at = pointer::step(&at, method);
            if METHODS.contains(&method.as_str()) {
                let place = Place { path, method: &method.to_uppercase(), item, at: &at };
                let command = import_operation(&mut types, &place, operation, &mut imported)?;
                imported.commands.push(command);
            } else if OTHER_METHODS.contains(&method.as_str()) {
                imported.omit(&at, &format!("operations of {} are left out", method.to_uppercase()));
            }
        }
    }
    if document.get("webhooks").and_then(Value::as_object).is_some_and(|hooks| !hooks.is_empty()) {
        imported.omit("/webhooks", "calls by the service to others are left out");
    }
    if imported.commands.is_empty() {
        return Err(AggregateError::new(
            prefix,
            "names no operations; of a service with commands, take the document at the level `commands`",
        ));
    }
    imported.schemas = types.finish()?;
    Ok(imported)
}

/// The rules that the schemas of an OpenAPI document follow.
pub(super) fn dialect(prefix: &str, document: &Value) -> Result<Dialect, AggregateError> {
    match document.get("openapi").and_then(Value::as_str) {
        Some(version) if version.starts_with("3.0") => Ok(Dialect::OpenApi30),
        Some(version) if version.starts_with("3.") => Ok(Dialect::JsonSchema),
        version => {
            let text = format!("has the version {version:?} in `openapi`; 3.0 and 3.1 are read");
            Err(AggregateError::new(prefix, &text))
        }
    }
}

/// What a document says on the service.
pub(super) fn service(document: &Value) -> Service {
    let text = |pointer: &str| document.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
    let tags = document.get("tags").and_then(Value::as_array);
    let group_descriptions = tags
        .into_iter()
        .flatten()
        .filter_map(|tag| {
            let description = tag.get("description")?.as_str()?.trim();
            Some((names::snake_case(tag.get("name")?.as_str()?), words::one_line(description)))
        })
        .filter(|(_, description)| !description.is_empty())
        .collect();
    let contact = document.pointer("/info/contact").map(|_| Contact {
        name: text("/info/contact/name"),
        url: text("/info/contact/url"),
        email: text("/info/contact/email"),
    });
    let license = text("/info/license/name").map(|name| License {
        name,
        identifier: text("/info/license/identifier"),
        url: text("/info/license/url"),
    });
    Service {
        title: text("/info/title").unwrap_or_default(),
        version: text("/info/version").unwrap_or_default(),
        description: text("/info/description").unwrap_or_default().trim().to_owned(),
        group_descriptions,
        contact,
        license,
    }
}
