//! `cargo xtask bench documents`: how many tokens the documents of many commands cost, and how long they take to write.

use std::process::ExitCode;

use crate::process::{cargo, note, pass_on, repository};

/// Builds the program under `benches/documents` and runs it.
pub(super) fn run(arguments: &[String]) -> Result<ExitCode, String> {
    if let Some(unknown) = arguments.iter().find(|word| *word != "--check") {
        return Err(format!("bench documents does not know {unknown:?}; it takes --check"));
    }
    let folder = repository().join("benches");
    note("building the commands and the documents");
    let mut command = cargo(&["run", "--release", "--quiet", "--package", "bench-documents", "--"]);
    command.args(arguments).current_dir(&folder);
    Ok(pass_on(command))
}
