//! The services that untrusted bytes are sent to.

use axum::Router;
use commandry::{
    Call, Dispatcher, Interceptor, Next, Reply,
    http::{self, HttpSettings, Scheme},
    mcp::{self, McpOptions},
};

use crate::commands;

/// A service whose requests take the quick way, where they can.
pub(crate) fn quick() -> Dispatcher {
    Dispatcher::builder(commands::all()).build().expect("the commands can be served")
}

/// The same, in which every request takes the way on which interceptors see it.
pub(crate) fn seen() -> Dispatcher {
    let builder = Dispatcher::builder(commands::all()).interceptor(LookOn);
    builder.build().expect("the commands can be served")
}

/// Lets every call pass.
struct LookOn;

impl Interceptor for LookOn {
    async fn call(&self, call: Call<'_>, next: Next<'_>) -> Reply {
        next.run(call).await
    }
}

/// All routes, behind the layers that stand before them.
pub(crate) fn router() -> Router {
    let dispatcher = quick();
    let options = McpOptions::default().request_state_key([7; 32]);
    let routes = http::router(dispatcher.clone()).expect("the routes do not clash");
    let routes = routes.merge(mcp::router(dispatcher, options));
    let mut settings =
        HttpSettings { trusted_proxies: vec!["10.0.0.0/8".to_owned()], ..HttpSettings::default() };
    // A fuzzer asks more often than anybody.
    settings.rate_limit.enabled = false;
    settings.cors.origins = vec!["https://shop.example".to_owned()];
    http::layers(routes, &settings, Scheme::Http).expect("the settings are right")
}
