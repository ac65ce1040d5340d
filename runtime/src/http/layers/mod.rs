//! What stands between the network and the routes: hosts, browsers, limits and headers.

mod address;
mod compression;
mod concurrency;
mod cors;
mod error;
mod guard;
mod hosts;
mod process_time;
mod rate_limit;
mod redirect;
mod request_id;
mod security_headers;
mod settings;
mod stamp;

use std::{
    convert::Infallible,
    future::Ready,
    sync::Arc,
    task::{Context, Poll},
};

use axum::{Router, extract::Request, response::Response, routing::Route};
use futures_util::future::Either;
use tower::{
    Layer, Service, ServiceBuilder,
    layer::{layer_fn, util::Identity},
};

use self::{
    address::Arrival,
    compression::{Compress, Compressed, Compression},
    concurrency::{Places, Shed, WithPlace},
    guard::{Guard, Guarding},
    rate_limit::RateLimit,
    stamp::{Stamp, Stamping},
};
pub use self::{
    error::HttpSettingsError,
    settings::{
        CompressionSettings, ConcurrencySettings, CorsSettings, HttpSettings, RateLimitSettings,
        SecurityHeadersSettings,
    },
};
use super::service::HttpService;

/// How clients reach the listener that a router is served on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scheme {
    /// In the clear; a proxy that is trusted may say otherwise by `X-Forwarded-Proto`.
    #[default]
    Http,
    /// Encrypted.
    Https,
}

/// Puts around a router what its settings ask for.
///
/// From the outside in, so that a request meets the first of them first, and an answer the last:
///
/// | layer | why there |
/// |---|---|
/// | request id, `X-Process-Time`, security headers, the span of the log | every answer has them, refusals too |
/// | trusted hosts | what comes after may rely on the host, a redirect above all |
/// | HTTPS redirect | nothing is done for a request in the clear |
/// | CORS | a page can read why it was refused; questions of browsers are not counted as calls |
/// | authentication, by [`layers_with`] | what comes after knows the caller |
/// | rate limit | whoever asks too often takes no place from others |
/// | concurrency limit | what is inside has a place |
/// | compression | closest to what it compresses |
///
/// Routes that are merged into the router afterwards have none of this. The rate limit and trusted proxies need the
/// addresses of clients, which [`serve`](crate::http::serve) and `tls::serve` hand on.
///
/// # Errors
///
/// Fails when a setting makes no sense, and names it.
///
/// # Examples
///
/// ```
/// use axum::{Router, routing::get};
/// use commandry::http::{self, HttpSettings, Scheme};
///
/// let settings = HttpSettings { trusted_hosts: vec!["api.example.com".to_owned()], ..HttpSettings::default() };
/// let router = Router::new().route("/hello", get(|| async { "hello" }));
/// let router: Router = http::layers(router, &settings, Scheme::Http)?;
/// # Ok::<(), http::HttpSettingsError>(())
/// ```
pub fn layers(router: Router, settings: &HttpSettings, scheme: Scheme) -> Result<Router, HttpSettingsError> {
    layers_with(router, settings, scheme, Identity::new())
}

/// Does what [`layers`] does, with a layer that finds out who calls: it stands where the others need it to, outside of
/// the rate limit and inside of CORS. It puts a [`Caller`](crate::Caller) into the extensions of a request, or refuses
/// it.
///
/// # Errors
///
/// Fails as [`layers`] does.
///
/// # Examples
///
/// ```
/// use axum::{Router, extract::Request, middleware::{Next, from_fn}};
/// use commandry::{Caller, http::{self, HttpSettings, Scheme}};
///
/// let everybody_is_a_guest = from_fn(|mut request: Request, next: Next| async move {
///     request.extensions_mut().insert(Caller::named("guest"));
///     next.run(request).await
/// });
/// let settings = HttpSettings::default();
/// let router = http::layers_with(Router::new(), &settings, Scheme::Https, everybody_is_a_guest)?;
/// # let _: Router = router;
/// # Ok::<(), http::HttpSettingsError>(())
/// ```
pub fn layers_with<L>(
    router: Router,
    settings: &HttpSettings,
    scheme: Scheme,
    authentication: L,
) -> Result<Router, HttpSettingsError>
where
    L: Layer<Guarded> + Clone + Send + Sync + 'static,
    L::Service: Service<Request, Response = Response, Error = Infallible> + Clone + Send + Sync + 'static,
    <L::Service as Service<Request>>::Future: Send + 'static,
{
    Ok(router.layer(stack(settings, scheme, authentication)?))
}

