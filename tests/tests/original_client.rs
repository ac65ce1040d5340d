//! The client of mcp-proxy-adapter, the Python original, works against this server.
//!
//! It needs `python3` and, on the first run, the package index. Without them the test says so and passes, unless
//! `COMMANDRY_REQUIRE_ALL=1` is set, as continuous integration does.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use commandry::{Dispatcher, Registry, prelude::*};
use commandry_tests::RunningServer;

/// Adds two numbers.
#[command(group = "arithmetic", read_only)]
fn add(
    /// First summand.
    a: i64,
    /// Second summand.
    b: i64,
) -> i64 {
    a + b
}

/// Why nothing works.
#[derive(Debug, thiserror::Error, CommandErrors)]
enum Failure {
    /// Fewer are left than were asked for.
    #[error("only {left} left")]
    #[command_error(code = 1001)]
    OutOfStock { left: u32 },
}

/// Fails.
#[command(group = "arithmetic")]
fn fail(
    /// How many are left.
    left: u32,
) -> Result<(), Failure> {
    Err(Failure::OutOfStock { left })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_original_client_is_served() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("original_client");
    let python = match tokio::task::spawn_blocking({
        let folder = folder.clone();
        move || python_with_client(&folder)
    })
    .await
    .unwrap()
    {
        Ok(python) => python,
        Err(reason) => {
            assert!(env::var("COMMANDRY_REQUIRE_ALL").as_deref() != Ok("1"), "{reason}");
            #[expect(clippy::print_stdout, reason = "whoever runs the tests should know what was not tested")]
            {
                println!("skipped, because the original client is not there: {reason}");
            }
            return;
        }
    };
    let registry =
        Registry::new().with::<add>().with::<fail>().with_built_in().titled("for the original", "1.0.0");
    let server = RunningServer::start(Dispatcher::builder(registry).build().unwrap()).await;
    let port = server.address.port().to_string();
    let output = tokio::task::spawn_blocking(move || {
        Command::new(python).arg(folder.join("calls.py")).arg(port).output()
    })
    .await
    .unwrap()
    .unwrap();
    assert!(output.status.success(), "{}", all(&output));
    server.stop().await;
}

/// An environment with the client in it, made once and kept with the other outputs of the build.
fn python_with_client(folder: &Path) -> Result<PathBuf, String> {
    let requirements = folder.join("requirements.txt");
    let wanted = fs::read_to_string(&requirements).map_err(|error| error.to_string())?;
    let environment = Path::new(env!("CARGO_TARGET_TMPDIR")).join("original_client");
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
