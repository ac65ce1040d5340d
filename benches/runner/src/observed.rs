//! What it costs that those who run a service see something of it.

use std::io::Result;

use bench_jobs::job::{Job, Protocol};

use crate::instructions;
use crate::plan::{Effort, progress, table, title};
use crate::server::Server;
use crate::table::{Row, Table};
use crate::throughput;

/// The same server, of which more and more is observed; the first could not be.
const SERVERS: [Server; 6] = [
    Server { name: "without-features", protocol: Protocol::JsonRpc, command: &["bench-commandry"] },
    Server { name: "switched-off", protocol: Protocol::JsonRpc, command: &["bench-observed-off"] },
    Server { name: "metrics", protocol: Protocol::JsonRpc, command: &["bench-observed-metrics"] },
    Server { name: "and-spans", protocol: Protocol::JsonRpc, command: &["bench-observed-spans"] },
    Server { name: "and-1-percent-traced", protocol: Protocol::JsonRpc, command: &["bench-observed-some-traces"] },
    Server { name: "and-all-traced", protocol: Protocol::JsonRpc, command: &["bench-observed-traces"] },
];

/// Takes all measures; progress goes to standard error.
pub(crate) fn measure(effort: &Effort) -> Result<Table> {
    let job = Job::Add;
    let title = title(job);
    progress(&format!("{}: instructions over HTTP", job.name()));
    let counts = SERVERS
        .iter()
        .map(|server| instructions::of_server(server, job, effort.counted_requests(job)))
        .collect::<Result<_>>()?;
    let mut rows = vec![Row::of_values(&format!("{title}: instructions per call over HTTP"), counts, None)];
    progress(&format!("{}: calls per second", job.name()));
    let seen = throughput::measure(&SERVERS, job, effort.rounds, effort.duration)?;
    let (by_processor, by_clock) =
        seen.into_iter().map(|it| it.map(|it| (it.by_processor, it.by_clock)).unzip()).unzip();
    rows.push(Row {
        measure: format!("{title}: calls per processor second of the server"),
        cells: by_processor,
        target: None,
    });
    rows.push(Row { measure: format!("{title}: calls per second"), cells: by_clock, target: None });
    Ok(table(&SERVERS, rows))
}
