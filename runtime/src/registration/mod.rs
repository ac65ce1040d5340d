//! Registering a server on a proxy such as that of mcp-proxy-adapter, in all three generations of its protocol.
//!
//! [`App::registration`](crate::App::registration) is all that a program needs: `serve` then registers the server once
//! its port listens, keeps it registered, and takes it off when it stops. The server never waits for the proxy but for
//! `shutdown_timeout` at its end. The command [`proxy_registration`](fn@proxy_registration) and the functions of this module do the same by
//! hand; [`RegistrationManager`] is for programs with a `main` of their own.

mod command;
mod current;
mod error;
mod heartbeats;
mod keeper;
mod manager;
mod messages;
mod own_url;
mod plan;
mod seconds;
#[cfg(feature = "cli")]
mod serving;
mod settings;
mod status;
mod wire;

#[cfg(feature = "cli")]
pub(crate) use self::serving::start;
pub use self::{
    command::{
        RegistrationAction, RegistrationAnswer, RegistrationData, RegistrationSummary, proxy_registration,
    },
    current::{register, status, unregister},
    error::RegistrationError,
    manager::RegistrationManager,
    seconds::Seconds,
    settings::{HeartbeatSettings, ProxyProtocol, RegistrationSettings, RegistrationTls},
    status::RegistrationStatus,
};
