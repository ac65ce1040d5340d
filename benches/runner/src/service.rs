//! What it costs to have everything that a service in production has.

use std::io::Result;

use bench_jobs::job::{Job, Protocol};

use crate::plan::Effort;
use crate::server::Server;
use crate::side_by_side;
use crate::table::{Table, Target};

/// A bare router, an application with all that the target is about, one with the headers and checks of hosts beside it,
/// and how it comes to the first of these, one part after the other, each with those before it.
const SERVERS: [Server; 8] = [
    Server { name: "bare", protocol: Protocol::JsonRpcWithKey, command: &["bench-service-bare"] },
    Server {
        name: "and-log",
        protocol: Protocol::JsonRpcWithKey,
        command: &["bench-service-log", "serve", "--port", "0"],
    },
    Server {
        name: "and-headers",
        protocol: Protocol::JsonRpcWithKey,
        command: &["bench-service-everything", "serve", "--port", "0"],
    },
    Server {
        name: "all-off",
        protocol: Protocol::JsonRpcWithKey,
        command: &["bench-service-off", "serve", "--port", "0"],
    },
    Server {
        name: "ids",
        protocol: Protocol::JsonRpcWithKey,
        command: &["bench-service-ids", "serve", "--port", "0"],
    },
    Server {
        name: "and-limits",
        protocol: Protocol::JsonRpcWithKey,
        command: &["bench-service-limits", "serve", "--port", "0"],
    },
    Server {
        name: "and-keys",
        protocol: Protocol::JsonRpcWithKey,
        command: &["bench-service-keys", "serve", "--port", "0"],
    },
    Server {
        name: "and-metrics",
        protocol: Protocol::JsonRpcWithKey,
        command: &["bench-service-metrics", "serve", "--port", "0"],
    },
];

/// Takes all measures; progress goes to standard error.
pub(crate) fn measure(effort: &Effort) -> Result<Table> {
    let target = Target::AtLeast(0.85);
    side_by_side::measure(&SERVERS, &[Job::Add, Job::EchoOrder, Job::GetOrder], effort, Some(target))
}
