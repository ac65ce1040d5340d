//! `bench-service-bare --port 3000`.

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    bench_service::serve_bare()
}
