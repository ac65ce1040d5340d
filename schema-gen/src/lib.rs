//! The catalog of a [commandry](https://docs.rs/commandry) service and everything derived from it.
//!
//! Every function here is pure: a [`Catalog`] goes in, a document or a report comes out. There is no network, no
//! clock and no global registry, so the same catalog gives the same bytes on every machine.

pub mod aggregate;
pub mod canonical;
pub mod catalog;
pub mod diff;
pub mod docs_page;
mod lifecycle;
pub mod lint;
pub mod lock;
pub mod mcp_tools;
mod names;
mod number;
#[cfg(feature = "openapi")]
pub mod openapi;
pub mod openrpc;
pub mod pointer;
pub mod portable;
mod references;
pub mod repair;
pub mod search;
pub mod search_mode;
pub mod signature;
mod spelling;
pub mod text;
pub mod typescript;
pub mod validation;
mod verbs;
mod walk;

pub use catalog::Catalog;
