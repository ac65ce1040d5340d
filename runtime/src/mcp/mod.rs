//! The commands as tools of the Model Context Protocol.
//!
//! `server` knows no transport: views of the tools, calls, resources and prompts. The transports stand around it.

mod changes;
mod endpoint;
mod guard;
mod legacy;
mod newest;
mod options;
mod prompts;
mod questions;
mod resources;
mod search_mode;
mod server;
#[cfg(feature = "mcp-sessions")]
mod sessions;
#[cfg(feature = "config")]
mod settings;
mod tool_result;
mod view;

#[cfg(all(feature = "mcp-sessions", feature = "cli"))]
pub(crate) use self::sessions::serve_standard_streams;
#[cfg(feature = "config")]
pub use self::settings::McpSettings;
pub use self::{changes::Changes, endpoint::router, options::McpOptions};
pub(crate) use self::{
    server::McpServer,
    view::{PreparedView, View},
};
