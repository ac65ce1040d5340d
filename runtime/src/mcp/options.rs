//! How a service is offered to AI hosts.

/// How a service is offered to AI hosts over the Model Context Protocol.
///
/// # Examples
///
/// ```
/// use commandry::mcp::McpOptions;
///
/// let options = McpOptions::default().allow_host("shop.example.com").allow_origin("https://chat.example.com");
/// ```
#[derive(Clone, Debug, Default)]
pub struct McpOptions {
    pub(super) hosts: Vec<String>,
    pub(super) any_host: bool,
    pub(super) origins: Vec<String>,
}

impl McpOptions {
    /// Takes requests that name this host in their `Host` header, at any port; names and addresses of this machine
    /// (`localhost`, `127.0.0.1`, `[::1]`) are always taken.
    ///
    /// A page of another site can make a browser send requests to a server on its own machine or network by giving it
    /// another address for the name of the site; the name in the header betrays it. So a service that is reached by a
    /// name has to say so.
    #[must_use]
    pub fn allow_host(mut self, host: &str) -> Self {
        self.hosts.push(host.to_ascii_lowercase());
        self
    }

    /// Takes requests whatever their `Host` header says, as behind a proxy that checks it.
    #[must_use]
    pub fn allow_any_host(mut self) -> Self {
        self.any_host = true;
        self
    }

    /// Takes requests of web pages of this origin, such as `https://chat.example.com`; those of the same host are
    /// always taken, and requests that come from no web page have no origin.
    #[must_use]
    pub fn allow_origin(mut self, origin: &str) -> Self {
        self.origins.push(origin.trim_end_matches('/').to_ascii_lowercase());
        self
    }
}
