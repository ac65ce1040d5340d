//! Settings from files, `.env`, the environment and the command line.
//!
//! From the weakest to the strongest: what the program says, a file in TOML, YAML or JSON, `.env`, variables of the
//! environment with a prefix (`APP_SERVER__PORT=9000`), and flags of the command line. All of them are held against one
//! JSON Schema, made from the structs that the settings are read into, and every fault is told at once with the place
//! where the value was given.
//!
//! An application declares sections of its own by `App::settings`.

pub mod duration;
mod secret;

#[cfg(feature = "config")]
mod check;
#[cfg(feature = "config")]
mod database;
#[cfg(feature = "config")]
mod fault;
#[cfg(feature = "config")]
mod load;
#[cfg(feature = "config")]
mod nearest;
#[cfg(feature = "config")]
mod node;
#[cfg(feature = "config")]
mod origin;
#[cfg(feature = "config")]
mod read;
#[cfg(feature = "config")]
mod schema;
#[cfg(feature = "config")]
mod sections;
#[cfg(feature = "config")]
mod settings;
#[cfg(feature = "config")]
mod show;
#[cfg(feature = "config")]
mod sources;
#[cfg(feature = "config")]
mod variables;

pub use self::secret::Secret;
#[cfg(feature = "config")]
pub use self::{
    database::DatabaseSettings,
    fault::{ConfigError, ConfigFault},
    origin::ConfigOrigin,
    settings::{LimitSettings, ServerSettings, Settings},
    sources::ConfigSources,
};
#[cfg(feature = "config")]
pub(crate) use self::{
    load::{Declared, OPTIONS, option_key, own_names},
    read::Format,
    sections::{Sections, Values},
};
#[cfg(all(feature = "config", feature = "mcp"))]
pub use crate::mcp::McpSettings;
#[cfg(all(feature = "config", feature = "websocket"))]
pub use crate::websocket::WebSocketSettings;
