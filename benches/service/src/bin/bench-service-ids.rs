//! `bench-service-ids --port 3000`.

use std::process::ExitCode;

use bench_service::Parts;

fn main() -> ExitCode {
    bench_service::run(Parts::Ids)
}
