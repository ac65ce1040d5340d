//! `cargo xtask bench documents`: how many tokens the documents of many commands cost, and how long they take to write.

use std::process::ExitCode;

use super::{cargo, note, repository};

/// Builds the program under `benches/documents` and runs it.
pub(super) fn run(arguments: &[String]) -> Result<ExitCode, String> {
    if let Some(unknown) = arguments.iter().find(|word| *word != "--check") {
        return Err(format!("bench documents does not know {unknown:?}; it takes --check"));
    }
    let folder = repository().join("benches");
    note("building the commands and the documents");
    let mut command = cargo();
    command.args(["run", "--release", "--quiet", "--package", "bench-documents", "--"]).args(arguments);
    let status = command.current_dir(&folder).status();
    let status = status.map_err(|error| format!("cargo does not start: {error}"))?;
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::from(2), ExitCode::from))
}
