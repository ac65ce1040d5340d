//! The commands as tools of the Model Context Protocol.
//!
//! [`server`] knows no transport: views of the tools, calls, resources and prompts. The transports stand around it.

mod options;
mod prompts;
mod resources;
mod server;
mod tool_result;
mod view;

pub use self::options::McpOptions;
pub(crate) use self::{
    server::McpServer,
    view::{PreparedView, View},
};
