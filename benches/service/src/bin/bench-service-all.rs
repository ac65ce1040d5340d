//! The application as a program serves it, with whatever its settings say.

use std::process::ExitCode;

fn main() -> ExitCode {
    bench_service::app().run()
}
