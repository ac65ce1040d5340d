//! The tools, resources and prompts of a service, whatever the transport.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use commandry_schema::{
    Catalog,
    mcp_tools::mcp_tools,
    search_mode::{Finder, Tool},
};
use tokio::sync::Semaphore;

use super::{
    McpOptions, PreparedView, View,
    newest::{self, PreparedServer, StateSeal},
    search_mode,
    tool_result::{self, ResultForm},
    view::SharedView,
};
use crate::{
    CallError, Caller, Dispatcher,
    access::Audience,
    builtin,
    call::{Entry, Reply},
    codes,
    context::Origin,
};

/// A service as AI hosts see it; a clone is another handle to the same.
#[derive(Clone)]
pub(crate) struct McpServer(Arc<Inner>);

struct Inner {
    dispatcher: Dispatcher,
    shared: Arc<Shared>,
    /// Who sees it, where callers see different things; `None` sees everything.
    audience: Option<Arc<Audience>>,
    listed: super::resources::Listed,
    /// The commands that are tools, and the schemas they share; without those that every service has, since a host has
    /// its own ways to ask what there is and whether it lives.
    catalog: OnceLock<Catalog>,
    auto: OnceLock<SharedView>,
    all: OnceLock<SharedView>,
    groups: BTreeMap<&'static str, OnceLock<SharedView>>,
    finder: OnceLock<Finder>,
    prepared: PreparedServer,
}

/// What is the same for all audiences.
struct Shared {
    options: McpOptions,
    seal: StateSeal,
    /// Places for hosts that listen for changes.
    listeners: Arc<Semaphore>,
    #[cfg(feature = "mcp-sessions")]
    sessions: super::sessions::Sessions,
    /// The server as the audiences that came so far see it.
    audiences: Mutex<HashMap<Arc<Audience>, McpServer>>,
}

/// How many audiences what was prepared is kept for. When there are more, all is forgotten, and made anew for those who
/// come back.
const MOST_AUDIENCES: usize = 64;

impl McpServer {
    /// A server of the commands of a dispatcher. Nothing is prepared before it is first asked for.
    pub(crate) fn new(dispatcher: Dispatcher, options: &McpOptions) -> Self {
        let shared = Shared {
            #[cfg(feature = "mcp-sessions")]
            sessions: super::sessions::Sessions::new(options, dispatcher.limits()),
            options: options.clone(),
            seal: StateSeal::new(options.state_key.as_ref().map(|key| key.0), options.state_lifetime),
            listeners: Arc::new(Semaphore::new(options.listeners.min(Semaphore::MAX_PERMITS))),
            audiences: Mutex::default(),
        };
        Self::seen_by(None, dispatcher, Arc::new(shared))
    }

    fn seen_by(audience: Option<Arc<Audience>>, dispatcher: Dispatcher, shared: Arc<Shared>) -> Self {
        let own = dispatcher.commands().iter().filter(|command| !builtin::is_built_in(command));
        let groups = own.filter_map(|command| Some((command.home.group?, OnceLock::new()))).collect();
        Self(Arc::new(Inner {
            dispatcher,
            shared,
            audience,
            listed: super::resources::Listed::default(),
            catalog: OnceLock::new(),
            auto: OnceLock::new(),
            all: OnceLock::new(),
            groups,
            finder: OnceLock::new(),
            prepared: PreparedServer::default(),
        }))
    }

    /// The server as somebody sees it: with what they may call, and nothing else.
    pub(crate) fn for_caller(&self, caller: &Caller) -> Self {
        let Some(audience) = self.dispatcher().audience(caller) else { return self.clone() };
        let mut audiences = self.0.shared.audiences.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = audiences.get(&audience) {
            return known.clone();
        }
        if audiences.len() >= MOST_AUDIENCES {
            audiences.clear();
        }
        let server =
            Self::seen_by(Some(Arc::clone(&audience)), self.dispatcher().clone(), Arc::clone(&self.0.shared));
        audiences.insert(audience, server.clone());
        server
    }

    /// Who sees it; `None` sees everything.
    #[cfg(feature = "mcp-sessions")]
    pub(super) fn audience(&self) -> Option<&Arc<Audience>> {
        self.0.audience.as_ref()
    }

    /// Whether there is nothing to be seen but for those who say who they are.
    pub(crate) fn is_closed_to(&self, caller: &Caller) -> bool {
        if self.0.audience.is_none() {
            return false;
        }
        let seen = self.seen();
        (caller.is_anonymous() || caller.has_expired())
            && self.catalog().commands.is_empty()
            && seen.resources.is_empty()
            && seen.prompts.is_empty()
    }

    pub(super) fn prepared(&self) -> &PreparedServer {
        &self.0.prepared
    }

    pub(super) fn state_seal(&self) -> &StateSeal {
        &self.0.shared.seal
    }

    #[cfg(feature = "mcp-sessions")]
    pub(super) fn sessions(&self) -> &super::sessions::Sessions {
        &self.0.shared.sessions
    }

    pub(super) fn listeners(&self) -> &Arc<Semaphore> {
        &self.0.shared.listeners
    }

    /// The commands behind the tools.
    pub(crate) fn dispatcher(&self) -> &Dispatcher {
        &self.0.dispatcher
    }

    /// The lists of resources and prompts.
    pub(super) fn listed(&self) -> &super::resources::Listed {
        &self.0.listed
    }

    /// How the service is offered.
    pub(crate) fn options(&self) -> &McpOptions {
        &self.0.shared.options
    }

