//! Starting a call: its caller, the interceptors, the cache, the limits, the handler.

use std::{
    borrow::Cow,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::atomic::Ordering,
};

use futures_util::FutureExt;

use super::{
    Arguments, Call, Dispatcher, Entry, Invocation, Next, Reply, Running,
    faults::invalid_params,
    observer::watched,
    permit::Permit,
    started::{CancelOnDrop, RunningCall, Started, kept_open, panicked},
    whole_numbers::with_whole_numbers,
};
use crate::{CallError, Caller, codes, context::Origin, declaration::data::CommandData};

impl Dispatcher {
    /// Whether a further call would be taken at the moment.
    #[cfg(feature = "http")]
    pub(crate) fn accepts(&self) -> Result<(), CallError> {
        let full = self.running_calls() >= self.0.limits.concurrent_calls;
        if full || self.0.stopping.load(Ordering::Relaxed) { Err(self.overloaded()) } else { Ok(()) }
    }

    /// Runs a call to its end, through the interceptors.
    pub(crate) async fn run(
        &self,
        entry: &Entry,
        arguments: Arguments<'_>,
        origin: &Origin,
        reply: Reply,
    ) -> Reply {
        self.begin(entry, arguments, origin, reply).finish(self.limits(), entry).await
    }

    /// Runs a call to its answer, which may be a stream, through the interceptors.
    #[cfg(feature = "http")]
    pub(crate) async fn open(
        &self,
        entry: &Entry,
        arguments: Arguments<'_>,
        origin: &Origin,
        reply: Reply,
    ) -> Reply {
        self.begin(entry, arguments, origin, reply).open().await
    }

