//! All revisions over standard input and output.

use std::{io, sync::Arc};

use rmcp::{ServiceExt, model::ProtocolVersion, service::ServerInitializeError};

use super::{handler::SessionHandler, lists::Lists};
use crate::{
    Caller,
    mcp::{McpServer, View},
};

/// Serves a client on standard input and output until it closes them.
///
/// # Errors
///
/// Fails when there is no such view, when the first message is none of the protocol, and when the streams fail.
pub(crate) async fn serve_standard_streams(server: McpServer, view: &View) -> io::Result<()> {
    // Whoever starts the program may do what it can do.
    let caller = Caller::trusted("standard input");
    let server = server.for_caller(&caller);
    let view = server
        .view(view)
        .ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "there is no such group of commands"))?;
    let lists = Arc::new(Lists::new(&server, view));
    let handler = SessionHandler::new(server, lists, ProtocolVersion::KNOWN_VERSIONS).of_caller(caller);
    let session = match handler.serve((tokio::io::stdin(), output()?)).await {
        Ok(session) => session,
        // A client that goes before it began anything is no failure.
        Err(ServerInitializeError::ConnectionClosed(_)) => return Ok(()),
        Err(error) => return Err(io::Error::other(error.to_string())),
    };
    session.waiting().await.map(drop).map_err(io::Error::other)
}

/// Standard output for the protocol alone: whatever else the program prints, as by `println!` in a command, goes to
/// standard error from now on.
#[cfg(unix)]
fn output() -> io::Result<tokio::fs::File> {
    use std::{fs::File, os::fd::AsFd};

    let output = File::from(io::stdout().as_fd().try_clone_to_owned()?);
    rustix::stdio::dup2_stdout(io::stderr())?;
    Ok(output.into())
}

/// Standard output, which a command must not print to.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "it can fail elsewhere")]
fn output() -> io::Result<tokio::io::Stdout> {
    Ok(tokio::io::stdout())
}
