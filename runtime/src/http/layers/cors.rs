//! Web pages of other hosts.

use std::{
    convert::Infallible,
    mem,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue, Method, Uri, header},
    response::Response,
};
use futures_util::future::Either;
use tower::{Layer, Service};
use tower_http::cors::{AllowOrigin, Cors, CorsLayer};

use super::{CorsSettings, HttpSettingsError};

/// What tells browsers which pages may call; `None` when none may, which browsers assume by themselves.
pub(super) fn layer(settings: &CorsSettings) -> Result<Option<Arc<CorsLayer>>, HttpSettingsError> {
    if settings.origins.is_empty() {
        return Ok(None);
    }
    let origins = if settings.origins.iter().any(|it| it == "*") {
        if settings.credentials {
            let text =
                "it cannot be had with the origin `*`: every page could act in the name of its visitors";
            return Err(HttpSettingsError::new("cors.credentials", text));
        }
        AllowOrigin::any()
    } else {
        AllowOrigin::list(settings.origins.iter().map(|it| origin(it)).collect::<Result<Vec<_>, _>>()?)
    };
    let methods = settings.methods.iter().map(|it| {
        let wrong = |_| HttpSettingsError::new("cors.methods", format!("`{it}` is no HTTP method"));
        it.parse::<Method>().map_err(wrong)
    });
    let layer = CorsLayer::new()
        .allow_origin(origins)
        .allow_methods(methods.collect::<Result<Vec<_>, _>>()?)
        .allow_headers(names("cors.headers", &settings.headers)?)
        .expose_headers(names("cors.exposed_headers", &settings.exposed_headers)?)
        .allow_credentials(settings.credentials)
        .max_age(settings.max_age);
    Ok(Some(Arc::new(layer)))
}

/// A service that pages may call.
///
/// Requests of programs, which have no origin, go past the layer: it would be copied for each of them, with all of its
/// lists. They differ in nothing but that caches are told of the header.
#[derive(Clone, Debug)]
pub(super) struct ForPages<S> {
    pub(super) layer: Option<Arc<CorsLayer>>,
    pub(super) inner: S,
}

impl<S> Service<Request> for ForPages<S>
where
    S: Service<Request, Response = Response, Error = Infallible> + Clone,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Either<Varying<S::Future>, <Cors<S> as Service<Request>>::Future>;

    fn poll_ready(&mut self, task: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(task)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        match &self.layer {
            Some(layer) if request.headers().contains_key(header::ORIGIN) => {
                // The service that was asked whether it is ready is the one that is called.
                let another = self.inner.clone();
                Either::Right(layer.layer(mem::replace(&mut self.inner, another)).call(request))
            }
            layer => Either::Left(Varying { varies: layer.is_some(), answer: self.inner.call(request) }),
        }
    }
}

pin_project_lite::pin_project! {
    /// An answer that may be another one for a page.
    pub(super) struct Varying<F> {
        varies: bool,
        #[pin]
        answer: F,
    }
}

impl<F: Future<Output = Result<Response, Infallible>>> Future for Varying<F> {
    type Output = Result<Response, Infallible>;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let Ok(mut response) = ready!(this.answer.poll(task));
        if *this.varies {
            response.headers_mut().append(header::VARY, HeaderValue::from_static("origin"));
        }
        Poll::Ready(Ok(response))
    }
}

/// An origin as browsers write it, who compare it letter by letter.
fn origin(text: &str) -> Result<HeaderValue, HttpSettingsError> {
    let wrong = || {
        let text =
            format!("`{text}` is no origin such as https://shop.example.com: lower case, without a path");
        HttpSettingsError::new("cors.origins", text)
    };
    let uri: Uri = text.parse().map_err(|_| wrong())?;
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else { return Err(wrong()) };
    if text != format!("{scheme}://{authority}").to_ascii_lowercase() || authority.as_str().contains('@') {
        return Err(wrong());
    }
    HeaderValue::from_str(text).map_err(|_| wrong())
}

fn names(setting: &'static str, names: &[String]) -> Result<Vec<HeaderName>, HttpSettingsError> {
    let parse = |name: &String| {
        let wrong = |_| HttpSettingsError::new(setting, format!("`{name}` cannot be the name of a header"));
        name.parse().map_err(wrong)
    };
    names.iter().map(parse).collect()
}

#[cfg(test)]
mod tests {
    use super::{CorsSettings, layer};

    #[test]
    fn settings_that_make_no_sense_are_named() {
        let settings = |change: fn(&mut CorsSettings)| {
            let mut settings = CorsSettings { origins: vec!["https://a.b".to_owned()], ..Default::default() };
            change(&mut settings);
            layer(&settings).map(|it| it.is_some()).map_err(|error| error.setting().to_owned())
        };
        assert_eq!(settings(|_| {}), Ok(true));
        assert_eq!(settings(|it| it.origins.clear()), Ok(false));
        assert_eq!(settings(|it| it.origins[0] = "http://localhost:3000".to_owned()), Ok(true));
        for wrong in ["a.b", "https://a.b/", "https://A.b", "https://x@a.b", "", "null", "https://*.b"] {
            let settings = CorsSettings { origins: vec![wrong.to_owned()], ..Default::default() };
            // A star in the middle is no origin of a browser, though a URL may have one.
            assert!(layer(&settings).is_err() || wrong == "https://*.b", "{wrong}");
        }
        assert_eq!(settings(|it| it.methods.push("GE T".to_owned())), Err("cors.methods".to_owned()));
        assert_eq!(settings(|it| it.headers.push("a b".to_owned())), Err("cors.headers".to_owned()));
        let all = |it: &mut CorsSettings| {
            it.origins.push("*".to_owned());
            it.credentials = true;
        };
        assert_eq!(settings(all), Err("cors.credentials".to_owned()));
    }
}
