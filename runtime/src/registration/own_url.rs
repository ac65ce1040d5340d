//! Where a proxy reaches a server that knows only what it listens on.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use hyper::Uri;
use tokio::net::UdpSocket;

/// What a server listens on.
#[derive(Clone, Copy, Debug)]
pub(super) struct OwnUrl {
    pub(super) address: SocketAddr,
    pub(super) tls: bool,
}

impl OwnUrl {
    /// The address under which a proxy reaches the server.
    pub(super) async fn towards(self, proxy: &Uri) -> String {
        let Self { address, tls } = self;
        let way = if address.ip().is_unspecified() || address.ip().is_loopback() {
            outward(address.ip(), proxy).await
        } else {
            None
        };
        let ip = match way {
            Some(ip) if address.ip().is_unspecified() => ip,
            None if address.ip().is_unspecified() => loopback(address.ip()),
            way => {
                if way.is_some_and(|ip| !ip.is_loopback()) {
                    tracing::warn!(
                        "the server listens on {address} only, where a proxy on another machine does not reach it; \
                         listen on 0.0.0.0, or set `proxy_registration.public_url`"
                    );
                }
                address.ip()
            }
        };
        let scheme = if tls { "https" } else { "http" };
        format!("{scheme}://{}", SocketAddr::new(ip, address.port()))
    }
}

/// The address by which this machine speaks to a proxy; nothing is sent to find out.
async fn outward(family: IpAddr, proxy: &Uri) -> Option<IpAddr> {
    let host = proxy.host()?.trim_start_matches('[').trim_end_matches(']');
    let port = proxy.port_u16().unwrap_or(80);
    let found: Vec<SocketAddr> = tokio::net::lookup_host((host, port)).await.ok()?.collect();
    // A server on `::` takes calls of both families, one on `0.0.0.0` those of its own.
    let target = found
        .iter()
        .find(|it| it.is_ipv4() == family.is_ipv4())
        .or_else(|| found.first().filter(|_| family.is_ipv6()))?;
    let any: SocketAddr =
        if target.is_ipv4() { (Ipv4Addr::UNSPECIFIED, 0).into() } else { (Ipv6Addr::UNSPECIFIED, 0).into() };
    let socket = UdpSocket::bind(any).await.ok()?;
    socket.connect(target).await.ok()?;
    Some(socket.local_addr().ok()?.ip())
}

fn loopback(family: IpAddr) -> IpAddr {
    match family {
        IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::OwnUrl;

    #[tokio::test]
    async fn the_address_is_one_that_the_proxy_reaches() {
        for (address, tls, proxy, expected) in [
            ("127.0.0.1:8000", false, "http://127.0.0.1:3004", "http://127.0.0.1:8000"),
            ("0.0.0.0:8443", true, "http://127.0.0.1:3004", "https://127.0.0.1:8443"),
            ("10.1.2.3:80", false, "http://proxy.invalid", "http://10.1.2.3:80"),
            ("[fd00::1]:8000", false, "http://127.0.0.1:3004", "http://[fd00::1]:8000"),
            ("0.0.0.0:8000", false, "http://no-such-host.invalid", "http://127.0.0.1:8000"),
            ("[::]:8000", false, "http://127.0.0.1:3004", "http://127.0.0.1:8000"),
        ] {
            let own_url = OwnUrl { address: address.parse().unwrap(), tls };
            assert_eq!(own_url.towards(&proxy.parse().unwrap()).await, expected, "{address}");
        }
    }
}
