//! Results that are the same for everybody, prepared once.

use std::sync::OnceLock;

use commandry_schema::canonical;
use serde_json::{Map, Value, json};

use super::super::{McpServer, PreparedView, legacy};
use super::REVISION;

/// For how long a host may keep a list, in milliseconds. Lists change when another version of the program is started;
/// five minutes later everybody knows.
const LIST_LIFETIME: u64 = 300_000;

/// The results of a view on the newest revision, each as the bytes of a JSON object.
#[derive(Debug, Default)]
pub(in crate::mcp) struct PreparedLists {
    discovery: OnceLock<Vec<u8>>,
    tools: OnceLock<Vec<u8>>,
}

/// The results of the server on the newest revision, which are the same in every view.
#[derive(Debug, Default)]
pub(in crate::mcp) struct PreparedServer {
    resources: OnceLock<Vec<u8>>,
    templates: OnceLock<Vec<u8>>,
    prompts: OnceLock<Vec<u8>>,
    /// Whether calls can become tasks.
    #[cfg(feature = "jobs")]
    pub(super) offers_tasks: OnceLock<bool>,
}

impl McpServer {
    /// What a host asks first: revisions, capabilities, instructions.
    pub(super) fn discovery<'a>(&self, view: &'a PreparedView) -> &'a [u8] {
        view.lists.discovery.get_or_init(|| {
            let service = self.dispatcher().service();
            let info = json!({"name": service.title, "title": service.title, "version": service.version});
            let mut result = json!({
                "supportedVersions": supported_versions(),
                "capabilities": self.capabilities(),
                "_meta": {"io.modelcontextprotocol/serverInfo": info},
            });
            #[cfg(feature = "jobs")]
            if self.offers_tasks() {
                result["capabilities"]["extensions"] = json!({super::tasks::EXTENSION: {}});
            }
            if !view.instructions.is_empty() {
                result["instructions"] = Value::from(view.instructions.as_str());
            }
            self.cacheable(result)
        })
    }

    pub(super) fn tools_list<'a>(&self, view: &'a PreparedView) -> &'a [u8] {
        view.lists.tools.get_or_init(|| {
            let mut bytes = b"{\"tools\":".to_vec();
            bytes.extend_from_slice(&view.tools_json);
            // The other members follow as in every other list.
            bytes.push(b',');
            bytes.extend_from_slice(&self.cacheable(json!({}))[1..]);
            bytes
        })
    }

    pub(super) fn resources_list(&self) -> &[u8] {
        self.prepared().resources.get_or_init(|| self.cacheable(json!({"resources": self.resources()})))
    }

    pub(super) fn templates_list(&self) -> &[u8] {
        let templates = || self.cacheable(json!({"resourceTemplates": self.resource_templates()}));
        self.prepared().templates.get_or_init(templates)
    }

    pub(super) fn prompts_list(&self) -> &[u8] {
        self.prepared().prompts.get_or_init(|| self.cacheable(json!({"prompts": self.prompts()})))
    }

    /// What the server can do.
    pub(crate) fn capabilities(&self) -> Value {
        let mut list = Map::new();
        let mut resources = Map::new();
        if self.options().changes.is_some() {
            list.insert("listChanged".into(), true.into());
            resources.clone_from(&list);
            resources.insert("subscribe".into(), true.into());
        }
        json!({"tools": list, "prompts": list, "resources": resources, "completions": {}, "logging": {}})
    }

    /// A result that hosts may keep.
    fn cacheable(&self, mut result: Value) -> Vec<u8> {
        // Interceptors may tell callers apart, and so may what stands in front of them.
        let is_for_all = self.dispatcher().interceptors().is_empty() && !self.dispatcher().asks_callers();
        result["resultType"] = "complete".into();
        result["ttlMs"] = LIST_LIFETIME.into();
        result["cacheScope"] = if is_for_all { "public" } else { "private" }.into();
        canonical::to_string(&result).into_bytes()
    }
}

/// All revisions that are served, the newest first.
pub(in crate::mcp) fn supported_versions() -> Vec<&'static str> {
    std::iter::once(REVISION).chain(legacy::REVISIONS.iter().copied()).collect()
}
