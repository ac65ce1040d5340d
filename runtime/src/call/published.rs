//! What a dispatcher tells of its commands, to everybody or to those who may call them.

#[cfg(any(feature = "documents", feature = "http"))]
use std::sync::Arc;
use std::{borrow::Cow, collections::BTreeMap};

use commandry_schema::{Catalog, catalog::Command, repair};
use serde_json::Value;

use super::{Dispatcher, Entry, Inner};
#[cfg(any(feature = "documents", feature = "http"))]
use crate::access::Audience;
use crate::{Caller, access::Permission, declaration::data::CommandData};

impl Dispatcher {
    /// Everything that is published of the commands.
    ///
    /// # Panics
    ///
    /// Never: a dispatcher is only made of a registry that passed its checks.
    pub fn catalog(&self) -> &Catalog {
        self.0.catalog.get_or_init(|| {
            let Inner { service, commands, entries, resources, prompts, .. } = &*self.0;
            let mut catalog = crate::catalog::catalog(service.clone(), commands, resources, prompts);
            publish_access(&mut catalog, entries);
            catalog
        })
    }

    /// One command as it is published, given what it says itself and the schemas that it refers to.
    pub(crate) fn published<'a>(
        &self,
        command: &'a Command,
        schemas: &BTreeMap<String, Value>,
    ) -> Cow<'a, Command> {
        let mut command = Cow::Borrowed(command);
        if self.is_repaired() {
            // The repairs were logged when the server started.
            repair::repair_command(command.to_mut(), schemas, &mut Vec::new());
        }
        command
    }

    /// Whether what is published was repaired. Nothing is where there are no documents, which the compiler must know:
    /// it then leaves the code that repairs out of the program.
    fn is_repaired(&self) -> bool {
        cfg!(feature = "documents") && self.0.is_repaired
    }

    /// What somebody may call, where callers have to say who they are.
    #[cfg(any(feature = "documents", feature = "http"))]
    pub(crate) fn audience(&self, caller: &Caller) -> Option<Arc<Audience>> {
        self.0.asks_callers.then(|| self.0.audiences.of(caller, || self.find_audience(caller)))
    }

    #[cfg(any(feature = "documents", feature = "http"))]
    fn find_audience(&self, caller: &Caller) -> Audience {
        let Inner { entries, commands, resources, prompts, offered, .. } = &*self.0;
        // The entries of what is listed come first, in its order.
        let commands = entries[..commands.len()].iter().map(|entry| entry.is_allowed(caller));
        let resources = resources.iter().map(|it| offered.is_resource_allowed(it.uri, caller));
        let prompts = prompts.iter().map(|it| offered.is_prompt_allowed(it.function.name, caller));
        commands.chain(resources).chain(prompts).collect()
    }

    /// What is published to an audience; everything to `None`. It is made of the commands themselves, as if they were the
    /// only ones, so that it says nothing of what the audience does not see.
    #[cfg(any(feature = "documents", feature = "http"))]
    pub(crate) fn catalog_for(&self, audience: Option<&Audience>) -> Cow<'_, Catalog> {
        let Some(audience) = audience else { return Cow::Borrowed(self.catalog()) };
        let Inner { service, commands, entries, resources, prompts, .. } = &*self.0;
        let mut positions = 0..;
        let mut sees = || positions.next().is_some_and(|position| audience.sees(position));
        let (commands, entries): (Vec<_>, Vec<_>) =
            commands.iter().copied().zip(entries).filter(|_| sees()).unzip();
        let resources: Vec<_> = resources.iter().copied().filter(|_| sees()).collect();
        let prompts: Vec<_> = prompts.iter().copied().filter(|_| sees()).collect();
        let mut catalog = crate::catalog::catalog(service.clone(), &commands, &resources, &prompts);
        publish_access(&mut catalog, entries);
        if self.is_repaired() {
            repair::repair(&mut catalog);
        }
        Cow::Owned(catalog)
    }

    /// The names of the commands that nobody may call over a network.
    #[cfg(feature = "cli")]
    pub(crate) fn uncallable(&self) -> Vec<&'static str> {
        let entries = &self.0.entries[..self.0.commands.len()];
        let closed = entries.iter().filter(|entry| entry.permission == Some(Permission::Nobody));
        closed.map(|entry| entry.command.name).collect()
    }

    /// The summaries of all commands as they are published, by name.
    pub(crate) fn summaries(&self) -> BTreeMap<&str, &str> {
        if self.is_repaired() {
            let commands = self.catalog().commands.iter();
            return commands.map(|it| (it.name.as_str(), it.summary.as_str())).collect();
        }
        self.0.commands.iter().map(|it| (it.name, it.summary)).collect()
    }

    /// The listed commands that somebody may call, in the order of their names.
    pub(crate) fn commands_for(&self, caller: &Caller) -> impl Iterator<Item = &'static CommandData> {
        let entries = &self.0.entries[..self.0.commands.len()];
        entries.iter().filter(|entry| entry.is_allowed(caller)).map(|entry| entry.command)
    }

    /// Finds a command for somebody who wants to read of it.
    pub(crate) fn find_for(&self, name: &str, caller: &Caller) -> Option<&Entry> {
        self.find(name).filter(|entry| entry.is_allowed(caller))
    }
}

/// Says in a catalog who may call, where callers have to say who they are. The entries of what is listed come first.
pub(super) fn publish_access<'a>(catalog: &mut Catalog, entries: impl IntoIterator<Item = &'a Entry>) {
    for (command, entry) in catalog.commands.iter_mut().zip(entries) {
        command.access = entry.permission.as_ref().map(Permission::published);
    }
}
