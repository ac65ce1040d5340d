//! HTTPS and mutual TLS: encrypted connections, and callers who are known by their certificates.
//!
//! Certificates are read again when their files change, and connections that are open stay open.

mod acceptor;
mod error;
mod files;
mod identity;
mod pem;
mod reload;
mod settings;

use std::{
    future::Future,
    io,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use axum::Router;
use rustls::ServerConfig;
use tokio::{net::TcpListener, sync::Semaphore};

use self::{acceptor::TlsAcceptor, identity::Identities};
pub use self::{
    error::TlsError,
    settings::{ClientName, TlsMode, TlsSettings},
};
use crate::http::{HttpService, ServeOptions, listen};

/// The certificate and the key of a server, and whom it lets in.
///
/// # Examples
///
/// ```no_run
/// use commandry::{http::ServeOptions, tls::{self, ServerTls, TlsMode, TlsSettings}};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let settings = TlsSettings {
///     mode: TlsMode::Https,
///     cert_file: "server.crt".to_owned(),
///     key_file: "server.key".to_owned(),
///     ..TlsSettings::default()
/// };
/// let listener = tokio::net::TcpListener::bind("127.0.0.1:8443").await?;
/// let router = axum::Router::new();
/// match ServerTls::load(&settings)? {
///     Some(tls) => tls::serve(listener, router, &tls, &ServeOptions::default(), std::future::pending()).await?,
///     None => commandry::http::serve(listener, router, std::future::pending()).await?,
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct ServerTls(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    settings: TlsSettings,
    current: RwLock<Arc<ServerConfig>>,
    identities: Option<Identities>,
    places: Arc<Semaphore>,
    loaded: reload::Marks,
}

impl ServerTls {
    /// Reads the files that the settings name; `None` when the mode is `http`.
    ///
    /// A certificate that is no longer or not yet valid is used and warned of, since a service with it is of more use
    /// to those who look into the matter than none.
    ///
    /// # Errors
    ///
    /// Fails when a file is not named, cannot be read or holds something else, and when the key is not that of the
    /// certificate. The error names the file.
    pub fn load(settings: &TlsSettings) -> Result<Option<Self>, TlsError> {
        let mode = settings.effective_mode()?;
        if mode == TlsMode::Http {
            return Ok(None);
        }
        let settings = TlsSettings { mode, ..settings.clone() };
        // Looked at first, so that a change between the two is seen later.
        let loaded = reload::marks(&settings);
        let current = RwLock::new(files::load(&settings)?);
        let identities = (mode == TlsMode::MtlsOnly).then(|| Identities::of(&settings));
        let places = Arc::new(Semaphore::new(settings.handshakes.clamp(1, Semaphore::MAX_PERMITS)));
        Ok(Some(Self(Arc::new(Shared { settings, current, identities, places, loaded }))))
    }

    /// Reads the files again; connections that are made from now on use what they hold.
    ///
    /// [`serve`] does it by itself when a file changes.
    ///
    /// # Errors
    ///
    /// Fails as [`ServerTls::load`] does, and what was used so far stays in use.
    pub fn reload(&self) -> Result<(), TlsError> {
        let config = files::load(&self.0.settings)?;
        *self.0.current.write().unwrap_or_else(PoisonError::into_inner) = config;
        Ok(())
    }

    fn current(&self) -> Arc<ServerConfig> {
        self.0.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn settings(&self) -> &TlsSettings {
        &self.0.settings
    }
}

/// Serves a router over TLS until `stop` completes; requests that run by then are answered first.
///
/// The caller of a request is who the certificate of the client names, in mode `mtls_only`. The files of certificates
/// are looked at every [`TlsSettings::reload_interval`], and read again when they changed.
///
/// # Errors
///
/// Fails when the listener has no address.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    tls: &ServerTls,
    options: &ServeOptions,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    // The state of the routes is put in once, and not for each request.
    serve_service(listener, router.with_state(()), tls, options, stop).await
}

/// Serves a service as [`serve`] does a router.
pub(crate) async fn serve_service(
    listener: TcpListener,
    service: impl HttpService,
    tls: &ServerTls,
    options: &ServeOptions,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let interval = tls.settings().reload_interval;
    let watching = (interval > Duration::ZERO).then(|| reload::when_changed(tls.clone(), interval));
    let served = listen(listener, TlsAcceptor(tls.clone()), service, options, stop).await;
    if let Some(watching) = watching {
        watching.abort();
    }
    served
}
