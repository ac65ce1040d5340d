//! How often one caller may call.

mod store;

use std::{
    hash::{BuildHasher, RandomState},
    net::IpAddr,
    num::NonZeroU32,
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use axum::{
    extract::Request,
    http::{HeaderValue, header},
    response::Response,
};
use governor::{
    Quota, RateLimiter,
    clock::{Clock, MonotonicClock},
    middleware::NoOpMiddleware,
};

use self::store::BoundedStore;
use super::{HttpSettingsError, RateLimitSettings, address::Arrival, guard::Check};
use crate::{CallError, Caller, codes, http::refusal};

type Limiter = RateLimiter<u64, BoundedStore, MonotonicClock, NoOpMiddleware<Instant>>;

/// Counts the requests of every caller.
///
/// A caller is known by a keyed hash of its name or address: eight bytes, whatever a name looks like, and nobody can
/// choose one that falls together with another's.
pub(super) struct RateLimit {
    limiter: Limiter,
    hasher: RandomState,
    arrival: Arrival,
    warned: AtomicBool,
}

#[derive(Hash)]
enum Key<'a> {
    Name(&'a str),
    Address(IpAddr),
    Unknown,
}

impl RateLimit {
    pub(super) fn of(
        settings: &RateLimitSettings,
        arrival: Arrival,
    ) -> Result<Option<Self>, HttpSettingsError> {
        if !settings.enabled {
            return Ok(None);
        }
        let number = |setting, number| {
            let text =
                "with 0 nothing would be answered; set `http.rate_limit.enabled` to false for no limit";
            NonZeroU32::new(number).ok_or(HttpSettingsError::new(setting, text))
        };
        let requests = number("rate_limit.requests", settings.requests)?;
        let burst = number("rate_limit.burst", settings.burst)?;
        if settings.callers == 0 {
            return Err(HttpSettingsError::new(
                "rate_limit.callers",
                "at least 1 caller has to be told apart",
            ));
        }
        // The time between two requests, of at least a nanosecond.
        let pause = (settings.per / requests.get()).max(Duration::from_nanos(1));
        let quota = Quota::with_period(pause).filter(|_| !settings.per.is_zero());
        let Some(quota) = quota else {
            return Err(HttpSettingsError::new("rate_limit.per", "it must be longer than `0s`"));
        };
        let store = BoundedStore::new(settings.callers);
        Ok(Some(Self {
            limiter: RateLimiter::new(quota.allow_burst(burst), store, MonotonicClock),
            hasher: RandomState::new(),
            arrival,
            warned: AtomicBool::new(false),
        }))
    }

    fn key(&self, request: &Request) -> u64 {
        let key = match request.extensions().get::<Caller>().and_then(Caller::name) {
            Some(name) => Key::Name(name),
            None => match self.arrival.client(request) {
                Some(address) => Key::Address(household(address)),
                None => {
                    self.warn();
                    Key::Unknown
                }
            },
        };
        self.hasher.hash_one(key)
    }

    fn warn(&self) {
        if !self.warned.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                "the rate limit does not know the addresses of clients, and holds for all of them together: serve the \
                 router with `http::serve`, or with axum's `into_make_service_with_connect_info::<SocketAddr>()`"
            );
        }
    }
}

impl std::fmt::Debug for RateLimit {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("RateLimit").finish_non_exhaustive()
    }
}

impl Check for RateLimit {
    fn check(&self, request: &Request) -> Result<(), Box<Response>> {
        self.limiter.check_key(&self.key(request)).map_err(|refused| {
            let seconds = refused.wait_time_from(MonotonicClock.now()).as_secs_f64().ceil().max(1.0);
            let text = format!("Too many requests in too short a time. Try again in {seconds} s.");
            let error = CallError::new(codes::OVERLOADED, "too_many_requests", text).status(429);
            let mut response = refusal::rpc_error(&error);
            if let Ok(seconds) = HeaderValue::try_from(seconds.to_string()) {
                response.headers_mut().insert(header::RETRY_AFTER, seconds);
            }
            Box::new(response)
        })
    }
}

/// The address by which a client is known: a client has as many addresses of version 6 as it likes, and the first half
/// in common.
fn household(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => IpAddr::V6((u128::from(address) >> 64 << 64).into()),
    }
}
