//! Where a request comes from, and what trusted proxies say of it.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use axum::{
    extract::{ConnectInfo, Request},
    http::{Extensions, HeaderMap, HeaderName, header},
};
use ipnet::IpNet;

use super::{HttpSettings, HttpSettingsError, Scheme};

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// What is known of how requests arrive.
#[derive(Clone, Debug)]
pub(super) struct Arrival {
    scheme: Scheme,
    proxies: Arc<[IpNet]>,
}

impl Arrival {
    pub(super) fn of(settings: &HttpSettings, scheme: Scheme) -> Result<Self, HttpSettingsError> {
        let proxies = settings.trusted_proxies.iter().map(|text| {
            let network = text.parse::<IpNet>().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
            network.map_err(|_| {
                let text = format!("`{text}` is neither an address nor a network such as 10.0.0.0/8");
                HttpSettingsError::new("trusted_proxies", text)
            })
        });
        Ok(Self { scheme, proxies: proxies.collect::<Result<_, _>>()? })
    }

    /// Whether a client sent its request over HTTPS, to this server or to a trusted proxy.
    pub(super) fn is_https(&self, request: &Request) -> bool {
        if self.scheme == Scheme::Https {
            return true;
        }
        if !peer(request.extensions()).is_some_and(|peer| self.is_proxy(peer)) {
            return false;
        }
        // The proxy that is nearest says it last.
        let said = request.headers().get_all(FORWARDED_PROTO).iter().next_back();
        let said = said.and_then(|it| it.to_str().ok()).and_then(|it| it.rsplit(',').next());
        said.is_some_and(|it| it.trim().eq_ignore_ascii_case("https"))
    }

    /// Whether anybody is trusted to tell the addresses of clients.
    pub(super) fn trusts_proxies(&self) -> bool {
        !self.proxies.is_empty()
    }

    /// The address of the client; `None` when whoever serves the router hands none on.
    pub(super) fn client(&self, request: &Request) -> Option<IpAddr> {
        let peer = peer(request.extensions())?;
        if self.is_proxy(peer) { Some(self.forwarded(peer, request.headers())) } else { Some(peer) }
    }

    /// The address that the proxies saw: the last that is none of them. What a client wrote before it counts nothing.
    fn forwarded(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut nearest = peer;
        let lines = headers.get_all(FORWARDED_FOR).iter().rev();
        for hop in lines.flat_map(|line| line.to_str().unwrap_or("?").rsplit(',')) {
            let Some(address) = address(hop.trim()) else { return nearest };
            nearest = address;
            if !self.is_proxy(address) {
                break;
            }
        }
        nearest
    }

    fn is_proxy(&self, address: IpAddr) -> bool {
        self.proxies.iter().any(|network| network.contains(&address))
    }
}

/// The address at the other end of the connection.
fn peer(extensions: &Extensions) -> Option<IpAddr> {
    extensions.get::<ConnectInfo<SocketAddr>>().map(|it| it.0.ip().to_canonical())
}

/// Reads an address as proxies write it, some with a port.
fn address(text: &str) -> Option<IpAddr> {
    let address = text.parse::<IpAddr>().ok();
    let address = address.or_else(|| text.parse::<SocketAddr>().ok().map(|it| it.ip()));
    address.or_else(|| text.strip_prefix('[')?.strip_suffix(']')?.parse().ok()).map(|it| it.to_canonical())
}

/// The host that a request is for, without its port, in capitals or not; an error when it is not clear.
pub(super) fn host(request: &Request) -> Result<&str, &'static str> {
    let mut named = request.headers().get_all(header::HOST).iter();
    let header = named.next();
    if named.next().is_some() {
        return Err("The request has several headers `host`.");
    }
    let header = match header {
        Some(header) => Some(host_of(header.to_str().unwrap_or_default())?),
        None => None,
    };
    // A request line with a whole URL, as it is sent to proxies, counts for more than the header.
    let line = request.uri().authority().map(|it| host_of(it.as_str())).transpose()?;
    match (line, header) {
        (Some(line), Some(header)) if !line.eq_ignore_ascii_case(header) => {
            Err("The request names two different hosts.")
        }
        (Some(host), _) | (None, Some(host)) => Ok(host),
        (None, None) => Err("The request has no header `host`."),
    }
}

