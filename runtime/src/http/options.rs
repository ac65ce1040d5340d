//! What a router serves besides the commands.

/// Which pages for people a router serves.
///
/// # Examples
///
/// ```
/// use commandry::{http::{self, RouterOptions}, prelude::*, Dispatcher, Registry};
///
/// /// Answers at once.
/// #[command(group = "demo", read_only)]
/// fn ping() -> bool {
///     true
/// }
///
/// let dispatcher = Dispatcher::builder(Registry::new().with::<ping>()).build()?;
/// let router: axum::Router = http::router_with(dispatcher, &RouterOptions::default().docs_page(false))?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct RouterOptions {
    pub(crate) docs_page: bool,
    #[cfg(feature = "websocket")]
    pub(crate) websocket: Option<super::WebSocketOptions>,
}

impl Default for RouterOptions {
    /// Everything that the features of the crate bring.
    fn default() -> Self {
        Self {
            docs_page: true,
            #[cfg(feature = "websocket")]
            websocket: Some(super::WebSocketOptions::default()),
        }
    }
}

impl RouterOptions {
    /// Whether `/docs` and everything below it is served: the documentation page (feature `docs-page`) and Swagger UI
    /// (feature `swagger-ui`). Without these features there is nothing to switch off.
    #[must_use]
    pub fn docs_page(mut self, served: bool) -> Self {
        self.docs_page = served;
        self
    }

    /// The limits of `GET /ws`, and the web pages that may use it; `None` switches it off.
    #[cfg(feature = "websocket")]
    #[must_use]
    pub fn websocket(mut self, options: impl Into<Option<super::WebSocketOptions>>) -> Self {
        self.websocket = options.into();
        self
    }
}
