//! How each server starts: the same flag, the same single thread, the same announcement.

use std::error::Error;
use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};

/// Reads `--port PORT` from the command line; without it, the system picks a free port.
///
/// # Errors
/// Fails when the command line has anything else.
pub fn address() -> Result<SocketAddr, lexopt::Error> {
    use lexopt::prelude::{Long, ValueExt};

    let mut port = 0;
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("port") => port = arguments.value()?.parse()?,
            other => return Err(other.unexpected()),
        }
    }
    Ok(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))
}

/// Tells on standard output where the server listens, in the words of every example server.
///
/// # Errors
/// Fails when standard output is closed.
pub fn announce(address: SocketAddr) -> std::io::Result<()> {
    let mut out = std::io::stdout();
    writeln!(out, "listening on http://{address}")?;
    out.flush()
}

/// Runs a server on one thread, so that all servers have the same share of the processor.
///
/// # Errors
/// Fails when the runtime cannot start, or with the server.
pub fn run_on_one_thread<F>(server: F) -> Result<(), Box<dyn Error>>
where
    F: Future<Output = Result<(), Box<dyn Error>>>,
{
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(server)
}
