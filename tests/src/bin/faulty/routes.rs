//! Faults in REST routes.

use commandry::prelude::*;

/// Has a path that may lack a part.
#[command(group = "names", read_only, rest = "GET /boxes/{colour}")]
fn rest_path_parameter_unknown(
    /// Colour to look for; any when absent.
    colour: Option<String>,
) {
    let _ = colour;
}

/// Has a route of its own.
#[command(group = "names", read_only, rest = "GET /doors")]
fn open_door() {}

/// Has the route of another command.
#[command(group = "names", read_only, rest = "GET /doors")]
fn rest_route_collision() {}

/// Changes something when a link is followed.
#[command(
    group = "names",
    read_only = false,
    destructive = false,
    idempotent = true,
    rest = "GET /doors/opened"
)]
fn rest_get_writes() {}
