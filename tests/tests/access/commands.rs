//! A service with something for everybody, for some, and for nobody.

use std::sync::{Arc, Mutex};

use commandry::{
    AccessRule, AccessRules, Dispatcher, Items, PromptMessage, Registry,
    auth::{Algorithm, ApiKeySettings, AuthSettings, Authenticator, TokenSettings, api_key_digest},
    config::Secret,
    http,
    mcp::{self, McpOptions},
    prelude::*,
    prompt, resource,
};

pub(crate) const CLERK_KEY: &str = "the key of a clerk, long and random";
pub(crate) const TILL_KEY: &str = "the key of a till, which has no role";
pub(crate) const SECRET: &str = "a secret of thirty-two bytes or more";

/// The names of the functions that were run.
#[derive(Clone, Default)]
pub(crate) struct Ran(Arc<Mutex<Vec<&'static str>>>);

impl Ran {
    fn add(&self, name: &'static str) {
        self.0.lock().unwrap().push(name);
    }

    pub(crate) fn take(&self) -> Vec<&'static str> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

/// Looks at what is on the shelf.
#[command(group = "shop", read_only, public)]
fn look(
    #[inject] ran: State<Ran>,
    /// What to look for.
    sku: String,
) -> String {
    ran.add("look");
    sku
}

/// Sells something.
#[command(
    group = "shop",
    read_only = false,
    roles("clerk", "admin"),
    aliases("vend"),
    rest = "POST /sales/{sku}"
)]
fn sell(
    #[inject] ran: State<Ran>,
    /// What is sold.
    sku: String,
) -> String {
    ran.add("sell");
    sku
}

/// Counts what is there.
#[command(group = "stock", read_only, rest = "GET /stock/{sku}")]
async fn count(
    #[inject] ran: State<Ran>,
    /// What is counted.
    sku: String,
) -> String {
    tokio::task::yield_now().await;
    ran.add("count");
    sku
}

/// Throws something away.
#[command(group = "stock", read_only = false, destructive)]
fn admin_discard(
    #[inject] ran: State<Ran>,
    /// What is thrown away.
    sku: String,
) -> String {
    ran.add("admin_discard");
    sku
}

/// Does something that nobody thought of when the rules were written.
#[command(group = "shop", read_only)]
fn forgotten(
    #[inject] ran: State<Ran>,
    /// Anything.
    sku: String,
) -> String {
    ran.add("forgotten");
    sku
}

/// Follows what happens, one event after the other.
#[command(group = "shop", read_only, roles("clerk", "admin"))]
fn follow(
    #[inject] ran: State<Ran>,
    /// What is followed.
    sku: String,
) -> Items<String> {
    ran.add("follow");
    Items::new(futures_util::stream::iter([sku]))
}

/// The books.
#[resource("books://all", roles("admin"))]
fn books(#[inject] ran: State<Ran>) -> String {
    ran.add("books");
    "secret".to_owned()
}

/// Advice on selling.
#[prompt(roles("clerk"))]
fn advise(
    #[inject] ran: State<Ran>,
    /// What is sold.
    sku: String,
) -> PromptMessage {
    ran.add("advise");
    PromptMessage::user(sku)
}

pub(crate) fn authenticator() -> Authenticator {
    let key = |name: &str, key: &str, roles: &[&str]| ApiKeySettings {
        name: name.to_owned(),
        sha256: api_key_digest(key),
        roles: roles.iter().map(|&role| role.to_owned()).collect(),
    };
    Authenticator::new(&AuthSettings {
        enabled: true,
        api_keys: vec![key("clara", CLERK_KEY, &["clerk"]), key("till", TILL_KEY, &[])],
        tokens: vec![TokenSettings {
            algorithm: Algorithm::Hs256,
            secret: Some(Secret::from(SECRET)),
            ..TokenSettings::default()
        }],
        resource: Some("https://shop.example.com".to_owned()),
        authorization_servers: vec!["https://login.example.com".to_owned()],
        failures_per_minute: 1_000_000,
        ..AuthSettings::default()
    })
    .unwrap()
}

pub(crate) fn dispatcher(ran: &Ran) -> Dispatcher {
    let registry = Registry::new()
        .with::<look>()
        .with::<sell>()
        .with::<count>()
        .with::<admin_discard>()
        .with::<forgotten>()
        .with::<follow>()
        .with_resource::<books>()
        .with_prompt::<advise>()
        .with_built_in();
    let rules = AccessRules::new()
        .rule(AccessRule::commands(["admin_*"]).roles(["admin"]))
        .rule(AccessRule::groups(["stock"]).roles(["*"]));
    Dispatcher::builder(registry).state(ran.clone()).access(rules).build().unwrap()
}

/// Everything that is served, behind the check of who calls. `/mcp` is in search mode, `/mcp/all` is not.
pub(crate) fn router(ran: &Ran) -> axum::Router {
    let dispatcher = dispatcher(ran);
    let tools = mcp::router(dispatcher.clone(), McpOptions::default().tool_list_tokens(0).allow_any_host());
    authenticator().protect(http::router(dispatcher).unwrap().merge(tools))
}