fn host_of(text: &str) -> Result<&str, &'static str> {
    const WRONG: &str = "The header `host` is not that of a host.";
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => {
            let (host, port) = rest.split_once(']').ok_or(WRONG)?;
            if host.parse::<std::net::Ipv6Addr>().is_err() {
                return Err(WRONG);
            }
            (
                text.get(..host.len() + 2).ok_or(WRONG)?,
                port.strip_prefix(':').or((port.is_empty()).then_some("")),
            )
        }
        None => text.split_once(':').map_or((text, Some("")), |(host, port)| (host, Some(port))),
    };
    let is_port = port.is_some_and(|it| it.is_empty() || it.parse::<u16>().is_ok());
    let is_name =
        |host: &str| host.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'.' | b'_'));
    let bare = host.strip_suffix('.').unwrap_or(host);
    if bare.is_empty() || bare.len() > 253 || !is_port || !(host.starts_with('[') || is_name(bare)) {
        return Err(WRONG);
    }
    Ok(bare)
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use axum::{body::Body, extract::ConnectInfo, http::Request};

    use super::{Arrival, HttpSettings, Scheme, host};

    fn client(proxies: &[&str], peer: &str, lines: &[&str]) -> String {
        let settings = HttpSettings {
            trusted_proxies: proxies.iter().map(|&it| it.to_owned()).collect(),
            ..HttpSettings::default()
        };
        let mut request = Request::builder();
        for line in lines {
            request = request.header("x-forwarded-for", *line);
        }
        let mut request = request.body(Body::empty()).unwrap();
        request.extensions_mut().insert(ConnectInfo(peer.parse::<SocketAddr>().unwrap()));
        Arrival::of(&settings, Scheme::Http).unwrap().client(&request).unwrap().to_string()
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        let proxies = &["10.0.0.0/8", "fd00::1"][..];
        for (proxies, peer, lines, expected) in [
            (&[][..], "203.0.113.9:1", &["1.2.3.4"][..], "203.0.113.9"),
            (proxies, "203.0.113.9:1", &["1.2.3.4"], "203.0.113.9"),
            (proxies, "10.1.1.1:1", &["1.2.3.4"], "1.2.3.4"),
            (proxies, "[::ffff:10.1.1.1]:1", &["1.2.3.4"], "1.2.3.4"),
            (proxies, "[fd00::1]:1", &["1.2.3.4:5678"], "1.2.3.4"),
            (proxies, "10.1.1.1:1", &["[2001:db8::1]:80"], "2001:db8::1"),
            // What the client made up stands before what the proxies added.
            (proxies, "10.1.1.1:1", &["9.9.9.9, 1.2.3.4, 10.2.2.2"], "1.2.3.4"),
            (proxies, "10.1.1.1:1", &["9.9.9.9", "1.2.3.4", "10.2.2.2"], "1.2.3.4"),
            (proxies, "10.1.1.1:1", &["9.9.9.9, nonsense, 10.2.2.2"], "10.2.2.2"),
            (proxies, "10.1.1.1:1", &["nonsense"], "10.1.1.1"),
            (proxies, "10.1.1.1:1", &[""], "10.1.1.1"),
            (proxies, "10.1.1.1:1", &[], "10.1.1.1"),
            (proxies, "10.1.1.1:1", &["10.3.3.3"], "10.3.3.3"),
        ] {
            assert_eq!(client(proxies, peer, lines), expected, "{peer} {lines:?}");
        }
        let settings = HttpSettings { trusted_proxies: vec!["proxy".to_owned()], ..HttpSettings::default() };
        let error = Arrival::of(&settings, Scheme::Http).unwrap_err();
        assert_eq!(error.setting(), "trusted_proxies");
    }

    #[test]
    fn a_request_is_for_one_host() {
        for (uri, hosts, expected) in [
            ("/", &["Api.Example.com:8080"][..], Ok("api.example.com")),
            ("/", &["api.example.com."], Ok("api.example.com")),
            ("/", &["[::1]:8080"], Ok("[::1]")),
            ("/", &["[::1]"], Ok("[::1]")),
            ("/", &["localhost"], Ok("localhost")),
            ("http://api.example.com/", &["api.example.com"], Ok("api.example.com")),
            ("http://api.example.com/", &[], Ok("api.example.com")),
            ("http://api.example.com/", &["evil.example"], Err(())),
            ("/", &["a", "a"], Err(())),
            ("/", &[], Err(())),
            ("/", &[""], Err(())),
            ("/", &["a b"], Err(())),
            ("/", &["a@b"], Err(())),
            ("/", &["a/b"], Err(())),
            ("/", &["a:b"], Err(())),
            ("/", &["a:99999"], Err(())),
            ("/", &["[::1"], Err(())),
            ("/", &["[evil]"], Err(())),
            ("/", &["[::1]evil"], Err(())),
            ("/", &["."], Err(())),
        ] {
            let mut request = Request::builder().uri(uri);
            for host in hosts {
                request = request.header("host", *host);
            }
            let request = request.body(Body::empty()).unwrap();
            let found = host(&request).map(str::to_ascii_lowercase);
            assert_eq!(found.as_deref().map_err(|_| ()), expected, "{uri} {hosts:?}");
        }
    }
}
