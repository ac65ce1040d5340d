//! Serves the jobs as commands: `bench-commandry --port 3000`.

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    bench_commandry::serve(bench_commandry::jobs())
}