    /// Starts a call, if its caller may make it; one that needs no waiting is done at once.
    ///
    /// This and [`begin_unchecked`](Self::begin_unchecked) are the only ways in, whatever surface a call comes by.
    pub(crate) fn begin<'a>(
        &'a self,
        entry: &'a Entry,
        arguments: Arguments<'a>,
        origin: &'a Origin,
        reply: Reply,
    ) -> Started<'a> {
        watched(self, entry, || match refused(entry, &origin.caller) {
            Some(error) => Started::failed(error),
            None => self.intercept(entry, arguments, origin, reply),
        })
    }

    fn intercept<'a>(
        &'a self,
        entry: &'a Entry,
        arguments: Arguments<'a>,
        origin: &'a Origin,
        reply: Reply,
    ) -> Started<'a> {
        if !self.0.interceptors.is_empty() {
            let call = Call { entry, arguments, origin: Cow::Borrowed(origin), reply };
            let passing = AssertUnwindSafe(Next::first(self).run(call)).catch_unwind();
            return Started::Intercepted(Box::pin(async move {
                let outcome = passing.await;
                outcome.unwrap_or_else(|panic| {
                    Reply::from_error(panicked("an interceptor", entry.command.name, &*panic))
                })
            }));
        }
        self.start(entry, &arguments, origin, reply, Texts::Json)
    }

    /// Starts a call with arguments that may not be JSON, as long as nobody but decoding would see them; one that is
    /// not decoded for whatever reason is [`Started::Unreadable`].
    pub(crate) fn begin_unchecked<'a>(
        &'a self,
        entry: &'a Entry,
        arguments: &Arguments<'_>,
        origin: &'a Origin,
        reply: Reply,
    ) -> Started<'a> {
        if !self.0.interceptors.is_empty() {
            return Started::Unreadable;
        }
        watched(self, entry, || match refused(entry, &origin.caller) {
            Some(error) => Started::failed(error),
            None => self.start(entry, arguments, origin, reply, Texts::Unchecked),
        })
    }

    /// Runs a call that has passed the interceptors.
    pub(crate) async fn run_command(&self, call: Call<'_>) -> Reply {
        // An interceptor may have found out that somebody else calls.
        if let (Cow::Owned(origin), Some(permission)) = (&call.origin, &call.entry.permission)
            && let Err(error) = permission.check(&origin.caller)
        {
            return Reply::from_error(error);
        }
        self.start(call.entry, &call.arguments, &call.origin, call.reply, Texts::Json).open().await
    }

    /// Starts a call that may be made: answers it from the cache where its command allows that, or runs it.
    fn start<'a>(
        &'a self,
        entry: &'a Entry,
        arguments: &Arguments<'_>,
        origin: &Origin,
        reply: Reply,
        texts: Texts,
    ) -> Started<'a> {
        #[cfg(feature = "cache")]
        if let Some(cached) = &entry.cached
            && !self.0.stopping.load(Ordering::Relaxed)
            && let Some(key) = cached.key(entry.command, arguments, &origin.caller)
        {
            return self.start_cached(entry, cached.lifetime, key, origin.clone(), reply);
        }
        self.start_running(entry, arguments, origin, reply, texts)
    }

    /// Starts a call whose answer may be there already. What is run is what the key says, so that the answer is that
    /// of every call with this key.
    #[cfg(feature = "cache")]
    fn start_cached<'a>(
        &'a self,
        entry: &'a Entry,
        lifetime: std::time::Duration,
        key: crate::response_cache::Key,
        origin: Origin,
        reply: Reply,
    ) -> Started<'a> {
        let parameters = key.parameters.clone();
        let run = async move {
            let started = match Arguments::from_json(entry.command, &parameters) {
                Ok(arguments) => {
                    self.start_running(entry, &arguments, &origin, Reply::default(), Texts::Json)
                }
                Err(error) => Started::failed(CallError::internal(
                    &format!("parameters cannot be read again: {error}"),
                    entry.command.name,
                )),
            };
            started.open().await
        };
        Started::Intercepted(Box::pin(self.0.response_cache.answer(key, lifetime, reply, run)))
    }

    fn start_running<'a>(
        &'a self,
        entry: &'a Entry,
        arguments: &Arguments<'_>,
        origin: &Origin,
        reply: Reply,
        texts: Texts,
    ) -> Started<'a> {
        let command = entry.command;
        let Some(permit) = Permit::take(self) else { return Started::failed(self.overloaded()) };
        if !arguments.fit() {
            return Started::failed(invalid_params(entry, arguments, &[]));
        }
        let mut invocation = Invocation {
            entry,
            arguments,
            states: &self.0.states,
            origin,
            reply,
            context: None,
            refused: Vec::new(),
            injection_error: None,
            unfit: false,
            is_refused: false,
        };
        // The handler decodes with code of the user's types, which may panic as well as the command itself.
        let running = match catch_unwind(AssertUnwindSafe(|| (entry.handler)(&mut invocation))) {
            Ok(running) => running,
            Err(panic) => return Started::failed(panicked("the command", command.name, &*panic)),
        };
        match running {
            Running::Later(running) => {
                let limit = entry.time_limit(&self.0.limits);
                let Invocation { context, reply, .. } = invocation;
                Started::Running(RunningCall::new(running, reply, command, limit, context, permit))
            }
            Running::Ended if invocation.reply.is_stream() => {
                let cancel = CancelOnDrop(invocation.context.take());
                Started::Done(kept_open(invocation.reply, command, cancel, &permit))
            }
            Running::Ended if !invocation.is_refused => Started::Done(invocation.reply),
            Running::Ended => {
                drop(permit);
                if texts == Texts::Unchecked {
                    return Started::Unreadable;
                }
                let Invocation { refused, injection_error, unfit, reply, .. } = invocation;
                self.refused(
                    entry,
                    arguments,
                    origin,
                    reply,
                    Refusal { refused, injection_error, unfit, texts },
                )
            }
        }
    }

    /// Answers a call that its handler refused, or gives it a second chance where JSON Schema would accept it.
    #[cold]
    fn refused<'a>(
        &'a self,
        entry: &'a Entry,
        arguments: &Arguments<'_>,
        origin: &Origin,
        reply: Reply,
        refusal: Refusal,
    ) -> Started<'a> {
        let command = entry.command;
        let broken_default = refused_default(command, arguments, &refusal);
        if let Some(parameter) = broken_default {
            let what = format!("the default of the parameter `{parameter}` does not fit its type");
            return Started::failed(CallError::internal(&what, command.name));
        }
        let faulty = refusal.unfit || !refusal.refused.is_empty();
        if let (false, Some(error)) = (faulty, refusal.injection_error) {
            return Started::failed(error);
        }
        if refusal.texts == Texts::Json && !refusal.unfit {
            let mut second = arguments.clone();
            let mut changed = false;
            for (index, _) in &refusal.refused {
                if let Some(text) = second.text(*index).and_then(with_whole_numbers) {
                    second.replace(*index, text);
                    changed = true;
                }
            }
            if changed {
                return self.start_running(entry, &second, origin, reply, Texts::Rewritten);
            }
        }
        Started::failed(invalid_params(entry, arguments, &refusal.refused))
    }

    #[cold]
    fn overloaded(&self) -> CallError {
        if self.0.stopping.load(Ordering::Relaxed) {
            return CallError::new(
                codes::SHUTTING_DOWN,
                "shutting_down",
                "The server stops; call another one.",
            );
        }
        let limit = self.0.limits.concurrent_calls;
        CallError::new(
            codes::OVERLOADED,
            "overloaded",
            format!("The server already runs {limit} calls, which is its limit; try again in a moment."),
        )
    }
}

/// Why a caller may not call, if so.
fn refused(entry: &Entry, caller: &Caller) -> Option<CallError> {
    entry.permission.as_ref()?.check(caller).err()
}

fn refused_default(
    command: &CommandData,
    arguments: &Arguments<'_>,
    refusal: &Refusal,
) -> Option<&'static str> {
    refusal
        .refused
        .iter()
        .map(|(index, _)| (*index, &command.parameters[*index]))
        .find(|(index, parameter)| arguments.text(*index).is_none() && parameter.default().is_some())
        .map(|(_, parameter)| parameter.name)
}

/// Why a handler refused.
struct Refusal {
    refused: Vec<(usize, serde_json::Error)>,
    injection_error: Option<CallError>,
    unfit: bool,
    texts: Texts,
}

/// What is known of the texts of arguments.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Texts {
    /// They may not even be JSON.
    Unchecked,
    /// They are JSON.
    Json,
    /// They are JSON, with whole numbers in the place of what came.
    Rewritten,
}
