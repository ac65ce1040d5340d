//! Documents of a catalog, made once and kept.

use std::{
    collections::BTreeMap,
    str::FromStr,
    sync::{Arc, Mutex, PoisonError},
};

use commandry_schema::{
    Catalog, canonical,
    openapi::{OpenApiOptions, openapi},
    openrpc::openrpc,
    text::text,
    typescript::{client, typescript},
};

pub(crate) use commandry_schema::openapi::Level;

use crate::{Caller, Dispatcher, access::Audience};

/// A document that describes the commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Document {
    /// OpenAPI 3.1 at one of its levels.
    OpenApi(Level),
    /// OpenRPC 1.3.
    OpenRpc,
    /// TypeScript declarations.
    TypeScript,
    /// A client in TypeScript.
    TypeScriptClient,
    /// One line a command.
    Text,
    /// The catalog itself, without the places in the source.
    Catalog,
}

impl Document {
    #[cfg(feature = "http")]
    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Self::OpenApi(_) | Self::OpenRpc | Self::Catalog => "application/json",
            Self::TypeScript | Self::TypeScriptClient | Self::Text => "text/plain; charset=utf-8",
        }
    }

    /// Writes the document of a catalog.
    pub(crate) fn write(self, catalog: &Catalog) -> String {
        match self {
            Self::OpenApi(level) => {
                let options = OpenApiOptions { level, ..OpenApiOptions::default() };
                canonical::to_string_pretty(&openapi(catalog, &options))
            }
            Self::OpenRpc => canonical::to_string_pretty(&openrpc(catalog)),
            Self::TypeScript => typescript(catalog),
            Self::TypeScriptClient => client(catalog),
            Self::Text => text(catalog),
            // Where commands are declared concerns those who have the source, not callers.
            // A catalog is made of texts, numbers and JSON, so it always has a form as JSON.
            Self::Catalog => canonical::to_string_pretty(
                &serde_json::to_value(without_sources(catalog)).unwrap_or_default(),
            ),
        }
    }
}

fn without_sources(catalog: &Catalog) -> Catalog {
    let mut catalog = catalog.clone();
    catalog.commands.iter_mut().for_each(|command| command.source = None);
    catalog.resources.iter_mut().for_each(|resource| resource.source = None);
    catalog.prompts.iter_mut().for_each(|prompt| prompt.source = None);
    catalog
}

/// The documents that were asked for so far. There are at most a few for each group and audience, and a bound on all
/// of them, so that asking cannot fill the memory.
#[derive(Debug, Default)]
pub(crate) struct Documents {
    made: Mutex<BTreeMap<Request, Made>>,
}

/// A document that was made.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    pub(crate) text: Arc<str>,
    /// The tag by which callers ask whether it has changed.
    #[cfg(feature = "http")]
    pub(crate) tag: axum::http::HeaderValue,
}

impl From<String> for Made {
    fn from(text: String) -> Self {
        Self {
            #[cfg(feature = "http")]
            tag: crate::http::entity_tag::entity_tag(text.as_bytes()),
            text: text.into(),
        }
    }
}

/// A kind of document, the group it is limited to, and who reads it where that makes a difference.
type Request = (Document, Option<String>, Option<Arc<Audience>>);

/// How many documents for audiences are kept; further ones are made each time.
const MOST_KEPT: usize = 256;

impl Documents {
    /// A document of all commands that somebody may call, or of those of one group; `None` when there is no such group.
    pub(crate) fn get(
        &self,
        dispatcher: &Dispatcher,
        caller: &Caller,
        document: Document,
        group: Option<&str>,
    ) -> Option<Arc<str>> {
        self.made(dispatcher, caller, document, group).map(|made| made.text)
    }

    /// The same with what is made together with it.
    pub(crate) fn made(
        &self,
        dispatcher: &Dispatcher,
        caller: &Caller,
        document: Document,
        group: Option<&str>,
    ) -> Option<Made> {
        let audience = dispatcher.audience(caller);
        let request = (document, group.map(str::to_owned), audience.clone());
        // A panic while a document was made leaves the others whole.
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = made.get(&request) {
            return Some(known.clone());
        }
        let catalog = dispatcher.catalog_for(audience.as_deref());
        if group.is_some_and(|group| !catalog.groups().contains(&group)) {
            return None;
        }
        let new: Made = match group {
            Some(group) => document.write(&catalog.group(group)).into(),
            None => document.write(&catalog).into(),
        };
        if audience.is_none() || made.len() < MOST_KEPT {
            made.insert(request, new.clone());
        }
        Some(new)
    }
}

/// A kind of document by the name that the command line uses.
impl FromStr for Document {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "openapi" => Ok(Self::OpenApi(Level::default())),
            "openrpc" => Ok(Self::OpenRpc),
            "typescript" => Ok(Self::TypeScript),
            "client" => Ok(Self::TypeScriptClient),
            "text" => Ok(Self::Text),
            _ => Err(format!(
                "there is no document `{name}`; there are openapi, openrpc, typescript, client, text"
            )),
        }
    }
}
