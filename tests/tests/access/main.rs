//! Who may call what: the same on every surface, whatever form a call has.

mod commands;
mod lists;
mod surfaces;
mod tokens;
mod ways;
