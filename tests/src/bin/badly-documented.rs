//! A service whose documentation leaves something to be wished for, for the tests of strict mode.

use std::process::ExitCode;

use commandry::prelude::*;

/// counts what is on the shelf
#[command(group = "stock", read_only)]
fn count_units(sku: String) -> Option<u32> {
    sku.parse().ok()
}

fn main() -> ExitCode {
    let app = App::new("badly-documented", "1.0.0").setup(|setup| async move {
        // Strict mode refuses before anything is set up.
        eprintln!("set up");
        Ok(setup)
    });
    app.run()
}
