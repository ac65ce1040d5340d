//! Serves one single command, to be compared with a server of thousands: `bench-commandry-mcp-1 --port 3000`.

use std::error::Error;

use commandry::Registry;

fn main() -> Result<(), Box<dyn Error>> {
    bench_commandry_mcp::serve(Registry::new().with::<bench_commandry::add>())
}
