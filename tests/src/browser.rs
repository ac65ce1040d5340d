//! Scripts that drive Chromium, for the tests of pages.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// The names under which Chromium is installed; Chrome is the same browser to a script.
const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Runs a script of `tests/browser` with Node; the browser is the environment variable `COMMANDRY_BROWSER`.
///
/// The driver of the browser is installed on the first run, from the npm registry.
///
/// # Errors
///
/// Fails when Node, npm, the driver or Chromium are not to be had; tells which. What the script itself says, also that
/// it failed, is in the output.
pub fn run_in_browser(script: &str, arguments: &[&str]) -> Result<Output, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("browser");
    let browser = browser()?;
    install(&folder)?;
    let mut command = Command::new("node");
    command.arg(folder.join(script)).args(arguments).env("COMMANDRY_BROWSER", browser);
    command.output().map_err(|error| format!("node cannot be started: {error}"))
}

fn browser() -> Result<PathBuf, String> {
    if let Some(named) = env::var_os("COMMANDRY_BROWSER") {
        return Ok(named.into());
    }
    let folders: Vec<PathBuf> = env::split_paths(&env::var_os("PATH").unwrap_or_default()).collect();
    BROWSERS
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|path| path.is_file())
        .ok_or_else(|| {
            format!(
                "no browser was found ({}); install Chromium, or name one in COMMANDRY_BROWSER",
                BROWSERS.join(", ")
            )
        })
}

/// Installs the driver when it is not there, or when another version is wanted.
fn install(folder: &Path) -> Result<(), String> {
    let wanted = fs::read_to_string(folder.join("package-lock.json")).map_err(|error| error.to_string())?;
    let installed = folder.join("node_modules/installed.json");
    if fs::read_to_string(&installed).is_ok_and(|it| it == wanted) {
        return Ok(());
    }
    let output = Command::new("npm")
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
        .current_dir(folder)
        .output()
        .map_err(|error| format!("npm cannot be started: {error}"))?;
    if !output.status.success() {
        return Err(format!("npm ci failed: {}", String::from_utf8_lossy(&output.stderr)));
    }
    fs::write(&installed, wanted).map_err(|error| error.to_string())
}
