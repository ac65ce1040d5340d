//! What is measured, in which order and with how much effort.

use std::io::Result;
use std::time::Duration;

use bench_dispatch::Dispatcher;
use bench_jobs::job::{Job, Protocol};

use crate::allocations::{self, Allocations};
use crate::server::{Server, can_pin};
use crate::table::{Cell, Row, Table, Target};
use crate::{first_call, instructions, throughput};

/// The servers, the measure of the others first.
const SERVERS: [Server; 4] = [
    Server { name: "by-hand", protocol: Protocol::JsonRpc, command: &["bench-by-hand"] },
    Server { name: "jsonrpsee", protocol: Protocol::JsonRpc, command: &["bench-jsonrpsee"] },
    Server { name: "dropshot", protocol: Protocol::Plain, command: &["bench-dropshot"] },
    Server { name: "poem-openapi", protocol: Protocol::Plain, command: &["bench-poem-openapi"] },
];

/// How often and how long is measured.
pub(crate) struct Effort {
    /// Requests between the two counts of callgrind.
    counted_requests: usize,
    /// Rounds over all servers.
    rounds: usize,
    /// How long one server is under load in a round.
    duration: Duration,
    /// Starts of a server.
    starts: usize,
}

impl Effort {
    /// Enough for figures to publish: about five minutes.
    pub(crate) fn full() -> Self {
        Self { counted_requests: 2_000, rounds: 15, duration: Duration::from_millis(700), starts: 31 }
    }

    /// Enough to see whether something broke: less than a minute.
    pub(crate) fn quick() -> Self {
        Self { counted_requests: 300, rounds: 3, duration: Duration::from_millis(200), starts: 5 }
    }

    /// Fewer requests for a job that has many calls in each.
    fn counted_requests(&self, job: Job) -> usize {
        self.counted_requests / usize::from(job.calls()).min(10)
    }
}

/// Takes all measures; progress goes to standard error.
pub(crate) fn measure_all(effort: &Effort) -> Result<Table> {
    let mut rows = Vec::new();
    for job in Job::ALL {
        progress(&format!("{}: instructions over HTTP", job.name()));
        let counts = SERVERS
            .iter()
            .map(|server| instructions::of_server(server, job, effort.counted_requests(job)))
            .collect::<Result<_>>()?;
        let measure = format!("{}: instructions per call over HTTP", title(job));
        rows.push(Row::of_values(&measure, counts, Some(Target::AtMost(instructions_target(job)))));
    }
    for job in Job::ALL {
        progress(&format!("{}: calls per second", job.name()));
        let rates = throughput::measure(&SERVERS, job, effort.rounds, effort.duration)?;
        let cells = rates
            .into_iter()
            .map(|rate| rate.map(|rate| Cell { value: rate.per_second, ratio: rate.ratio }))
            .collect();
        let pinned = if can_pin() { "one core each" } else { "sharing one core" };
        let measure = format!("{}: calls per second, server and load {pinned}", title(job));
        let target = (job != Job::Batch).then_some(Target::AtLeast(0.97));
        rows.push(Row { measure, cells, target });
    }
    for job in Job::ALL {
        progress(&format!("{}: in process", job.name()));
        rows.extend(in_process(job, effort)?);
    }
    progress("first call after the start");
    let starts = SERVERS
        .iter()
        .map(|server| first_call::milliseconds(server, effort.starts).map(Some))
        .collect::<Result<_>>()?;
    rows.push(Row::of_values("start to first answer, milliseconds, two commands", starts, None));
    Ok(Table { columns: SERVERS.iter().map(|server| server.name.to_owned()).collect(), rows })
}

/// The way from bytes to bytes inside a process: instructions and allocations.
fn in_process(job: Job, effort: &Effort) -> Result<[Row; 3]> {
    let known = |server: &Server| Dispatcher::NAMES.contains(&server.name);
    let counts = SERVERS
        .iter()
        .map(|server| {
            known(server)
                .then(|| instructions::of_dispatch(server.name, job, effort.counted_requests(job)))
                .transpose()
        })
        .collect::<Result<_>>()?;
    let allocations: Vec<Option<Allocations>> = SERVERS
        .iter()
        .map(|server| known(server).then(|| allocations::of_dispatch(server.name, job)).transpose())
        .collect::<Result<_>>()?;
    let of =
        |value: fn(&Allocations) -> f64| allocations.iter().map(|seen| seen.as_ref().map(value)).collect();
    let measure = |what: &str| format!("{}: {what} per call in process", title(job));
    Ok([
        Row::of_values(&measure("instructions"), counts, None),
        Row::of_values(&measure("allocations"), of(|seen| seen.count), None),
        Row::of_values(&measure("allocated bytes"), of(|seen| seen.bytes), None),
    ])
}

fn title(job: Job) -> String {
    if job.calls() == 1 { format!("`{}`", job.name()) } else { format!("batch of {} `add`", job.calls()) }
}

fn instructions_target(job: Job) -> f64 {
    match job {
        Job::Add => 1.15,
        Job::EchoOrder => 1.1,
        Job::Batch => 1.3,
    }
}

#[expect(clippy::print_stderr, reason = "a run of minutes has to show that it moves")]
fn progress(message: &str) {
    eprintln!("measuring {message}");
}
