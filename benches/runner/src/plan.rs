//! What is measured, in which order and with how much effort.

use std::io::{Error, Result};
use std::time::Duration;

use bench_jobs::job::{Job, Protocol};

use crate::allocations::{self, Allocations};
use crate::server::{Server, can_pin};
use crate::table::{Cell, Row, Table, Target};
use crate::{first_call, instructions, throughput};

/// The servers, the measure of the others first.
const SERVERS: [Server; 5] = [
    Server { name: "by-hand", protocol: Protocol::JsonRpc, command: &["bench-by-hand"] },
    Server { name: "commandry", protocol: Protocol::JsonRpc, command: &["bench-commandry"] },
    Server { name: "jsonrpsee", protocol: Protocol::JsonRpc, command: &["bench-jsonrpsee"] },
    Server { name: "dropshot", protocol: Protocol::Plain, command: &["bench-dropshot"] },
    Server { name: "poem-openapi", protocol: Protocol::Plain, command: &["bench-poem-openapi"] },
];

/// The servers whose way of a call can be taken inside a process, as `bench-dispatch` names them.
const DISPATCHERS: [&str; 2] = ["by-hand", "commandry"];

/// The same call with one command in all, and among 5,000.
const FEW_AND_MANY: [Server; 2] = [
    Server { name: "commandry-1", protocol: Protocol::JsonRpc, command: &["bench-commandry-1"] },
    Server { name: "commandry-5000", protocol: Protocol::JsonRpc, command: &["bench-commandry-5000"] },
];

/// An application of 500 commands, with the command line of the library.
const FIVE_HUNDRED: Server = Server {
    name: "commandry-500",
    protocol: Protocol::JsonRpc,
    command: &["bench-commandry-500", "serve", "--port", "0"],
};

/// How often and how long is measured.
pub(crate) struct Effort {
    /// Requests between the two counts of callgrind.
    counted_requests: usize,
    /// Rounds over all servers.
    pub(crate) rounds: usize,
    /// How long one server is under load in a round.
    pub(crate) duration: Duration,
    /// Starts of a server.
    starts: usize,
}

impl Effort {
    /// Enough for figures to publish: about five minutes.
    pub(crate) fn full() -> Self {
        Self { counted_requests: 2_000, rounds: 15, duration: Duration::from_millis(700), starts: 31 }
    }

    /// Enough for the throughput of two servers to publish: about two minutes.
    ///
    /// The more often both are started anew, the less it matters where each of them came to lie in memory.
    pub(crate) fn pair() -> Self {
        Self { rounds: 24, duration: Duration::from_millis(600), ..Self::full() }
    }

    /// Enough to see whether something broke: less than a minute.
    pub(crate) fn quick() -> Self {
        Self { counted_requests: 300, rounds: 3, duration: Duration::from_millis(200), starts: 5 }
    }

    /// Fewer requests for a job that has many calls in each.
    pub(crate) fn counted_requests(&self, job: Job) -> usize {
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
    rows.extend(throughputs(&SERVERS, effort)?);
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
    let start = Cell { value: first_call::milliseconds(&FIVE_HUNDRED, effort.starts)?, ratio: f64::NAN };
    rows.push(commandry_row(
        "start to first answer, milliseconds, 500 commands",
        start,
        Target::ValueAtMost(20.0),
    ));
    rows.extend(few_and_many(effort)?);
    Ok(table(&SERVERS, rows))
}

/// Takes the throughput of the first two servers alone, so that the others do not take the caches from them between
/// two turns; progress goes to standard error.
pub(crate) fn measure_pair(effort: &Effort) -> Result<Table> {
    let pair = &SERVERS[..2];
    Ok(table(pair, throughputs(pair, effort)?))
}

pub(crate) fn table(servers: &[Server], rows: Vec<Row>) -> Table {
    Table { columns: servers.iter().map(|server| server.name.to_owned()).collect(), rows }
}

/// Calls per second of all jobs.
fn throughputs(servers: &[Server], effort: &Effort) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for job in Job::ALL {
        progress(&format!("{}: calls per second", job.name()));
        rows.extend(throughput_of(servers, job, effort)?);
    }
    Ok(rows)
}

/// Calls per second, by the processor and by the clock.
fn throughput_of(servers: &[Server], job: Job, effort: &Effort) -> Result<[Row; 2]> {
    let seen = throughput::measure(servers, job, effort.rounds, effort.duration)?;
    let (by_processor, by_clock) =
        seen.into_iter().map(|it| it.map(|it| (it.by_processor, it.by_clock)).unzip()).unzip();
    let pinned = if can_pin() { "server and load on a core each" } else { "server and load on one core" };
    let target = (job != Job::Batch).then_some(Target::AtLeast(0.97));
    let title = title(job);
    Ok([
        Row {
            measure: format!("{title}: calls per processor second of the server"),
            cells: by_processor,
            target: None,
        },
        Row { measure: format!("{title}: calls per second, {pinned}"), cells: by_clock, target },
    ])
}

/// The way from bytes to bytes inside a process: instructions and allocations.
fn in_process(job: Job, effort: &Effort) -> Result<[Row; 3]> {
    let known = |server: &Server| DISPATCHERS.contains(&server.name);
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

/// What a call of `add` costs among 5,000 commands; the ratio is that to a server of `add` alone.
fn few_and_many(effort: &Effort) -> Result<[Row; 2]> {
    progress("one command and 5,000");
    let counts = FEW_AND_MANY
        .iter()
        .map(|server| instructions::of_server(server, Job::Add, effort.counted_requests(Job::Add)))
        .collect::<Result<Vec<_>>>()?;
    let [Some(few), Some(many)] = counts[..] else { return Err(Error::other("every server knows add")) };
    let among = "`add` among 5,000 commands, beside one:";
    let counted = Cell { value: many, ratio: many / few };
    let rates = throughput::measure(&FEW_AND_MANY, Job::Add, effort.rounds, effort.duration)?;
    let rate = rates.into_iter().nth(1).flatten().ok_or_else(|| Error::other("every server knows add"))?;
    Ok([
        commandry_row(&format!("{among} instructions per call over HTTP"), counted, Target::AtMost(1.05)),
        commandry_row(
            &format!("{among} calls per processor second of the server"),
            rate.by_processor,
            Target::AtLeast(1.0 / 1.05),
        ),
    ])
}

/// A row about commandry alone.
fn commandry_row(measure: &str, cell: Cell, target: Target) -> Row {
    let mut cells: Vec<Option<Cell>> = SERVERS.iter().map(|_| None).collect();
    cells[1] = Some(cell);
    Row { measure: measure.to_owned(), cells, target: Some(target) }
}

/// A job as it stands in the table.
pub(crate) fn title(job: Job) -> String {
    if job.calls() == 1 { format!("`{}`", job.name()) } else { format!("batch of {} `add`", job.calls()) }
}

fn instructions_target(job: Job) -> f64 {
    match job {
        Job::Add => 1.15,
        Job::EchoOrder => 1.1,
        Job::Batch | Job::ToolsList | Job::GetOrder => 1.3,
    }
}

#[expect(clippy::print_stderr, reason = "a run of minutes has to show that it moves")]
pub(crate) fn progress(message: &str) {
    eprintln!("measuring {message}");
}
