//! From connections to encrypted streams.

use tokio::{net::TcpStream, sync::OwnedSemaphorePermit, time::timeout};
use tokio_rustls::server::TlsStream;

use super::ServerTls;
use crate::{
    Caller,
    http::{Accepted, Acceptor},
};

/// Agrees with clients on keys, within a time, and with a number of them at once.
#[derive(Clone, Debug)]
pub(super) struct TlsAcceptor(pub(super) ServerTls);

impl Acceptor for TlsAcceptor {
    type Stream = TlsStream<TcpStream>;
    type Place = Option<OwnedSemaphorePermit>;

    async fn place(&self) -> Self::Place {
        // The semaphore is never closed.
        self.0.0.places.clone().acquire_owned().await.ok()
    }

    async fn accept(&self, stream: TcpStream) -> Option<Accepted<Self::Stream>> {
        let settings = self.0.settings();
        let handshake = tokio_rustls::TlsAcceptor::from(self.0.current()).accept(stream);
        let stream = match timeout(settings.handshake_time, handshake).await {
            Ok(Ok(stream)) => stream,
            // Whoever scans ports causes this, so it is no warning.
            Ok(Err(error)) => {
                tracing::debug!(%error, "a client was refused: no encrypted connection could be made");
                return None;
            }
            Err(_) => {
                tracing::debug!("a client was refused: it took too long to agree on keys");
                return None;
            }
        };
        match self.caller(&stream) {
            Ok(caller) => Some(Accepted { stream, caller }),
            Err(reason) => {
                tracing::warn!(
                    reason,
                    "a client was refused: its certificate is valid, but does not say who it is"
                );
                None
            }
        }
    }
}

impl TlsAcceptor {
    /// Who is at the other end; nobody in particular where clients show no certificate.
    fn caller(&self, stream: &TlsStream<TcpStream>) -> Result<Option<Caller>, &'static str> {
        let Some(identities) = &self.0.0.identities else { return Ok(None) };
        let shown = stream.get_ref().1.peer_certificates().unwrap_or_default();
        let certificate = shown.first().ok_or("no certificate was shown")?;
        identities.caller(certificate).map(Some)
    }
}
