//! What is known of one command whose answers are kept.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use super::{CacheSettings, canonical};
use crate::{
    Caller,
    call::{Arguments, CallKind, Entry},
    declaration::data::CommandData,
};

/// What is known of one command whose answers are kept.
#[derive(Debug)]
pub(crate) struct CachedCommand {
    /// For how long an answer is given again.
    pub(crate) lifetime: Duration,
    /// Which answers count: those that were made in an earlier generation do not.
    pub(super) generation: Arc<AtomicU64>,
    /// Whether each caller gets answers of its own.
    per_caller: bool,
    longest: usize,
}

/// What an answer belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    command: &'static str,
    generation: u64,
    caller: Option<Box<[Box<str>]>>,
    /// The parameters as one JSON object, in the order of the command and with its defaults.
    pub(crate) parameters: Box<str>,
}

impl CachedCommand {
    /// What is to be known of a command; `None` when its answers are not kept.
    pub(super) fn of(entry: &Entry, settings: &CacheSettings) -> Option<Self> {
        let command = entry.command;
        let lifetime = command.cache()?;
        // A stream or a job has no answer that could be given twice, and what writes must run each time.
        if entry.kind != CallKind::Command
            || command.returns.stream
            || command.job().is_some()
            || command.read_only != Some(true)
        {
            return None;
        }
        Some(Self {
            lifetime,
            generation: Arc::default(),
            per_caller: entry.differs_by_caller(),
            longest: settings.max_parameter_bytes,
        })
    }

    /// What the answer of a call belongs to; `None` when this call is to be run as if nothing was ever kept.
    pub(crate) fn key(
        &self,
        command: &'static CommandData,
        arguments: &Arguments<'_>,
        caller: &Caller,
    ) -> Option<Key> {
        if !arguments.fit() {
            return None;
        }
        let mut parameters = String::with_capacity(64);
        parameters.push('{');
        for (index, parameter) in command.parameters.iter().enumerate() {
            let came = arguments.text(index);
            // A secret is not kept longer than the call that it came with.
            if came.is_some() && parameter.secret() {
                return None;
            }
            let Some(text) = came.or_else(|| parameter.default()) else { continue };
            if parameters.len() + text.len() > self.longest {
                return None;
            }
            if parameters.len() > 1 {
                parameters.push(',');
            }
            parameters.push('"');
            parameters.push_str(parameter.name);
            parameters.push_str("\":");
            canonical::append(text, &mut parameters)?;
        }
        parameters.push('}');
        Some(Key {
            command: command.name,
            generation: self.generation.load(Ordering::Acquire),
            caller: self.per_caller.then(|| identity(caller)),
            parameters: parameters.into(),
        })
    }
}

/// Who somebody is: the name, then the roles; nothing when nobody knows.
fn identity(caller: &Caller) -> Box<[Box<str>]> {
    caller.name().into_iter().chain(caller.roles()).map(Into::into).collect()
}

impl Key {
    pub(super) fn length(&self) -> usize {
        let caller: usize = self.caller.iter().flatten().map(|it| it.len()).sum();
        self.parameters.len() + caller
    }
}
