//! The OpenAPI 3.1 document of a catalog, at three levels of detail.
//!
//! A document with a path for every command is too long for people, for models and for browsers. The usual level
//! therefore has one path for all calls and a map from each command to the types of its parameters and result.

mod command;
mod commands_map;
mod envelope;
mod failures;
mod rest;
mod slots;
mod text_values;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use utoipa::openapi::{
    ComponentsBuilder, ContactBuilder, ContentBuilder, HttpMethod, InfoBuilder, LicenseBuilder,
    OpenApiBuilder, PathsBuilder, Ref, RefOr, ResponseBuilder, Server,
    path::{OperationBuilder, PathItem},
    schema::Schema,
    tag::TagBuilder,
};

use crate::canonical;
use crate::catalog::{Catalog, Command, DEFINITIONS};
use crate::names::{Names, component_name};
use crate::references::{self, Schemas};
use crate::spelling;
use slots::Slots;

/// Tag of what belongs to the service itself, and of commands without a group.
const SERVICE_TAG: &str = "service";

/// Media type of every body.
const JSON: &str = "application/json";
/// Media type of results that come item by item.
const EVENTS: &str = "text/event-stream";

/// How much a document says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Only how to call: one path and its envelope, under 300 tokens for a model.
    Envelope,
    /// The envelope, a map from each command to its types, the REST routes and `/health`.
    #[default]
    Commands,
    /// A path for each command, its REST route and `/health`; for tools that know nothing of an envelope.
    Expanded,
}

impl std::str::FromStr for Level {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "envelope" => Ok(Self::Envelope),
            "commands" => Ok(Self::Commands),
            "expanded" => Ok(Self::Expanded),
            other => Err(format!("unknown level `{other}`; write `envelope`, `commands` or `expanded`")),
        }
    }
}

/// What the document is to contain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenApiOptions {
    /// How much it says.
    pub level: Level,
    /// Only the commands of this group; all of them when absent.
    pub group: Option<String>,
    /// Path of the endpoint that takes calls.
    pub endpoint: String,
    /// Addresses at which the service is reached; relative ones count from the address of the document.
    pub servers: Vec<String>,
}

impl Default for OpenApiOptions {
    /// The level `commands` for all groups, at `/cmd` of the server that sent the document.
    fn default() -> Self {
        Self { level: Level::Commands, group: None, endpoint: "/cmd".into(), servers: vec!["/".into()] }
    }
}

/// The OpenAPI document of a catalog.
///
/// It is the same for the same catalog and options, whatever the order of commands and schemas. A type of the
/// service whose name the document needs for itself, such as `RpcError`, goes by another name there
/// (`RpcErrorValue`).
///
/// ```
/// use commandry_schema::{Catalog, openapi::{OpenApiOptions, openapi}};
///
/// let catalog: Catalog = serde_json::from_str(r#"{
///     "service": {"title": "shop", "version": "1.0.0"},
///     "commands": [{"name": "ping", "summary": "Answers at once.", "result": {"schema": {"type": "string"}}}]
/// }"#)?;
/// let document = openapi(&catalog, &OpenApiOptions::default());
/// assert_eq!(document["openapi"], "3.1.0");
/// let ping = &document["components"]["schemas"]["Commands"]["properties"]["ping"];
/// assert_eq!(ping["properties"]["result"]["type"], "string");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[must_use]
pub fn openapi(catalog: &Catalog, options: &OpenApiOptions) -> Value {
    let names = Names::new(catalog.schemas.keys(), &frame_schema_names(), component_name);
    if options.level == Level::Envelope {
        // It says the same of any commands.
        return Document::new(catalog, options, &[], &Schemas::new()).finish();
    }
    let mut commands: Vec<Command> = catalog
        .commands
        .iter()
        .filter(|command| options.group.is_none() || command.group == options.group)
        .cloned()
        .collect();
    commands.sort_by(|one, other| one.name.cmp(&other.name));
    let renamed = names.rename_schemas(&catalog.schemas);
    for command in &mut commands {
        prepare(command, &names, &renamed);
    }
    let schemas: Schemas =
        renamed.iter().map(|(name, schema)| (name.clone(), spelling::publish(schema, &renamed))).collect();
    Document::new(catalog, options, &commands, &schemas).finish()
}

