//! The commands of these tests as a program; a test runs several of it as workers.

use std::process::ExitCode;

fn main() -> ExitCode {
    commandry_job_tests::app(commandry_job_tests::settings_of_environment()).run()
}
