//! How the commands are served: encrypted or not, and with what around the routes.

use std::{error::Error, io};

use tokio::net::TcpListener;
#[cfg(any(feature = "auth", feature = "http-layers"))]
use tower::Layer;

#[cfg(feature = "http-layers")]
use crate::http::{HttpSettings, Scheme};
#[cfg(feature = "tls")]
use crate::tls::{self, ServerTls};
use crate::{
    App,
    http::{self, HttpService, ServeOptions},
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

    /// Lets requests name only this machine, where the service listens on nothing else, in the clear, asks nobody who they
    /// are, and has no hosts in its settings. Else the owner of any name could make it lead here, and pages of that name
    /// could call what is served.
    #[cfg(feature = "http-layers")]
    pub(super) fn listening_on(mut self, host: &str, callers_are_asked: bool) -> Self {
        let is_protected = callers_are_asked || self.is_encrypted();
        // A redirect asks for the names of hosts by itself.
        let says_otherwise = !self.http.trusted_hosts.is_empty() || self.http.https_redirect;
        let address = host.parse::<std::net::IpAddr>().ok();
        let is_loopback = address.map_or(host.eq_ignore_ascii_case("localhost"), |it| it.is_loopback());
        if is_loopback && !is_protected && !says_otherwise {
            let mut names = ["localhost", "127.0.0.1", "[::1]"].map(str::to_owned).to_vec();
            names.extend(address.is_some_and(|it| it.is_ipv4()).then(|| host.to_owned()));
            self.http.trusted_hosts = names;
        }
        self
    }

    /// What URLs of the service begin with.
    pub(super) fn scheme(&self) -> &'static str {
        if self.is_encrypted() { "https" } else { "http" }
    }

    /// Puts around the routes what the settings ask for, and the check of who calls where it belongs.
    #[cfg_attr(
        not(feature = "http-layers"),
        expect(
            clippy::unused_self,
            clippy::unnecessary_wraps,
            reason = "without layers there is nothing to do"
        )
    )]
    pub(super) fn around<S: HttpService>(
        &self,
        routes: S,
        #[cfg(feature = "auth")] authenticator: Option<&crate::auth::Authenticator>,
    ) -> Result<impl HttpService + use<S>, Box<dyn Error + Send + Sync>> {
        #[cfg(feature = "auth")]
        let authentication = tower::util::option_layer(authenticator.map(crate::auth::Authenticator::layer));
        #[cfg(all(feature = "http-layers", not(feature = "auth")))]
        let authentication = tower::layer::util::Identity::new();
        #[cfg(feature = "http-layers")]
        return Ok(http::stack(&self.http, self.http_scheme(), authentication)?.layer(routes));
        #[cfg(all(feature = "auth", not(feature = "http-layers")))]
        return Ok(authentication.layer(routes));
        #[cfg(not(any(feature = "auth", feature = "http-layers")))]
        Ok(routes)
    }

    /// Serves the routes until `stop` completes.
    pub(super) async fn serve(
        &self,
        listener: TcpListener,
        routes: impl HttpService,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> io::Result<()> {
        let options = self.options();
        #[cfg(feature = "tls")]
        if let Some(tls) = &self.tls {
            return tls::serve_service(listener, routes, tls, &options, stop).await;
        }
        http::serve_service(listener, routes, &options, stop).await
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

#[cfg(all(test, feature = "http-layers"))]
mod tests {
    use super::{App, HttpSettings, Transport};

    fn hosts(settings: HttpSettings, listening: &str, callers_are_asked: bool) -> Vec<String> {
        let app = App::new("shop", "1.0.0").http(settings);
        Transport::of(&app).unwrap().listening_on(listening, callers_are_asked).http.trusted_hosts
    }

    #[test]
    fn a_service_of_this_machine_alone_goes_by_its_names_unless_told_otherwise() {
        let own = ["localhost", "127.0.0.1", "[::1]"];
        for listening in ["127.0.0.1", "localhost", "LOCALHOST", "::1"] {
            assert_eq!(hosts(HttpSettings::default(), listening, false)[..3], own, "{listening}");
        }
        assert_eq!(hosts(HttpSettings::default(), "127.0.0.2", false).last().unwrap(), "127.0.0.2");
        for listening in ["0.0.0.0", "::", "10.0.0.1", "localhost.example.com", "shop.internal"] {
            assert!(hosts(HttpSettings::default(), listening, false).is_empty(), "{listening}");
        }
        assert!(hosts(HttpSettings::default(), "127.0.0.1", true).is_empty());
        let any = HttpSettings { trusted_hosts: vec!["*".to_owned()], ..HttpSettings::default() };
        assert_eq!(hosts(any, "127.0.0.1", false), ["*"]);
        let redirecting = HttpSettings { https_redirect: true, ..HttpSettings::default() };
        assert!(hosts(redirecting, "127.0.0.1", false).is_empty(), "hosts for a redirect are asked for");
    }
}