/// Names of schemas that documents use for themselves, at any level.
fn frame_schema_names() -> Vec<&'static str> {
    vec!["CmdRequest", "CmdResponse", "Commands", "ErrorBody", "HealthStatus", "RpcError"]
}

/// Gives the schemas of a command the names and the spelling of the document.
fn prepare(command: &mut Command, names: &Names, schemas: &Schemas) {
    let parameters = command.parameters.iter_mut().map(|parameter| &mut parameter.schema);
    for schema in parameters.chain(std::iter::once(&mut command.result.schema)) {
        names.rename_references(schema);
        *schema = spelling::publish(schema, schemas);
    }
}

/// A document in the making.
struct Document<'a> {
    catalog: &'a Catalog,
    options: &'a OpenApiOptions,
    commands: &'a [Command],
    schemas: &'a Schemas,
    paths: PathsBuilder,
    slots: Slots,
    /// Schemas of the frame that the document uses.
    frame_schemas: Map<String, Value>,
    tags: BTreeSet<String>,
    operation_ids: BTreeSet<String>,
    uses_failures: bool,
}

impl<'a> Document<'a> {
    fn new(
        catalog: &'a Catalog,
        options: &'a OpenApiOptions,
        commands: &'a [Command],
        schemas: &'a Schemas,
    ) -> Self {
        Self {
            catalog,
            options,
            commands,
            schemas,
            paths: PathsBuilder::new(),
            slots: Slots::default(),
            frame_schemas: Map::new(),
            tags: BTreeSet::new(),
            operation_ids: ["call_command", "check_health"].map(String::from).into(),
            uses_failures: false,
        }
    }

    fn finish(mut self) -> Value {
        if self.options.level != Level::Expanded {
            self.add_envelope();
        }
        if self.options.level != Level::Envelope {
            self.add_health();
            for command in self.commands {
                if self.options.level == Level::Expanded {
                    self.add_command(command);
                }
                if let Some(route) = &command.rest {
                    self.add_rest_route(command, route);
                }
            }
        }
        if self.options.level == Level::Commands {
            let map = commands_map::commands_map(self.commands);
            self.frame_schemas.insert("Commands".into(), map);
        }
        self.assemble()
    }

    /// Puts the frame together as JSON and the schemas into it.
    fn assemble(mut self) -> Value {
        let responses =
            if self.uses_failures { failures::shared_responses(&mut self) } else { BTreeMap::new() };
        let components = ComponentsBuilder::new().responses_from_iter(responses).build();
        let frame = OpenApiBuilder::new()
            .info(self.info())
            .servers(Some(self.options.servers.iter().map(Server::new)))
            .tags((!self.tags.is_empty()).then(|| self.tag_list()))
            // An empty list says that calls need no credentials; without it readers cannot know.
            .security(Some([]))
            .paths(self.paths)
            .components(Some(components))
            .build();
        let mut document = match serde_json::to_value(frame) {
            Ok(document) => document,
            // The frame consists of strings, lists and maps with strings as keys, which all are JSON.
            Err(error) => unreachable!("the frame of an OpenAPI document is always JSON: {error}"),
        };
        self.slots.fill(&mut document);
        let mut schemas = Value::Object(self.frame_schemas);
        let mut used = Schemas::new();
        collect_references(&document, self.schemas, &mut used);
        collect_references(&schemas, self.schemas, &mut used);
        for (name, schema) in used {
            schemas[name] = schema;
        }
        document["components"]["schemas"] = schemas;
        canonical::sorted(&document)
    }

