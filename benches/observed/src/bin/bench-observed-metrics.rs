//! `bench-observed-metrics --port 3000`.

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    bench_observed::serve(bench_observed::Observed::Metrics)
}
