//! Serves the jobs as commands and tools: `bench-commandry-mcp --port 3000`.

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    bench_commandry_mcp::serve(bench_commandry::jobs())
}
