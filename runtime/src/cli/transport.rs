//! How the commands are served: encrypted or not, and with what around the routes.

use std::{error::Error, io};

use axum::Router;
use tokio::net::TcpListener;

#[cfg(feature = "http-layers")]
use crate::http::{HttpSettings, Scheme};
#[cfg(feature = "tls")]
use crate::tls::{self, ServerTls};
use crate::{
    App,
    http::{self, ServeOptions},
};

/// What an application says about it.
pub(super) struct Transport {
    #[cfg(feature = "tls")]
    tls: Option<ServerTls>,
    #[cfg(feature = "http-layers")]
    http: HttpSettings,
}

impl Transport {
    /// Reads the files of certificates, if there are any.
    #[cfg_attr(
        not(any(feature = "http-layers", feature = "tls")),
        expect(unused_variables, reason = "without these features there is nothing to say")
    )]
    #[cfg_attr(
        not(feature = "tls"),
        expect(clippy::unnecessary_wraps, reason = "only the feature `tls` has something that can fail")
    )]
    pub(super) fn of(app: &App) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(Self {
            #[cfg(feature = "tls")]
            tls: ServerTls::load(app.tls_settings())?,
            #[cfg(feature = "http-layers")]
            http: app.http_settings().clone(),
        })
    }

    /// What URLs of the service begin with.
    pub(super) fn scheme(&self) -> &'static str {
        if self.is_encrypted() { "https" } else { "http" }
    }

    /// Puts around the routes what the settings ask for.
    #[cfg_attr(
        not(feature = "http-layers"),
        expect(
            clippy::unused_self,
            clippy::unnecessary_wraps,
            reason = "without layers there is nothing to do"
        )
    )]
    pub(super) fn layered(&self, router: Router) -> Result<Router, Box<dyn Error + Send + Sync>> {
        #[cfg(feature = "http-layers")]
        let router = http::layers(router, &self.http, self.http_scheme())?;
        Ok(router)
    }

    /// Puts around the routes what the settings ask for, and the check of who calls where it belongs.
    #[cfg(feature = "auth")]
    pub(super) fn guarded(
        &self,
        router: Router,
        authenticator: Option<&crate::auth::Authenticator>,
    ) -> Result<Router, Box<dyn Error + Send + Sync>> {
        let Some(authenticator) = authenticator else { return self.layered(router) };
        #[cfg(feature = "http-layers")]
        let router = http::layers_with(router, &self.http, self.http_scheme(), authenticator.layer())?;
        #[cfg(not(feature = "http-layers"))]
        let router = authenticator.protect(router);
        Ok(router)
    }

    /// Serves the routes until `stop` completes.
    pub(super) async fn serve(
        &self,
        listener: TcpListener,
        router: Router,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> io::Result<()> {
        let options = self.options();
        #[cfg(feature = "tls")]
        if let Some(tls) = &self.tls {
            return tls::serve(listener, router, tls, &options, stop).await;
        }
        http::serve_with(listener, router, &options, stop).await
    }

    #[cfg(feature = "http-layers")]
    fn http_scheme(&self) -> Scheme {
        if self.is_encrypted() { Scheme::Https } else { Scheme::Http }
    }

    /// Whether connections are encrypted here.
    #[cfg(feature = "tls")]
    pub(super) fn is_encrypted(&self) -> bool {
        self.tls.is_some()
    }

    #[cfg(not(feature = "tls"))]
    #[expect(clippy::unused_self, reason = "only the feature `tls` has something to look at")]
    pub(super) fn is_encrypted(&self) -> bool {
        false
    }

    #[cfg(feature = "http-layers")]
    fn options(&self) -> ServeOptions {
        self.http.serve_options()
    }

    #[cfg(not(feature = "http-layers"))]
    #[expect(clippy::unused_self, reason = "only the feature `http-layers` has something to look at")]
    fn options(&self) -> ServeOptions {
        ServeOptions::default()
    }
}
