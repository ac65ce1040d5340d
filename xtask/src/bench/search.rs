//! `cargo xtask bench search`: what search mode costs a model, and how often it finds what somebody means.

use std::process::ExitCode;

use super::target_folder;
use crate::process::{application, cargo, note, output, pass_on, repository};

/// Builds the program under `benches/search` and runs it on the catalog of the example.
pub(super) fn run(arguments: &[String]) -> Result<ExitCode, String> {
    if let Some(unknown) = arguments.iter().find(|word| !["--check", "--missed"].contains(&word.as_str())) {
        return Err(format!("bench search does not know {unknown:?}; it takes --check and --missed"));
    }
    note("building the example");
    let words = ["schema", "--format", "catalog"].map(str::to_owned);
    let catalog = output(application("orders", &words))?;
    let folder = repository().join("benches");
    let target = target_folder(&folder);
    let path = target.join("orders-catalog.json");
    std::fs::create_dir_all(&target)
        .and_then(|()| std::fs::write(&path, catalog))
        .map_err(|error| format!("{} cannot be written: {error}", path.display()))?;
    note("building the search");
    let mut command = cargo(&["run", "--release", "--quiet", "--package", "bench-search", "--"]);
    command.arg(&path).args(arguments).current_dir(&folder);
    Ok(pass_on(command))
}
