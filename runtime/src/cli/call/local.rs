//! A call in this process, and Ctrl-C.

use std::{io, time::Duration};

use futures_util::{FutureExt, StreamExt};

use super::{
    console::Console,
    exit_code::{INTERNAL, INTERRUPTED, OK},
    failure, form,
    progress::Reporter,
    settings::Settings,
    show::{NotShown, Results},
    target::Target,
};
use crate::{
    App, CallError, Caller, Dispatcher,
    call::{Arguments, Reply},
    codes,
    context::Origin,
    jsonrpc,
};

/// How long a command may go on after Ctrl-C, to tidy up.
pub(super) const GRACE: Duration = Duration::from_secs(2);

/// Sets the application up and calls the command.
pub(super) async fn call(
    app: App,
    target: &Target,
    parameters: &str,
    settings: &Settings,
    console: &Console,
) -> u8 {
    let dispatcher = match app.build().await {
        Ok(dispatcher) => dispatcher,
        Err(error) => {
            console.complain(error);
            return INTERNAL;
        }
    };
    call_on(&dispatcher, target, parameters, settings, console).await
}

/// Calls the command of an application that is set up.
pub(super) async fn call_on(
    dispatcher: &Dispatcher,
    target: &Target,
    parameters: &str,
    settings: &Settings,
    console: &Console,
) -> u8 {
    let reporter = Reporter::new(console);
    let origin = Origin {
        // Whoever starts the program may do what it can do.
        caller: Caller::trusted("command line"),
        progress: reporter.progress(),
        log: reporter.log(),
        ask: form::ask(console, &reporter),
        ..Origin::default()
    };
    let mut reply = match open(dispatcher, target, parameters, &origin).await {
        Ok(reply) => reply,
        Err(error) => {
            reporter.finish();
            return failure::show(&error, target, settings, console);
        }
    };
    let mut results = Results::new(target, settings, console);
    let Some(mut items) = reply.take_items() else {
        reporter.finish();
        return match reply.into_result() {
            Ok(result) => shown(results.one(&String::from_utf8_lossy(&result)), console).unwrap_or(OK),
            Err(error) => failure::show(&error, target, settings, console),
        };
    };
    while let Some(item) = items.next().await {
        let outcome = match item {
            Ok(item) => reporter.aside(|_| results.item(&String::from_utf8_lossy(&item))),
            Err(error) => {
                reporter.finish();
                return failure::show(&error, target, settings, console);
            }
        };
        if let Some(code) = shown(outcome, console) {
            return code;
        }
    }
    reporter.finish();
    OK
}

async fn open(
    dispatcher: &Dispatcher,
    target: &Target,
    parameters: &str,
    origin: &Origin,
) -> Result<Reply, CallError> {
    let name = target.data.name;
    let entry = dispatcher.find(name).ok_or_else(|| dispatcher.method_not_found(name))?;
    let text = jsonrpc::readable(dispatcher, parameters.as_bytes())?;
    let arguments = Arguments::from_json(entry.command, text).map_err(|error| {
        CallError::new(codes::PARSE_ERROR, "parse_error", format!("The parameters are not JSON: {error}."))
    })?;
    Ok(dispatcher.begin(entry, arguments, origin, Reply::default()).open().await)
}

/// The exit code that ends the call, if showing a result does.
pub(super) fn shown(outcome: Result<(), NotShown>, console: &Console) -> Option<u8> {
    match outcome {
        Ok(()) => None,
        Err(NotShown::ReaderIsGone) => Some(OK),
        Err(NotShown::Failed(reason)) => {
            console.complain(reason);
            Some(INTERNAL)
        }
    }
}

/// Waits for a call until Ctrl-C; the call is then dropped, which cancels its command.
pub(super) async fn until_interrupted(console: &Console, call: impl Future<Output = u8>) -> u8 {
    // From the first poll on the signal no longer ends the process.
    let mut signal = Box::pin(tokio::signal::ctrl_c());
    let _ = (&mut signal).now_or_never();
    // A command that never waits keeps this thread to itself, so that another one listens.
    let mut listening = tokio::spawn(interrupted(signal));
    tokio::select! {
        code = call => {
            listening.abort();
            code
        }
        _ = &mut listening => {
            console.error("\n");
            console.complain("interrupted");
            INTERRUPTED
        }
    }
}

/// Waits for Ctrl-C. Who then still runs when the grace is over, or at the next Ctrl-C, is ended with the process.
async fn interrupted(signal: impl Future<Output = io::Result<()>>) {
    if signal.await.is_err() {
        std::future::pending::<()>().await;
    }
    tokio::spawn(async {
        tokio::select! {
            () = tokio::time::sleep(GRACE) => {}
            _ = tokio::signal::ctrl_c() => {}
        }
        std::process::exit(INTERRUPTED.into());
    });
}
