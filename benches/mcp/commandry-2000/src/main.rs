//! Serves the jobs among further commands, 2,000 in all: `bench-commandry-mcp-2000 --port 3000`.

use std::error::Error;

use commandry::Registry;

commandry::command_crates! {
    bench_commandry;
    bench_two_thousand;
}

fn main() -> Result<(), Box<dyn Error>> {
    bench_commandry_mcp::serve(Registry::collect()?)
}
