//! A list of crates that bring commands.

mod inner {
    commandry::command_crates! {
        serde;
        use serde_json as "serde-json";
    }
}

commandry::command_crates! { crate = "::commandry"; serde; }

fn main() {
    // Neither crate has commands, and the program says so.
    let error = commandry::Registry::collect().expect_err("there are no commands at all");
    assert!(error.to_string().contains("no command was found"), "{error}");
}
