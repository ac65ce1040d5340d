//! One catalog out of the documents of several services.
//!
//! A source is the catalog of a service, its OpenAPI document with the map of commands, its OpenRPC document, the
//! answer of an MCP server to `tools/list`, or an OpenAPI document of a service that knows nothing of commands: each
//! of its operations becomes one. Every command gets the prefix of its source, so that services never get in each
//! other's way; types of the same name are shared when they are the same, else they get the prefix as well.
//!
//! Nothing is fetched: references lead within their document, or the document is refused.

mod access;
mod behaviour;
mod catalog_source;
mod conflict;
mod dialect;
mod error;
mod hybrid;
mod import;
mod join;
mod mcp_tools;
mod names;
mod openapi_source;
mod openrpc_source;
mod operation;
mod parameters;
mod pointer;
#[cfg(test)]
mod tests;
mod types;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

pub use conflict::{Conflict, ConflictKind, Omission};
pub use error::AggregateError;

use crate::canonical;
use crate::catalog::{Catalog, RestRoute, Service};
use import::Imported;

/// Prefixes are no longer than this, so that something is left of 48 characters for the name of the command.
pub const PREFIX_LENGTH: usize = 20;

/// A catalog has at most so many commands in all.
pub const COMMANDS: usize = 20_000;

/// A document of a service, and the prefix that its commands get.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// What the names of its commands begin with: `^[a-z][a-z0-9_]*$`, at most [`PREFIX_LENGTH`] characters.
    pub prefix: String,
    /// The document: see the [module](self) for the kinds.
    pub document: Value,
}

/// What the combined catalog is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Title of the combined service.
    pub title: String,
    /// Version of the combined interface.
    pub version: String,
    /// What the combined service is for, in Markdown.
    pub description: String,
}

impl Default for Options {
    /// The title `services`, version `1.0.0`, and no description.
    fn default() -> Self {
        Self { title: "services".into(), version: "1.0.0".into(), description: String::new() }
    }
}

/// The commands of several services as one catalog.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Aggregate {
    /// The combined catalog, ready for every generator and lint.
    pub catalog: Catalog,
    /// Names that meant two things, and how that was settled.
    pub conflicts: Vec<Conflict>,
    /// Parts of documents that a catalog cannot say.
    pub omissions: Vec<Omission>,
    /// Where each command comes from, by its name in the catalog.
    pub origins: BTreeMap<String, Origin>,
}

/// Where a command comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Prefix of the source.
    pub prefix: String,
    /// What the command is called there, spelled as there.
    pub name: String,
    /// Its own route, where it has one; in the catalog the route begins with the prefix.
    pub rest: Option<RestRoute>,
}

/// Combines documents into one catalog, the same whatever the order of the sources.
///
/// ```
/// use commandry_schema::aggregate::{Options, Source, aggregate};
/// use serde_json::json;
///
/// let users = json!({
///     "service": {"title": "users", "version": "1.0.0"},
///     "commands": [{"name": "list", "summary": "Lists users."}],
/// });
/// let shop = json!({
///     "openapi": "3.0.3",
///     "info": {"title": "shop", "version": "2.0.0"},
///     "paths": {"/orders/{id}": {"get": {
///         "operationId": "getOrder",
///         "summary": "Reads an order.",
///         "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "integer"}}],
///         "responses": {"200": {"description": "The order."}},
///     }}},
/// });
/// let sources = [
///     Source { prefix: "users".into(), document: users },
///     Source { prefix: "shop".into(), document: shop },
/// ];
/// let combined = aggregate(&sources, &Options::default())?;
/// let names: Vec<&str> = combined.catalog.commands.iter().map(|command| command.name.as_str()).collect();
/// assert_eq!(names, ["shop_get_order", "users_list"]);
/// assert_eq!(combined.origins["shop_get_order"].name, "getOrder");
/// assert_eq!(combined.catalog.commands[0].rest.as_ref().unwrap().path, "/shop/orders/{id}");
/// # Ok::<(), commandry_schema::aggregate::AggregateError>(())
/// ```
///
/// # Errors
///
/// Fails when a prefix is no name or stands twice, when a document is of no known kind or contradicts its kind, when
/// a reference leads out of its document or nowhere, and when there are too many commands.
pub fn aggregate(sources: &[Source], options: &Options) -> Result<Aggregate, AggregateError> {
    let mut sources: Vec<&Source> = sources.iter().collect();
    sources.sort_by(|one, other| one.prefix.cmp(&other.prefix));
    let mut prefixes = BTreeSet::new();
    let mut imported = Vec::new();
    for source in sources {
        check_prefix(&source.prefix)?;
        if !prefixes.insert(source.prefix.as_str()) {
            return Err(AggregateError::new(
                &source.prefix,
                "this prefix stands twice; give each source its own",
            ));
        }
        imported.push(import(source)?);
    }
    let count: usize = imported.iter().map(|import| import.commands.len()).sum();
    if count > COMMANDS {
        return Err(AggregateError::new(
            "",
            &format!("{count} commands are too many; the limit is {COMMANDS}"),
        ));
    }
    let service = Service {
        title: options.title.clone(),
        version: options.version.clone(),
        description: options.description.clone(),
        ..Service::default()
    };
    Ok(join::join(service, imported))
}

/// Reads a document of any kind.
fn import(source: &Source) -> Result<Imported, AggregateError> {
    // Documents are sorted first, so that nothing depends on the order in which their members were written.
    if pointer::depth(&source.document) > pointer::DEPTH {
        let text = format!("is nested deeper than {} levels, which no document needs", pointer::DEPTH);
        return Err(AggregateError::new(&source.prefix, &text));
    }
    let document = canonical::sorted(&source.document);
    let prefix = &source.prefix;
    let has = |member: &str| document.get(member).is_some();
    if has("swagger") {
        let text = "is a Swagger 2.0 document; convert it to OpenAPI 3 first";
        return Err(AggregateError::new(prefix, text));
    }
    if has("openapi") {
        return match hybrid::commands_of(&document) {
            Some(commands) => hybrid::import(prefix, &document, commands),
            None => openapi_source::import(prefix, &document),
        };
    }
    if has("openrpc") {
        return openrpc_source::import(prefix, &document);
    }
    if let Some(tools) = mcp_tools::tools_of(&document) {
        return mcp_tools::import(prefix, &document, tools);
    }
    if has("commands") && has("service") {
        return catalog_source::import(prefix, &document);
    }
    Err(AggregateError::new(
        prefix,
        "is neither a catalog, an OpenAPI or OpenRPC document, nor the answer of an MCP server to `tools/list`",
    ))
}

fn check_prefix(prefix: &str) -> Result<(), AggregateError> {
    let is_name = prefix.starts_with(|first: char| first.is_ascii_lowercase())
        && prefix.chars().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_');
    if is_name && prefix.len() <= PREFIX_LENGTH {
        return Ok(());
    }
    let text = format!(
        "is no prefix; write small letters, digits and `_`, beginning with a letter, at most {PREFIX_LENGTH} characters"
    );
    Err(AggregateError::new(prefix, &text))
}