/// The layers of [`layers_with`] for any service. Around a whole router they cost less than around each of its routes,
/// which are copied for every request together with what is around them.
pub(crate) fn stack<S, L>(
    settings: &HttpSettings,
    scheme: Scheme,
    authentication: L,
) -> Result<
    impl Layer<S, Service = impl HttpService + use<S, L>> + Clone + Send + Sync + use<S, L>,
    HttpSettingsError,
>
where
    S: HttpService,
    L: Layer<Guarded<S>> + Clone + Send + Sync + 'static,
    L::Service: HttpService,
{
    let arrival = Arrival::of(settings, scheme)?;
    let exempt: Arc<[String]> = settings.exempt_paths.clone().into();
    let stamping = Arc::new(Stamping::of(settings, arrival.clone())?);
    let checks = (hosts::TrustedHosts::of(settings)?, redirect::Redirect::of(settings, arrival.clone())?);
    let arriving = Guarding::of(checks, &exempt);
    let rate = Guarding::of(RateLimit::of(&settings.rate_limit, arrival)?, &exempt);
    let places = Places::of(&settings.concurrency, &exempt)?;
    let compression = Compression::of(&settings.compression);
    let pages = cors::layer(&settings.cors)?;
    let inside = layer_fn(move |inner: S| {
        let compressed = Compress { inner, compression };
        Guarded(Guard::new(rate.clone(), Shed::new(places.clone(), compressed)))
    });
    Ok(ServiceBuilder::new()
        .layer(layer_fn(move |inner| Stamp { inner, stamping: stamping.clone() }))
        .layer(layer_fn(move |inner| Guard::new(arriving.clone(), inner)))
        .layer(layer_fn(move |inner| cors::ForPages { layer: pages.clone(), inner }))
        .layer(authentication)
        .layer(inside)
        .into_inner())
}

/// The routes with the layers that know the caller; what the layer of [`layers_with`] is put around.
#[derive(Clone, Debug)]
pub struct Guarded<S = Route>(Guard<Option<RateLimit>, Shed<Compress<S>>>);

impl<S: HttpService> Service<Request> for Guarded<S> {
    type Response = Response;
    type Error = Infallible;
    type Future = GuardedFuture<S::Future>;

    fn poll_ready(&mut self, task: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.0.poll_ready(task)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        GuardedFuture { answer: self.0.call(request) }
    }
}

pin_project_lite::pin_project! {
    /// The answer of the routes with the layers that know the caller.
    pub struct GuardedFuture<F> {
        #[pin]
        answer: GuardedAnswer<F>,
    }
}

/// An answer of the routes, compressed, with its place, or a refusal of one of the two limits.
type GuardedAnswer<F> = Either<Either<WithPlace<Compressed<F>>, Refusal>, Refusal>;
type Refusal = Ready<Result<Response, Infallible>>;

impl<F: Future<Output = Result<Response, Infallible>>> Future for GuardedFuture<F> {
    type Output = Result<Response, Infallible>;

    fn poll(self: std::pin::Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        self.project().answer.poll(task)
    }
}

impl<F> std::fmt::Debug for GuardedFuture<F> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("GuardedFuture").finish_non_exhaustive()
    }
}
