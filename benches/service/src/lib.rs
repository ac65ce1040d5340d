//! The application of both servers: the commands of the example `orders`, and the two jobs of the other benchmarks.

// Commands are found in what is linked.
use bench_commandry as _;
use commandry::App;

/// The application, with its data in memory.
pub fn app() -> App {
    orders::app().describe_group("jobs", "What is measured.").set_option("db", ":memory:")
}
