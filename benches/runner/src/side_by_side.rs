//! The same job on servers that have more and more of something.

use std::io::Result;

use bench_jobs::job::Job;

use crate::plan::{Effort, progress, table, title};
use crate::server::Server;
use crate::table::{Row, Table, Target};
use crate::{instructions, throughput};

/// Counts and times the jobs on all servers; the throughput of the second one is held to the target. Progress goes to
/// standard error.
pub(crate) fn measure(
    servers: &[Server],
    jobs: &[Job],
    effort: &Effort,
    target: Option<Target>,
) -> Result<Table> {
    let mut rows = Vec::new();
    for &job in jobs {
        let title = title(job);
        progress(&format!("{}: instructions over HTTP", job.name()));
        let counts = servers
            .iter()
            .map(|server| instructions::of_server(server, job, effort.counted_requests(job)))
            .collect::<Result<_>>()?;
        rows.push(Row::of_values(&format!("{title}: instructions per call over HTTP"), counts, None));
        progress(&format!("{}: calls per second", job.name()));
        let seen = throughput::measure(servers, job, effort.rounds, effort.duration)?;
        let (by_processor, by_clock) =
            seen.into_iter().map(|it| it.map(|it| (it.by_processor, it.by_clock)).unzip()).unzip();
        rows.push(Row {
            measure: format!("{title}: calls per processor second of the server"),
            cells: by_processor,
            target,
        });
        rows.push(Row { measure: format!("{title}: calls per second"), cells: by_clock, target: None });
    }
    Ok(table(servers, rows))
}
