//! What it costs that those who run a service see something of it.

use std::io::Result;

use bench_jobs::job::{Job, Protocol};

use crate::plan::Effort;
use crate::server::Server;
use crate::side_by_side;
use crate::table::Table;

/// The same server, of which more and more is observed; the first could not be.
const SERVERS: [Server; 6] = [
    Server { name: "without-features", protocol: Protocol::JsonRpc, command: &["bench-commandry"] },
    Server { name: "switched-off", protocol: Protocol::JsonRpc, command: &["bench-observed-off"] },
    Server { name: "metrics", protocol: Protocol::JsonRpc, command: &["bench-observed-metrics"] },
    Server { name: "and-spans", protocol: Protocol::JsonRpc, command: &["bench-observed-spans"] },
    Server {
        name: "and-1-percent-traced",
        protocol: Protocol::JsonRpc,
        command: &["bench-observed-some-traces"],
    },
    Server { name: "and-all-traced", protocol: Protocol::JsonRpc, command: &["bench-observed-traces"] },
];

/// Takes all measures; progress goes to standard error.
pub(crate) fn measure(effort: &Effort) -> Result<Table> {
    side_by_side::measure(&SERVERS, &[Job::Add], effort, None)
}
