//! Commands that every service has unless it declares its own of the same name.

#[cfg(feature = "documents")]
mod discover;
mod health;
mod help;

use std::sync::{Arc, OnceLock, Weak};

#[cfg(feature = "mcp")]
pub(crate) use self::help::page;

use crate::{
    call::Inner,
    declaration::{CommandType, data::CommandData},
};

/// The built-in commands.
pub(crate) fn commands() -> [&'static CommandData; 2] {
    [<health::health as CommandType>::__COMMAND, <help::help as CommandType>::__COMMAND]
}

/// Built-in commands that only some services have.
fn optional() -> &'static [&'static CommandData] {
    #[cfg(feature = "registration")]
    const OPTIONAL: &[&CommandData] = &[<crate::registration::proxy_registration as CommandType>::__COMMAND];
    #[cfg(not(feature = "registration"))]
    const OPTIONAL: &[&CommandData] = &[];
    OPTIONAL
}

/// Whether a built-in command is one that only some services have.
pub(crate) fn is_optional(command: &CommandData) -> bool {
    optional().iter().any(|it| std::ptr::eq(*it, command))
}

/// Methods that are called like commands and listed nowhere.
pub(crate) fn unlisted() -> &'static [&'static CommandData] {
    #[cfg(feature = "documents")]
    const UNLISTED: &[&CommandData] = &[&discover::DISCOVER];
    #[cfg(not(feature = "documents"))]
    const UNLISTED: &[&CommandData] = &[];
    UNLISTED
}

/// Whether a command is one of them.
pub(crate) fn is_built_in(command: &CommandData) -> bool {
    commands().iter().chain(optional()).any(|it| std::ptr::eq(*it, command))
}

/// The way from a built-in command to the service that it speaks of.
#[derive(Debug, Default)]
pub(crate) struct Published(OnceLock<Weak<Inner>>);

impl Published {
    pub(crate) fn set(&self, inner: Weak<Inner>) {
        // Set once, when the dispatcher is made; there is no second.
        let _ = self.0.set(inner);
    }

    pub(crate) fn get(&self) -> Option<Arc<Inner>> {
        self.0.get()?.upgrade()
    }
}
