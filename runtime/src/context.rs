//! What a command can know of the call it serves.

use std::sync::{Arc, LazyLock, OnceLock};

use tokio_util::sync::CancellationToken;

use crate::{ask::Ask, call_log::CallLog, caller::Caller, progress::Progress, state::States};

/// Where a call comes from, as the surface that received it describes it.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// Who makes the call.
    pub caller: Caller,
    /// Who hears of its progress.
    pub progress: Progress,
    /// Who reads its messages.
    pub log: CallLog,
    /// Who answers its questions.
    pub ask: Ask,
    /// A token whose end tells the command to stop, besides that nobody waits for its answer any more.
    pub cancellation: Option<CancellationToken>,
}

impl Origin {
    /// The program itself, which may call everything.
    pub(crate) fn of_program() -> Self {
        static PROGRAM: LazyLock<Caller> = LazyLock::new(|| Caller::trusted("program"));
        Self { caller: PROGRAM.clone(), ..Self::default() }
    }
}

/// What a command can know of the call it serves; ask for it with `#[inject]`.
///
/// # Examples
///
/// ```
/// use commandry::prelude::*;
///
/// /// Tells who is asking.
/// #[command(group = "demo", read_only)]
/// fn who_am_i(#[inject] context: Context) -> String {
///     context.caller().name().unwrap_or("somebody").to_owned()
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Context(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    command: &'static str,
    states: Arc<States>,
    origin: Origin,
    cancellation: OnceLock<CancellationToken>,
}

impl Context {
    pub(crate) fn new(command: &'static str, states: &Arc<States>, origin: &Origin) -> Self {
        Self(Arc::new(Inner {
            command,
            states: Arc::clone(states),
            origin: origin.clone(),
            cancellation: OnceLock::new(),
        }))
    }

    /// Name of the command that is being called.
    pub fn command(&self) -> &'static str {
        self.0.command
    }

    /// Who makes the call.
    pub fn caller(&self) -> &Caller {
        &self.0.origin.caller
    }

    /// Where to report progress.
    pub fn progress(&self) -> &Progress {
        &self.0.origin.progress
    }

    /// Where to tell the caller what happens.
    pub fn log(&self) -> &CallLog {
        &self.0.origin.log
    }

    /// Where to ask the caller.
    pub fn ask(&self) -> &Ask {
        &self.0.origin.ask
    }

    /// The values that the application was given.
    pub fn states(&self) -> &States {
        &self.0.states
    }

    /// A token that is cancelled when nobody waits for the answer any more: the caller went away, time ran out, or
    /// somebody has cancelled the job.
    pub fn cancellation(&self) -> &CancellationToken {
        let of_call = || {
            self.0
                .origin
                .cancellation
                .as_ref()
                .map_or_else(CancellationToken::new, CancellationToken::child_token)
        };
        self.0.cancellation.get_or_init(of_call)
    }

    /// Cancels the token if anybody asked for it.
    pub(crate) fn cancel(&self) {
        if let Some(token) = self.0.cancellation.get() {
            token.cancel();
        }
    }
}
