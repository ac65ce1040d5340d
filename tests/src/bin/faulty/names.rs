//! Faults in names.

use commandry::prelude::*;

/// Has an alias in another spelling than names have.
#[command(group = "names", read_only, aliases("Old-Name"))]
fn command_name_format() {}

/// Differs from another by an underscore alone.
#[command(group = "names", read_only)]
fn command_name_collision() {}

/// Differs from the other by an underscore alone.
#[command(group = "names", read_only, name = "command_namecollision")]
fn same_without_underscores() {}

/// Has the name of a tool by which models run commands.
#[command(group = "names", read_only, name = "run")]
fn run_something() {}

/// Throws dust about.
#[command(group = "names", read_only = false, destructive = false, idempotent = true)]
fn dust() {}

/// Has a parameter that is written differently.
#[command(group = "names", read_only)]
fn param_name_snake_case(
    /// Anything between one and nine.
    #[param(rename = "camelCase")]
    camel_case: u8,
) -> u8 {
    camel_case
}

/// Has a parameter that running commands needs itself.
#[command(group = "names", read_only)]
fn reserved_param_name(
    /// Anything between one and nine.
    select: u8,
) -> u8 {
    select
}
