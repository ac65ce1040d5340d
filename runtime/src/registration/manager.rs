//! The registration of one server on one proxy.

use std::{
    collections::BTreeMap,
    fmt,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use serde_json::Value;
use tokio::sync::Notify;

use super::{
    ProxyProtocol, RegistrationError, RegistrationSettings, RegistrationStatus,
    messages::{self, Introduction, Registered},
    own_url::OwnUrl,
    plan::{self, Plan},
    status::State,
    wire::Wire,
};
use crate::Dispatcher;

/// The registration of a server on a proxy. A clone is another handle to the same registration.
///
/// The command line makes one of the settings that [`App::registration`](crate::App::registration) was given. A program
/// with a `main` of its own makes one itself, and may keep it up to date by [`keep`](Self::keep).
///
/// # Examples
///
/// ```no_run
/// use commandry::registration::{RegistrationManager, RegistrationSettings};
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let settings = RegistrationSettings { enabled: true, ..RegistrationSettings::default() };
/// let manager = RegistrationManager::new(settings);
/// manager.set_server_url("http://10.0.0.7:8000")?;
/// manager.register().await?;
/// assert!(manager.status().registered);
/// manager.unregister().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct RegistrationManager(pub(super) Arc<Inner>);

pub(super) struct Inner {
    pub(super) settings: RegistrationSettings,
    /// What the settings mean, or why they cannot be used.
    ready: Result<Ready, RegistrationError>,
    state: Mutex<State>,
    /// Held while the proxy is spoken to, so that nothing is said in between.
    pub(super) turn: tokio::sync::Mutex<()>,
    changed: Notify,
    own_url: Mutex<Option<OwnUrl>>,
}

pub(super) struct Ready {
    pub(super) plan: Plan,
    pub(super) wire: Wire,
}

impl RegistrationManager {
    /// Takes settings. What is wrong with them is logged here, and told by each attempt to register.
    pub fn new(settings: RegistrationSettings) -> Self {
        let ready = Self::prepare(&settings);
        if settings.enabled
            && let Err(error) = &ready
        {
            tracing::warn!(%error, "the server does not register itself");
        }
        let state = State {
            server_url: settings.public_url.as_deref().and_then(|url| plan::server_url(url).ok()),
            version: String::new(),
            commands: Vec::new(),
            wanted: false,
            registered: false,
            may_be_known: false,
            key: None,
            protocol: settings.protocol,
            way: None,
            interval: None,
            last_error: None,
        };
        Self(Arc::new(Inner {
            settings,
            ready,
            state: Mutex::new(state),
            turn: tokio::sync::Mutex::new(()),
            changed: Notify::new(),
            own_url: Mutex::new(None),
        }))
    }

    fn prepare(settings: &RegistrationSettings) -> Result<Ready, RegistrationError> {
        let (plan, warnings) = Plan::of(settings)?;
        if settings.enabled {
            for warning in warnings {
                tracing::warn!("proxy_registration: {warning}");
            }
        }
        let headers: BTreeMap<&'static str, String> = plan::headers(settings);
        Ok(Ready { wire: Wire::new(&settings.tls, settings.token.clone(), &headers)?, plan })
    }

    /// Sets where the proxy reaches this server; the next registration tells it.
    ///
    /// # Errors
    ///
    /// Fails when the text is no complete URL of HTTP, or holds a password or a query.
    pub fn set_server_url(&self, url: &str) -> Result<(), RegistrationError> {
        let url = plan::server_url(url)?;
        self.state().server_url = Some(url);
        Ok(())
    }

    /// Takes over what the proxy is told of a service: its version and the names of its commands.
    pub fn describe(&self, dispatcher: &Dispatcher) {
        let mut state = self.state();
        state.version.clone_from(&dispatcher.service().version);
        state.commands = dispatcher.commands().iter().map(|command| command.name.to_owned()).collect();
    }

    /// Works out where the proxy reaches this server from the address that it listens on, unless that was set.
    ///
    /// An address that stands for all of the machine becomes the one by which the machine speaks to the proxy.
    pub fn listens_on(&self, address: SocketAddr, tls: bool) {
        let own_url = OwnUrl { address, tls };
        *self.0.own_url.lock().unwrap_or_else(PoisonError::into_inner) = Some(own_url);
    }

    /// Registers the server, and wants it to stay registered; tries as often as `retry_attempts` says.
    ///
    /// # Errors
    ///
    /// Fails when registration is switched off, when the settings cannot be used, and as the last attempt did. Whoever
    /// keeps the registration up to date ([`keep`](Self::keep)) goes on trying.
    pub async fn register(&self) -> Result<(), RegistrationError> {
        if let Err(error) = self.want(true) {
            tracing::warn!(%error, "the server is not registered on a proxy");
            return Err(error);
        }
        let outcome = self.register_patiently().await;
        self.0.changed.notify_one();
        outcome
    }

    async fn register_patiently(&self) -> Result<(), RegistrationError> {
        let mut pauses = self.pauses();
        let mut tries = 1;
        loop {
            let error = match self.register_once().await {
                Ok(()) => return Ok(()),
                Err(error) => error,
            };
            let hopeless = !matches!(
                error,
                RegistrationError::Unreachable(_)
                    | RegistrationError::TimedOut(_)
                    | RegistrationError::UnexpectedAnswer(_)
            );
            if hopeless || tries >= self.0.settings.retry_attempts {
                return Err(error);
            }
            tries += 1;
            tokio::time::sleep(pauses.next().unwrap_or_default()).await;
        }
    }

    /// Registers the server under an address, trying once; whoever keeps the registration up to date goes on trying.
    pub(super) async fn register_soon(&self, url: Option<&str>) -> Result<(), RegistrationError> {
        if let Some(url) = url {
            self.set_server_url(url)?;
        }
        self.want(true)?;
        let outcome = self.register_once().await;
        self.0.changed.notify_one();
        outcome
    }

    /// Takes the server off the proxy, and wants it to stay off; a server that is not registered has nothing to do.
    ///
    /// # Errors
    ///
    /// Fails when registration is switched off, when the settings cannot be used, and when the proxy does not answer or
    /// refuses. The server counts as not registered all the same.
    pub async fn unregister(&self) -> Result<(), RegistrationError> {
        self.want(false)?;
        self.take_off().await
    }

    /// How the registration stands.
    pub fn status(&self) -> RegistrationStatus {
        let state = self.state();
        let Inner { settings, ready, .. } = &*self.0;
        // What cannot be read as an address may hold what nobody should see.
        let proxy_url = ready.as_ref().map_or_else(|_| String::new(), |ready| ready.plan.base.clone());
        let fault = ready.as_ref().err().filter(|_| settings.enabled).map(ToString::to_string);
        RegistrationStatus {
            enabled: settings.enabled,
            registered: state.registered,
            server_key: state.key.clone().filter(|_| state.registered),
            server_url: state.server_url.clone(),
            proxy_url,
            last_error: state.last_error.clone().or(fault),
        }
    }

    pub(super) fn settings(&self) -> &RegistrationSettings {
        &self.0.settings
    }

    pub(super) fn plan(&self) -> Result<&Plan, RegistrationError> {
        self.ready().map(|ready| &ready.plan)
    }

    /// Waits until somebody has registered or unregistered by hand.
    pub(super) async fn changed(&self) {
        self.0.changed.notified().await;
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        // Nothing that holds it can leave it half changed.
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The pauses between attempts: each twice as long as the one before, and up to twice as long again by chance.
    pub(super) fn pauses(&self) -> ExponentialBackoff {
        let settings = &self.0.settings;
        let shortest = settings.retry_delay.0.max(Duration::from_millis(10));
        ExponentialBuilder::new()
            .with_min_delay(shortest)
            .with_max_delay(settings.retry_max_delay.0.max(shortest))
            .without_max_times()
            .with_jitter()
            .build()
    }

    /// Notes whether the server should be registered.
    pub(super) fn want(&self, wanted: bool) -> Result<(), RegistrationError> {
        self.ready()?;
        self.state().wanted = wanted;
        if !wanted {
            self.0.changed.notify_one();
        }
        Ok(())
    }

    pub(super) fn ready(&self) -> Result<&Ready, RegistrationError> {
        if !self.0.settings.enabled {
            return Err(RegistrationError::Disabled);
        }
        self.0.ready.as_ref().map_err(Clone::clone)
    }

    /// One attempt to register, within the time that the settings allow.
    pub(super) async fn register_once(&self) -> Result<(), RegistrationError> {
        let limit = self.0.settings.registration_timeout.0;
        let attempt = async {
            let _turn = self.0.turn.lock().await;
            // Somebody may have taken the server off by hand meanwhile.
            if self.state().wanted { self.try_to_register(limit).await } else { Ok(()) }
        };
        let outcome = match tokio::time::timeout(limit, attempt).await {
            Ok(outcome) => outcome,
            Err(_) => Err(RegistrationError::TimedOut(limit)),
        };
        let mut state = self.state();
        state.last_error = outcome.as_ref().err().map(ToString::to_string);
        if outcome.is_err() {
            state.registered = false;
        }
        outcome
    }

    async fn try_to_register(&self, limit: Duration) -> Result<(), RegistrationError> {
        let Ready { plan, wire } = self.ready()?;
        let url = self.server_url(plan).await?;
        let server_id = &self.0.settings.server_id;
        let forms: &[ProxyProtocol] = match self.state().protocol {
            // A proxy that takes no members which it does not know refuses the first of these.
            ProxyProtocol::Auto => {
                &[ProxyProtocol::Auto, ProxyProtocol::V8, ProxyProtocol::V6_4, ProxyProtocol::V6_0]
            }
            ProxyProtocol::V8 => &[ProxyProtocol::V8],
            ProxyProtocol::V6_4 => &[ProxyProtocol::V6_4],
            ProxyProtocol::V6_0 => &[ProxyProtocol::V6_0],
        };
        let mut first_refusal = None;
        for form in forms {
            let body = self.introduce(&url, |introduction| introduction.register(*form));
            let mut outcome =
                messages::registered(server_id, &self.posted(wire, &plan.register, &body, limit).await?);
            if let Ok(Registered::InTheWay(key)) = &outcome {
                tracing::info!(%key, "an earlier registration of this server is taken off first");
                let off = messages::unregister(server_id, Some(key));
                messages::unregistered(&wire.post(&plan.unregister, &off, limit).await?)?;
                outcome =
                    messages::registered(server_id, &self.posted(wire, &plan.register, &body, limit).await?);
            }
            match outcome {
                Ok(Registered::Yes { key, interval }) => {
                    self.note_registered(*form, &url, key, interval);
                    return Ok(());
                }
                Ok(Registered::InTheWay(key)) => {
                    let message = format!("it still knows {key} after that was taken off");
                    return Err(RegistrationError::Refused { status: 409, message });
                }
                Err(error @ RegistrationError::Refused { status: 400 | 422, .. }) => {
                    first_refusal.get_or_insert(error);
                }
                Err(error) => {
                    if matches!(error, RegistrationError::Refused { .. }) {
                        self.state().may_be_known = false;
                    }
                    return Err(error);
                }
            }
        }
        self.state().may_be_known = false;
        Err(first_refusal.unwrap_or(RegistrationError::NoServerUrl))
    }

    /// Sends a registration. A proxy that was not even reached cannot know the server.
    async fn posted(
        &self,
        wire: &Wire,
        to: &hyper::Uri,
        body: &Value,
        limit: Duration,
    ) -> Result<super::wire::WireAnswer, RegistrationError> {
        let was_known = std::mem::replace(&mut self.state().may_be_known, true);
        let answer = wire.post(to, body, limit).await;
        if answer.as_ref().is_err_and(|error| !error.sent) {
            self.state().may_be_known = was_known;
        }
        Ok(answer?)
    }

    fn note_registered(
        &self,
        form: ProxyProtocol,
        url: &str,
        key: Option<String>,
        interval: Option<Duration>,
    ) {
        let mut state = self.state();
        if !state.registered {
            tracing::info!(server_url = url, server_key = key.as_deref(), "registered on the proxy");
        }
        state.registered = true;
        state.may_be_known = true;
        state.key = key;
        state.interval = interval;
        state.protocol = form;
        state.way = None;
        state.server_url.get_or_insert_with(|| url.to_owned());
    }

    /// Takes the server off the proxy if the proxy may know it.
    pub(super) async fn take_off(&self) -> Result<(), RegistrationError> {
        let Ready { plan, wire } = self.ready()?;
        let limit = self.0.settings.registration_timeout.0;
        let _turn = self.0.turn.lock().await;
        let body = {
            let mut state = self.state();
            if !state.registered && !state.may_be_known {
                return Ok(());
            }
            state.registered = false;
            state.may_be_known = false;
            messages::unregister(&self.0.settings.server_id, state.key.take().as_deref())
        };
        let answer = wire.post(&plan.unregister, &body, limit).await.map_err(RegistrationError::from);
        let outcome = answer.and_then(|answer| messages::unregistered(&answer));
        match &outcome {
            Ok(()) => tracing::info!("unregistered from the proxy"),
            Err(error) => tracing::warn!(%error, "the server could not be unregistered from the proxy"),
        }
        self.state().last_error = outcome.as_ref().err().map(ToString::to_string);
        outcome
    }

    /// Makes a body of what the server tells of itself.
    pub(super) fn introduce(&self, url: &str, body: impl FnOnce(&Introduction<'_>) -> Value) -> Value {
        let state = self.state();
        let uuid = self.0.ready.as_ref().map_or("", |ready| &ready.plan.uuid);
        let Inner { settings, .. } = &*self.0;
        body(&Introduction { settings, uuid, url, version: &state.version, commands: &state.commands })
    }

    async fn server_url(&self, plan: &Plan) -> Result<String, RegistrationError> {
        if let Some(url) = self.state().server_url.clone() {
            return Ok(url);
        }
        let own_url = *self.0.own_url.lock().unwrap_or_else(PoisonError::into_inner);
        match own_url {
            Some(own_url) => Ok(own_url.towards(&plan.register).await),
            None => Err(RegistrationError::NoServerUrl),
        }
    }
}

impl fmt::Debug for RegistrationManager {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("RegistrationManager").field("status", &self.status()).finish()
    }
}
