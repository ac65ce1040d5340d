//! Serves the jobs among 5,000 further commands: `bench-commandry-5000 --port 3000`.

use std::error::Error;

use commandry::Registry;

commandry::command_crates! {
    bench_commandry;
    bench_five_thousand;
}

fn main() -> Result<(), Box<dyn Error>> {
    bench_commandry::serve(Registry::collect()?)
}
