//! The method `rpc.discover`, which answers with the OpenRPC document.

use super::Published;
use crate::{
    CallError,
    call::{Invocation, Running},
    codes,
    declaration::data::{COMMAND, CommandData, CommandExtra},
    documents::Document,
};

/// `rpc.discover` is declared by hand: its name is fixed by OpenRPC and is none that a command may have.
///
/// Everybody may call it, since it tells nobody of what they may not call.
pub(crate) static DISCOVER: CommandData = CommandData {
    name: "rpc.discover",
    summary: "Describes all commands.",
    extras: Some(&[CommandExtra::Public]),
    handler: discover,
    ..COMMAND
};

fn discover(invocation: &mut Invocation<'_>) -> Running {
    let dispatcher = invocation.states.get::<Published>().and_then(|published| published.dispatcher());
    let Some(dispatcher) = dispatcher else {
        let error = CallError::new(codes::SHUTTING_DOWN, "shutting_down", "The service is being taken down.");
        invocation.reply.fail(error);
        return Running::Ended;
    };
    if let Some(text) =
        dispatcher.documents().get(&dispatcher, &invocation.origin.caller, Document::OpenRpc, None)
    {
        invocation.reply.output().extend_from_slice(text.trim_end().as_bytes());
    }
    Running::Ended
}
