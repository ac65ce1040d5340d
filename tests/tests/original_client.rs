//! The client of mcp-proxy-adapter, the Python original, works against this server.
//!
//! It needs `python3` and, on the first run, the package index. Without them the test says so and passes, unless
//! `COMMANDRY_REQUIRE_ALL=1` is set, as continuous integration does.

use std::{
    env,
    path::Path,
    process::{Command, Output},
};

use commandry::{Dispatcher, Registry, prelude::*};
use commandry_tests::{RunningServer, python_with};

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
    let environment = || python_with("original_client", env!("CARGO_TARGET_TMPDIR"));
    let python = match tokio::task::spawn_blocking(environment).await.unwrap() {
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

fn all(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}
