//! One command in a dispatcher, with what is derived from its types on first use.

use std::{
    collections::BTreeMap,
    sync::{
        OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use commandry_schema::{catalog, validation::Validator};
use serde_json::Value;

use super::{Invocation, Limits, Running, strict};
use crate::{
    AccessRules, Caller,
    access::Permission,
    catalog::describe,
    declaration::data::CommandData,
    schema::{SchemaCollector, is_guaranteed},
};

/// What a call runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CallKind {
    /// A function with `#[command]`.
    Command,
    /// A function with `#[resource]`, whose contents are read.
    Resource,
    /// A function with `#[prompt]`, whose messages are made.
    Prompt,
    /// The function that completes a value for a resource or a prompt.
    Completion,
    /// A function with `#[command(job)]`, run by a worker. The call that queued it was a [`Command`](Self::Command).
    Job,
}

/// One command in a dispatcher; resources and prompts are run in the same way.
///
/// Schemas are not built before the command is first called, and then only those of its own parameters: a service of
/// five hundred commands answers its first call without having looked at the other four hundred and ninety-nine.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) command: &'static CommandData,
    pub(crate) kind: CallKind,
    /// Decodes the parameters and starts the function, or queues the call of one that runs as a job.
    pub(crate) handler: fn(&mut Invocation<'_>) -> Running,
    /// Who may call; `None` where nobody is asked who they are.
    pub(crate) permission: Option<Permission>,
    /// How its answers are given again, if they are.
    #[cfg(feature = "cache")]
    pub(crate) cached: Option<crate::response_cache::CachedCommand>,
    /// Time limit of one call, where the command sets its own; looked up once.
    timeout: Option<Duration>,
    /// For each parameter, the validator that must run besides decoding, if any.
    checks: OnceLock<Box<[Option<Validator>]>>,
    /// The description that explains a refused call.
    described: OnceLock<Described>,
    /// About how many bytes an answer of the command takes.
    answer_length: AtomicUsize,
    /// What is counted of it.
    #[cfg(feature = "metrics")]
    pub(crate) series: OnceLock<Box<crate::observe::CommandSeries>>,
}

/// Room for the head of an answer and a small result, so that most answers are written without growing.
pub(crate) const SMALL_ANSWER: usize = 256;
/// More room than this is not taken beforehand.
const LARGE_ANSWER: usize = 1 << 14;

/// All that is published of one command, and the validators that explain faults.
#[derive(Debug)]
pub(crate) struct Described {
    pub(crate) command: catalog::Command,
    pub(crate) schemas: BTreeMap<String, Value>,
    validators: Box<[Option<Validator>]>,
}

impl Entry {
    pub(crate) fn new(command: &'static CommandData, rules: Option<&AccessRules>) -> Self {
        let entry = Self::of(CallKind::Command, command, rules.map(|rules| rules.permission(command)));
        #[cfg(feature = "jobs")]
        if command.job().is_some() {
            // Its time limit is that of the job, and no matter of the call that queues it.
            return Self { handler: crate::jobs::enqueue, timeout: None, ..entry };
        }
        entry
    }

    /// An entry for a function of any kind.
    pub(crate) fn of(kind: CallKind, command: &'static CommandData, permission: Option<Permission>) -> Self {
        let answer_length = AtomicUsize::new(SMALL_ANSWER);
        Self {
            command,
            kind,
            handler: command.handler,
            permission,
            #[cfg(feature = "cache")]
            cached: None,
            timeout: command.timeout(),
            checks: OnceLock::new(),
            described: OnceLock::new(),
            answer_length,
            #[cfg(feature = "metrics")]
            series: OnceLock::new(),
        }
    }

    /// The same with another time limit of one call.
    #[cfg(feature = "jobs")]
    pub(crate) fn limited(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Whether somebody may call it.
    pub(crate) fn is_allowed(&self, caller: &Caller) -> bool {
        self.permission.as_ref().is_none_or(|permission| permission.allows(caller))
    }

    /// Whether the answer for one caller may be none for another: it takes a role, or the command looks at who calls.
    #[cfg(any(feature = "cache", feature = "http"))]
    pub(crate) fn differs_by_caller(&self) -> bool {
        let guarded = !matches!(self.permission, None | Some(Permission::Public));
        guarded || self.command.injections().iter().any(|it| it.depends_on_caller)
    }

    /// How long a call may take.
    pub(crate) fn time_limit(&self, limits: &Limits) -> Duration {
        self.timeout.unwrap_or(limits.timeout)
    }

    /// How much room to take for an answer: as much as the ones before have needed.
    pub(crate) fn usual_answer(&self) -> usize {
        self.answer_length.load(Ordering::Relaxed)
    }

    /// Learns from the length of an answer. Nothing is written as long as the answers are of similar length, so that
    /// processors do not fight over it.
    pub(crate) fn learn_answer(&self, length: usize) {
        let usual = self.usual_answer();
        if length > usual || length < usual / 4 {
            let room = length.next_power_of_two().clamp(SMALL_ANSWER, LARGE_ANSWER);
            if room != usual {
                self.answer_length.store(room, Ordering::Relaxed);
            }
        }
    }

    /// Whether the schema of a parameter accepts a JSON text; `true` where decoding checks the same.
    pub(crate) fn schema_accepts(&self, index: usize, text: &str) -> bool {
        match &self.checks()[index] {
            None => true,
            Some(validator) => strict::from_str::<Value>(text).is_ok_and(|value| validator.is_valid(&value)),
        }
    }

    /// Whether the schema of a parameter accepts a JSON text that decoding could not check to its ground.
    pub(crate) fn schema_accepts_buffered(&self, index: usize, text: &str) -> bool {
        if self.checks()[index].is_some() {
            return true;
        }
        self.described()
            .validator(index)
            .is_none_or(|it| strict::from_str::<Value>(text).is_ok_and(|value| it.is_valid(&value)))
    }

    fn checks(&self) -> &[Option<Validator>] {
        self.checks.get_or_init(|| {
            let mut collector = SchemaCollector::new();
            let parameters: Vec<_> =
                self.command.parameters.iter().map(|data| collector.parameter(data)).collect();
            let definitions = collector.sent_definitions();
            parameters
                .iter()
                .map(|parameter| {
                    let decoding_suffices = is_guaranteed(&parameter.schema, &definitions);
                    if decoding_suffices { None } else { compile(&parameter.schema, &definitions) }
                })
                .collect()
        })
    }

    /// The published description of the command.
    pub(crate) fn described(&self) -> &Described {
        self.described.get_or_init(|| {
            let (command, schemas) = describe(self.command);
            let validators =
                command.parameters.iter().map(|parameter| compile(&parameter.schema, &schemas)).collect();
            Described { command, schemas, validators }
        })
    }
}

impl Described {
    /// The validator of a parameter's schema, where the schema is one.
    pub(crate) fn validator(&self, index: usize) -> Option<&Validator> {
        self.validators.get(index).and_then(Option::as_ref)
    }

    /// The command's signature on one line.
    pub(crate) fn signature(&self) -> String {
        commandry_schema::signature::signature(&self.command, &self.schemas)
    }
}

/// Compiles a schema that may refer to definitions; `None` where it accepts everything.
fn compile(schema: &Value, definitions: &BTreeMap<String, Value>) -> Option<Validator> {
    match Validator::new(schema, definitions) {
        Ok(validator) if validator.accepts_everything() => None,
        Ok(validator) => Some(validator),
        Err(error) => {
            // A schema that does not compile must not become one that lets everything through.
            tracing::error!(%error, "the schema of a parameter is not valid; every value is refused");
            Some(Validator::refusing())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Entry, LARGE_ANSWER, SMALL_ANSWER};
    use crate::declaration::data::COMMAND;

    #[test]
    fn room_for_answers_follows_their_length() {
        static ANY: crate::declaration::data::CommandData = COMMAND;
        let entry = Entry::new(&ANY, None);
        for (length, expected) in [
            (40, SMALL_ANSWER),
            (984, 1_024),
            (500, 1_024),
            (255, SMALL_ANSWER),
            (10_000_000, LARGE_ANSWER),
            (9_000, LARGE_ANSWER),
            (10, SMALL_ANSWER),
        ] {
            entry.learn_answer(length);
            assert_eq!(entry.usual_answer(), expected, "{length}");
        }
    }
}
