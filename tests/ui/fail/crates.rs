//! Lists of crates that cannot be read, and a crate that is not there.

commandry::command_crates! {}
commandry::command_crates! { serde }
commandry::command_crates! { serde; serde; }
commandry::command_crates! { serde as json; }
commandry::command_crates! { "serde"; }
commandry::command_crates! { crate = "3"; serde; }
commandry::command_crates! { not_a_dependency; }

fn main() {}
