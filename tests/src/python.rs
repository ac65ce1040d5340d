//! Python with packages from the package index, for tests against other programs.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// The interpreter of an environment with the packages of `tests/{name}/requirements.txt`, made once below `outputs`,
/// which is the `CARGO_TARGET_TMPDIR` of the calling test.
///
/// # Errors
///
/// Fails when there is no `python3`, and when the packages are not to be had; tells which.
pub fn python_with(name: &str, outputs: &str) -> Result<PathBuf, String> {
    let requirements = Path::new(env!("CARGO_MANIFEST_DIR")).join(name).join("requirements.txt");
    let wanted = fs::read_to_string(&requirements).map_err(|error| error.to_string())?;
    let environment = Path::new(outputs).join(name);
    let python = environment.join("bin/python");
    let installed = environment.join("installed.txt");
    if fs::read_to_string(&installed).is_ok_and(|it| it == wanted) {
        return Ok(python);
    }
    run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&environment))?;
    run(Command::new(&python).args(["-m", "pip", "install", "--quiet", "--requirement"]).arg(&requirements))?;
    fs::write(&installed, wanted).map_err(|error| error.to_string())?;
    Ok(python)
}

fn run(command: &mut Command) -> Result<(), String> {
    let output = command.output().map_err(|error| format!("{command:?} cannot be started: {error}"))?;
    if output.status.success() { Ok(()) } else { Err(format!("{command:?} failed: {}", all(&output))) }
}

fn all(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}
