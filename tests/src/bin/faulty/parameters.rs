//! Faults in what parameters are and what is said of them.

use commandry::prelude::*;

/// Takes more than anybody fills in rightly.
#[command(group = "schemas", read_only)]
#[allow(clippy::too_many_arguments, reason = "that is the fault")]
fn too_many_params(
    one: u8,
    two: u8,
    three: u8,
    four: u8,
    five: u8,
    six: u8,
    seven: u8,
    eight: u8,
    nine: u8,
    ten: u8,
    eleven: u8,
    twelve: u8,
    thirteen: u8,
) {
    let _ = (one, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve, thirteen);
}

/// Takes switches that do not go together.
#[command(group = "schemas", read_only)]
#[allow(clippy::fn_params_excessive_bools, reason = "that is the fault")]
fn bool_flag_pile(up: bool, down: bool, left: bool, right: bool) {
    let _ = (up, down, left, right);
}

/// Leaves open what happens without its parameter.
#[command(group = "schemas", read_only)]
fn optional_without_effect_text(
    /// Colour of the paint.
    colour: Option<String>,
) {
    let _ = colour;
}

/// Lists in words what it takes.
#[command(group = "schemas", read_only)]
fn string_should_be_enum(
    /// The order; one of `asc` and `desc`.
    order: String,
) {
    let _ = order;
}

/// Counts in a unit that nobody knows.
#[command(group = "schemas", read_only)]
fn field_unit_missing(
    /// For how long to wait.
    timeout: u32,
) {
    let _ = timeout;
}

/// Takes a number that falls from the sky.
#[command(group = "schemas", read_only)]
fn id_source_missing(
    /// Which box to look into.
    box_id: u32,
) {
    let _ = box_id;
}

/// Costs a model more than all others together.
///
/// It does so by describing itself at length, with words that a reader could do without, and by a parameter whose
/// documentation is no shorter. Of such descriptions a model is told again and again, each time it is given the list of
/// the tools that there are. Two sentences would have been enough for all that is said here, and the rest could stand in
/// a handbook, where only those look who want to know.
#[command(group = "schemas", read_only)]
fn command_over_budget(
    /// What is spoken of here goes on for a while. First it is said what the value is, then what it was in earlier
    /// versions, then what it may become in later ones. After that come remarks on the history of the value, on those
    /// who asked for it, and on those who would have liked it better otherwise. None of this helps who has to fill it in.
    /// What is spoken of here goes on for a while. First it is said what the value is, then what it was in earlier
    /// versions, then what it may become in later ones. After that come remarks on the history of the value, on those
    /// who asked for it, and on those who would have liked it better otherwise. None of this helps who has to fill it in.
    /// What is spoken of here goes on for a while. First it is said what the value is, then what it was in earlier
    /// versions, then what it may become in later ones. After that come remarks on the history of the value, on those
    /// who asked for it, and on those who would have liked it better otherwise. None of this helps who has to fill it in.
    /// What is spoken of here goes on for a while. First it is said what the value is, then what it was in earlier
    /// versions, then what it may become in later ones. After that come remarks on the history of the value, on those
    /// who asked for it, and on those who would have liked it better otherwise. None of this helps who has to fill it in.
    value: u8,
) {
    let _ = value;
}