    fn info(&self) -> utoipa::openapi::Info {
        let service = &self.catalog.service;
        let mut info = InfoBuilder::new().title(&service.title).version(&service.version);
        let description = match self.options.level {
            // The smallest document is for models; the first paragraph tells them what the service is for.
            Level::Envelope => service.description.split("\n\n").next().unwrap_or_default(),
            Level::Commands | Level::Expanded => &service.description,
        };
        if !description.is_empty() {
            info = info.description(Some(description));
        }
        if self.options.level == Level::Envelope {
            return info.build();
        }
        if let Some(contact) = &service.contact {
            let contact = ContactBuilder::new()
                .name(contact.name.as_ref())
                .url(contact.url.as_ref())
                .email(contact.email.as_ref());
            info = info.contact(Some(contact.build()));
        }
        if let Some(license) = &service.license {
            let url = license.url.as_ref().filter(|_| license.identifier.is_none());
            let license =
                LicenseBuilder::new().name(&license.name).identifier(license.identifier.as_ref()).url(url);
            info = info.license(Some(license.build()));
        }
        info.build()
    }

    fn tag_list(&self) -> Vec<utoipa::openapi::Tag> {
        let describe = |tag: &String| match self.catalog.service.group_descriptions.get(tag) {
            Some(description) => description.clone(),
            None if tag == SERVICE_TAG => "The service as a whole.".into(),
            None => format!("Commands of the group `{tag}`."),
        };
        self.tags
            .iter()
            .map(|tag| TagBuilder::new().name(tag).description(Some(describe(tag))).build())
            .collect()
    }

    fn add_health(&mut self) {
        let schema = json!({
            "type": "object",
            "required": ["status"],
            "properties": {
                "status": {"type": "string", "enum": ["ok", "unavailable"]},
                "service": {"type": "string"},
                "version": {"type": "string"}
            }
        });
        let schema = self.frame_schema("HealthStatus", schema);
        let answer = |text: &str| {
            let content = ContentBuilder::new().schema(Some(schema.clone())).build();
            ResponseBuilder::new().description(text).content(JSON, content)
        };
        let operation = OperationBuilder::new()
            .operation_id(Some("check_health"))
            .summary(Some("Tells whether the service takes calls."))
            .description(Some("For probes of readiness and liveness; needs no parameters."))
            .tag(self.tag(SERVICE_TAG))
            .response("200", answer("The service takes calls."))
            .response("503", answer("The service takes no calls, since it is about to end."));
        self.add_operation("/health", HttpMethod::Get, operation);
    }

    fn add_operation(&mut self, path: &str, method: HttpMethod, operation: OperationBuilder) {
        let paths = std::mem::take(&mut self.paths);
        self.paths = paths.path(path, PathItem::new(method, operation));
    }

    /// Notes that a tag is used.
    fn tag(&mut self, tag: &str) -> String {
        self.tags.insert(tag.to_owned());
        tag.to_owned()
    }

    /// Notes that a schema of the frame is used.
    fn frame_schema(&mut self, name: &str, schema: Value) -> RefOr<Schema> {
        self.frame_schemas.insert(name.to_owned(), schema);
        RefOr::Ref(Ref::from_schema_name(name))
    }

    /// An identifier that no other operation has: the wanted one, or else that with a suffix.
    fn operation_id(&mut self, wanted: &str) -> String {
        let mut id = wanted.to_owned();
        while !self.operation_ids.insert(id.clone()) {
            id.push_str("_command");
        }
        id
    }
}

/// Adds the named schemas that any reference in a document leads to.
fn collect_references(document: &Value, schemas: &Schemas, found: &mut Schemas) {
    if let Some(name) =
        document.get("$ref").and_then(Value::as_str).and_then(|it| it.strip_prefix(DEFINITIONS))
        && !found.contains_key(name)
        && let Some(target) = schemas.get(name)
    {
        found.insert(name.to_owned(), target.clone());
        references::collect(target, schemas, found);
    }
    match document {
        Value::Object(members) => members.values().for_each(|it| collect_references(it, schemas, found)),
        Value::Array(items) => items.iter().for_each(|it| collect_references(it, schemas, found)),
        _ => {}
    }
}
