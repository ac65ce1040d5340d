//! The OpenRPC 1.3 document of a catalog, as `rpc.discover` answers it.

use serde_json::{Map, Value, json};

use crate::canonical;
use crate::catalog::{Catalog, Command, Contact, ErrorKind, Example, License};
use crate::names::{Names, component_name};
use crate::references::{self, Schemas};
use crate::spelling;
use crate::{lifecycle, text};

/// The OpenRPC document of a catalog; for one group, give it the catalog of the group.
///
/// Methods are sorted by name. Of an error, `data.kind` is the value that callers receive and `data.details` the
/// schema of the details, where the kind carries any.
///
/// ```
/// use commandry_schema::{Catalog, openrpc::openrpc};
///
/// let catalog: Catalog = serde_json::from_str(r#"{
///     "service": {"title": "shop", "version": "1.0.0"},
///     "commands": [{"name": "ping", "summary": "Answers at once.", "result": {"schema": {"type": "string"}}}]
/// }"#)?;
/// let document = openrpc(&catalog);
/// assert_eq!(document["openrpc"], "1.3.2");
/// assert_eq!(document["methods"][0]["result"]["schema"]["type"], "string");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[must_use]
pub fn openrpc(catalog: &Catalog) -> Value {
    let names = Names::new(catalog.schemas.keys(), &[], component_name);
    let schemas = names.rename_schemas(&catalog.schemas);
    let writer = Writer { catalog, names, schemas };
    let mut commands: Vec<&Command> = catalog.commands.iter().collect();
    commands.sort_by(|one, other| one.name.cmp(&other.name));
    let methods: Vec<Value> = commands.into_iter().map(|command| writer.method(command)).collect();
    let mut document = json!({
        "openrpc": "1.3.2",
        "info": writer.info(),
        "methods": methods,
    });
    let reached = references::reachable(&catalog.commands, &catalog.schemas);
    if !reached.is_empty() {
        let schemas: Map<String, Value> = reached
            .keys()
            .map(|name| (writer.names.of(name).to_owned(), writer.schema(&catalog.schemas[name])))
            .collect();
        document["components"] = json!({ "schemas": schemas });
    }
    canonical::sorted(&document)
}

struct Writer<'a> {
    catalog: &'a Catalog,
    names: Names,
    /// All schemas under their names in the document.
    schemas: Schemas,
}

impl Writer<'_> {
    fn info(&self) -> Value {
        let service = &self.catalog.service;
        let mut info = Members::new();
        info.text("title", &service.title);
        info.text("version", &service.version);
        info.text_if_any("description", &service.description);
        if let Some(Contact { name, url, email }) = &service.contact {
            let mut contact = Members::new();
            for (key, value) in [("name", name), ("url", url), ("email", email)] {
                contact.text_if_any(key, value.as_deref().unwrap_or_default());
            }
            info.value("contact", contact.object());
        }
        if let Some(License { name, url, .. }) = &service.license {
            let mut license = Members::new();
            license.text("name", name);
            license.text_if_any("url", url.as_deref().unwrap_or_default());
            info.value("license", license.object());
        }
        info.object()
    }

    fn method(&self, command: &Command) -> Value {
        let mut method = Members::new();
        method.text("name", &command.name);
        method.text_if_any("summary", &command.summary);
        method.text_if_any("description", &text::full_description(command));
        method.text("paramStructure", "by-name");
        method.value("params", self.parameters(command));
        let mut result = Members::new();
        result.text("name", "result");
        result.text_if_any("description", &command.result.description);
        result.value("schema", self.schema(&command.result.schema));
        method.value("result", result.object());
        if let Some(group) = &command.group {
            let mut tag = Members::new();
            tag.text("name", group);
            let description = self.catalog.service.group_descriptions.get(group);
            tag.text_if_any("description", description.map_or("", String::as_str));
            method.value("tags", json!([tag.object()]));
        }
        if !command.errors.kinds.is_empty() {
            method.value("errors", command.errors.kinds.iter().map(|kind| self.error(kind)).collect());
        }
        if !command.examples.is_empty() {
            let pairings = command.examples.iter().enumerate();
            method.value(
                "examples",
                pairings.map(|(index, example)| pairing(command, index, example)).collect(),
            );
        }
        if let Some(job) = &command.job {
            method.value("x-job-result", self.schema(&job.result.schema));
        }
        if command.result.stream {
            method.value("x-stream", true.into());
        }
        if command.deprecated.is_some() {
            method.value("deprecated", true.into());
        }
        for (name, word) in lifecycle::extensions(command) {
            method.text(name, word);
        }
        method.object()
    }

    fn parameters(&self, command: &Command) -> Value {
        let descriptor = |parameter: &crate::catalog::Parameter| {
            let mut descriptor = Members::new();
            descriptor.text("name", &parameter.name);
            descriptor.text_if_any("description", &parameter.description);
            descriptor.value("required", parameter.required.into());
            let mut schema = self.schema(&parameter.schema);
            if let Value::Object(members) = &mut schema
                && !parameter.description.is_empty()
            {
                // The descriptor says it already.
                members.remove("description");
            }
            descriptor.value("schema", schema);
            descriptor.object()
        };
        command.parameters.iter().map(descriptor).collect()
    }

    fn error(&self, kind: &ErrorKind) -> Value {
        let mut data = json!({"kind": kind.kind});
        if let Some(details) = &kind.details {
            data["details"] = self.schema(details);
        }
        let description = kind.description.split_whitespace().collect::<Vec<_>>().join(" ");
        let message = if description.is_empty() { kind.kind.replace('_', " ") } else { description };
        json!({"code": kind.code, "message": message, "data": data})
    }

    /// A schema of the catalog with the names and the spelling of the document.
    fn schema(&self, schema: &Value) -> Value {
        let mut schema = schema.clone();
        self.names.rename_references(&mut schema);
        spelling::publish(&schema, &self.schemas)
    }
}

/// An example with its parameters in the order of the signature.
fn pairing(command: &Command, index: usize, example: &Example) -> Value {
    let fallback = format!("Example {}", index + 1);
    let params: Vec<Value> = command
        .parameters
        .iter()
        .filter_map(|parameter| {
            let value = example.params.get(&parameter.name)?;
            Some(json!({"name": parameter.name, "value": value}))
        })
        .collect();
    let name = if example.summary.is_empty() { &fallback } else { &example.summary };
    let mut pairing = json!({"name": name, "params": params});
    if let Some(result) = &example.result {
        pairing["result"] = json!({"name": "result", "value": result});
    }
    pairing
}

/// An object in the making whose empty texts are left out.
struct Members(Map<String, Value>);

impl Members {
    fn new() -> Self {
        Self(Map::new())
    }

    fn text(&mut self, name: &str, text: &str) {
        self.value(name, text.into());
    }

    fn text_if_any(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            self.text(name, text);
        }
    }

    fn value(&mut self, name: &str, value: Value) {
        self.0.insert(name.to_owned(), value);
    }

    fn object(self) -> Value {
        Value::Object(self.0)
    }
}
