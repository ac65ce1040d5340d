//! Jobs as callers of every surface follow them: their progress, their end, and that nobody follows those of others.

mod events;
mod mcp;
mod service;
mod tasks;
mod websocket;
