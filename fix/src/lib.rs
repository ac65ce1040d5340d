//! Repairs the documentation of [commandry](https://docs.rs/commandry) commands in their source.
//!
//! Files are parsed and never compiled, so that a program whose documentation contradicts its signatures can be
//! repaired although it does not build. Every byte that is no documentation stays as it is.

mod command;
mod documentation;
mod documented;
mod edit;
mod examples;
mod functions;
mod guard;
mod imports;
mod json_members;
mod modules;
mod package;
mod plan;
mod sections;
mod signature;
mod source;
mod summary;
mod text;
mod types;
mod wording;
mod working_tree;

pub use guard::same_but_for_documentation;
pub use package::Sources;
pub use plan::{FixError, Plan};
pub use source::{Remark, Repaired, Surroundings, Unreadable, repair};
pub use wording::MARKER;