    /// The commands that are tools.
    pub(crate) fn catalog(&self) -> &Catalog {
        self.0.catalog.get_or_init(|| {
            let mut catalog = self.seen().into_owned();
            let built_in: Vec<&str> = self
                .dispatcher()
                .commands()
                .iter()
                .filter(|command| builtin::is_built_in(command))
                .map(|command| command.name)
                .collect();
            catalog.commands.retain(|command| !built_in.contains(&command.name.as_str()));
            catalog
        })
    }

    /// Everything that is published to those who see the server.
    pub(super) fn seen(&self) -> Cow<'_, Catalog> {
        self.0.dispatcher.catalog_for(self.0.audience.as_deref())
    }

    /// What finds commands by words; made when it is first asked for.
    pub(super) fn finder(&self) -> &Finder {
        self.0.finder.get_or_init(|| Finder::new(self.catalog()))
    }

    /// The tools of a view; `None` when there is no such group.
    #[cfg(any(feature = "mcp-sessions", feature = "testing"))]
    pub(crate) fn view(&self, view: &View) -> Option<Arc<PreparedView>> {
        self.prepared_view(view).cloned()
    }

    /// The tools of a view, for one request.
    pub(super) fn prepared_view(&self, view: &View) -> Option<&SharedView> {
        let (place, name) = match view {
            View::Group(group) if !self.sees_group(group) => return None,
            View::Auto => return Some(self.0.auto.get_or_init(|| Arc::new(search_mode::prepare(self)))),
            View::All => (&self.0.all, None),
            View::Group(group) => {
                let (group, place) = self.0.groups.get_key_value(group.as_str())?;
                (place, Some(*group))
            }
        };
        Some(place.get_or_init(|| Arc::new(self.prepare(name))))
    }

    /// Whether a group has tools for those who see the server.
    fn sees_group(&self, group: &str) -> bool {
        self.0.audience.is_none()
            || self.catalog().commands.iter().any(|it| it.group.as_deref() == Some(group))
    }

    fn prepare(&self, group: Option<&str>) -> PreparedView {
        let catalog = self.catalog();
        match group {
            Some(group) => {
                let catalog = catalog.group(group);
                PreparedView::direct(&catalog, mcp_tools(&catalog))
            }
            None => PreparedView::direct(catalog, mcp_tools(catalog)),
        }
    }

    /// Calls a tool; gives its result as a JSON object with `content`, `structuredContent` and `isError`.
    ///
    /// Arguments that do not fit and commands that fail are results too, with `isError`, so that the model reads why.
    ///
    /// # Errors
    ///
    /// Fails when the view has no such tool, and when the arguments are no JSON object.
    #[allow(dead_code, reason = "sessions call tools by it; the newest revision writes its own answers")]
    pub(crate) async fn call_tool(
        &self,
        view: &PreparedView,
        name: &str,
        arguments: &str,
        origin: &Origin,
    ) -> Result<Vec<u8>, CallError> {
        if view.is_other_tool(name) {
            return self.call_other_tool(view, name, arguments, origin).await;
        }
        let (entry, form) = self.tool(view, name)?;
        let arguments = newest::arguments(entry.command, arguments).map_err(|error| {
            CallError::new(
                codes::INVALID_PARAMS,
                "invalid_params",
                format!("The arguments must be a JSON object: {error}."),
            )
        })?;
        let mut head = b"{".to_vec();
        tool_result::write_head(form, &mut head);
        let reply = self.dispatcher().run(entry, arguments, origin, Reply::behind(head)).await;
        let mut bytes = tool_result::finish(form, 1, |bytes| bytes.push(b'{'), entry, reply);
        bytes.push(b'}');
        Ok(bytes)
    }

    /// Calls a tool that is no command; the result is as that of [`call_tool`](Self::call_tool).
    pub(super) async fn call_other_tool(
        &self,
        view: &PreparedView,
        name: &str,
        arguments: &str,
        origin: &Origin,
    ) -> Result<Vec<u8>, CallError> {
        match Tool::named(name) {
            Some(tool) => Ok(search_mode::call(self, tool, arguments, origin).await),
            None => Err(unknown_tool(view, name)),
        }
    }

    /// Finds the command behind a tool.
    pub(super) fn tool(&self, view: &PreparedView, name: &str) -> Result<(&Entry, ResultForm), CallError> {
        match (view.command(name), self.dispatcher().find(name)) {
            (Some(form), Some(entry)) => Ok((entry, form)),
            _ => Err(unknown_tool(view, name)),
        }
    }
}

/// The names nearest to one that does not exist, the nearest first; at most three.
pub(super) fn suggestions<'a>(name: &str, names: &[&'a str]) -> Vec<&'a str> {
    let name = name.to_lowercase();
    if name.len() > 64 {
        return Vec::new();
    }
    let mut scored: Vec<(f64, &str)> = names
        .iter()
        .map(|known| (strsim::jaro_winkler(&name, &known.to_lowercase()), *known))
        .filter(|(score, _)| *score > 0.7)
        .collect();
    scored.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(other.1)));
    scored.truncate(3);
    scored.into_iter().map(|(_, name)| name).collect()
}

#[cold]
fn unknown_tool(view: &PreparedView, name: &str) -> CallError {
    let shown: String = name.chars().take(64).collect();
    let mut message = format!("Unknown tool: there is no `{shown}`.");
    let nearest = suggestions(name, &view.names());
    if !nearest.is_empty() {
        message.push_str(&format!(" Did you mean `{}`?", nearest.join("`, `")));
    }
    CallError::new(codes::INVALID_PARAMS, "unknown_tool", message)
}

impl std::fmt::Debug for McpServer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("McpServer").field("dispatcher", &self.0.dispatcher).finish_non_exhaustive()
    }
}
