//! Taking connections until told to stop.

use std::{future::Future, io, net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use futures_util::future::{Either, select};
use tokio::net::{TcpListener, TcpStream};

use super::{
    ServeOptions,
    connection::{self, Acceptor, Requests},
    open::OpenConnections,
};
use crate::http::service::HttpService;

/// How long no connection is taken when one could not be: most often there are no file descriptors left, and some
/// connection has to end first.
const PAUSE: Duration = Duration::from_secs(1);

/// Serves on the connections of a listener until `stop` completes, and answers what has begun by then.
pub(crate) async fn listen<A: Acceptor>(
    listener: TcpListener,
    acceptor: A,
    service: impl HttpService,
    options: &ServeOptions,
    stop: impl Future<Output = ()> + Send,
) -> io::Result<()> {
    listener.local_addr()?;
    let open = OpenConnections::watched(options);
    let mut stop = pin!(stop);
    loop {
        let (stream, peer, place) = match select(stop.as_mut(), pin!(next(&listener, &acceptor))).await {
            Either::Left(_) => break,
            Either::Right((taken, _)) => taken,
        };
        let peer = options.peer_address.then_some(peer);
        tokio::spawn(serve_one(stream, peer, place, acceptor.clone(), service.clone(), open.clone()));
    }
    drop(listener);
    open.finish().await;
    Ok(())
}

/// The next connection, once there is a place for it.
async fn next<A: Acceptor>(listener: &TcpListener, acceptor: &A) -> (TcpStream, SocketAddr, A::Place) {
    let place = acceptor.place().await;
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => return (stream, peer, place),
            Err(error) if is_of_one_connection(&error) => {}
            Err(error) => {
                tracing::error!(%error, "no connection can be taken at the moment");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

async fn serve_one<A: Acceptor>(
    stream: TcpStream,
    peer: Option<SocketAddr>,
    place: A::Place,
    acceptor: A,
    service: impl HttpService,
    open: Arc<OpenConnections>,
) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "TCP_NODELAY could not be set");
    }
    let Some(accepted) = acceptor.accept(stream).await else { return };
    drop(place);
    let entry = open.add();
    let requests = Requests { service, activity: entry.activity().clone(), peer, caller: accepted.caller };
    connection::run(accepted.stream, requests).await;
}
