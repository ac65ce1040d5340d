//! What tools of AI hosts cost beside `POST /cmd` and beside a server on rmcp, and what order that is measured in.

use std::io::{Error, Result};

use bench_jobs::job::{Job, Protocol};

use crate::instructions::{length_of_answer, of_server};
use crate::plan::{Effort, progress, title};
use crate::server::Server;
use crate::table::{Cell, Row, Table, Target};
use crate::throughput;

/// The same commands in a program without `/mcp`, in one with it, and there as tools.
const CMD_ALONE: Server =
    Server { name: "commandry", protocol: Protocol::JsonRpc, command: &["bench-commandry"] };
const CMD_BESIDE_MCP: Server =
    Server { name: "commandry-mcp-cmd", protocol: Protocol::JsonRpc, command: &["bench-commandry-mcp"] };
const MCP: Server =
    Server { name: "commandry-mcp", protocol: Protocol::Mcp, command: &["bench-commandry-mcp"] };
/// The same tools, written by hand on rmcp.
const RMCP: Server = Server { name: "rmcp", protocol: Protocol::Mcp, command: &["bench-rmcp"] };
/// One tool in all, and 2,000.
const FEW: Server =
    Server { name: "commandry-mcp-1", protocol: Protocol::McpAll, command: &["bench-commandry-mcp-1"] };
const MANY: Server =
    Server { name: "commandry-mcp-2000", protocol: Protocol::McpAll, command: &["bench-commandry-mcp-2000"] };

/// Calls of tools.
const JOBS: [Job; 2] = [Job::Add, Job::EchoOrder];

/// Fewer requests, since each answer is as long as a thousand others.
const COUNTED_LISTS: usize = 100;

/// Takes all measures; progress goes to standard error.
pub(crate) fn measure(effort: &Effort) -> Result<Table> {
    let mut rows = Vec::new();
    for job in JOBS {
        let title = title(job);
        progress(&format!("{}: instructions over HTTP", job.name()));
        let [cmd, tool, rmcp] = [
            instructions(&CMD_BESIDE_MCP, job, effort)?,
            instructions(&MCP, job, effort)?,
            instructions(&RMCP, job, effort)?,
        ];
        let measure = |beside: &str| format!("{title}: instructions per call, beside {beside}");
        rows.push(pair(&measure("the same on `/cmd`"), cmd, tool, Some(Target::AtMost(1.5))));
        rows.push(pair(&measure("rmcp"), rmcp, tool, None));
    }
    for job in JOBS {
        progress(&format!("{}: calls per second", job.name()));
        rows.extend(beside_rmcp(job, effort)?);
    }
    progress("one tool and 2,000");
    rows.push(pair(
        "`add` among 2,000 tools, beside one: instructions per call",
        instructions(&FEW, Job::Add, effort)?,
        instructions(&MANY, Job::Add, effort)?,
        Some(Target::AtMost(1.1)),
    ));
    rows.push(list_of_tools()?);
    progress("/cmd with and without /mcp beside it");
    for job in JOBS {
        rows.push(pair(
            &format!("{} on `/cmd` in a program with `/mcp`, beside one without: instructions", title(job)),
            instructions(&CMD_ALONE, job, effort)?,
            instructions(&CMD_BESIDE_MCP, job, effort)?,
            Some(Target::AtMost(1.02)),
        ));
    }
    Ok(Table { columns: vec!["beside".to_owned(), "commandry".to_owned()], rows })
}

/// Calls per second, by the processor and by the clock.
fn beside_rmcp(job: Job, effort: &Effort) -> Result<[Row; 2]> {
    let seen = throughput::measure(&[RMCP, MCP], job, effort.rounds, effort.duration)?;
    let (by_processor, by_clock): (Vec<_>, Vec<_>) =
        seen.into_iter().map(|it| it.map(|it| (it.by_processor, it.by_clock)).unzip()).unzip();
    let title = title(job);
    Ok([
        Row {
            measure: format!("{title}: calls per processor second of the server, beside rmcp"),
            cells: by_processor,
            target: None,
        },
        Row {
            measure: format!("{title}: calls per second, beside rmcp"),
            cells: by_clock,
            target: Some(Target::AtLeast(3.0)),
        },
    ])
}

/// What each thousand bytes of a long list cost; put together anew, a byte would take more instructions than one.
fn list_of_tools() -> Result<Row> {
    let counted = |server: &Server| -> Result<f64> {
        of_server(server, Job::ToolsList, COUNTED_LISTS)?
            .ok_or_else(|| Error::other("every server lists tools"))
    };
    let (few, many) = (counted(&FEW)?, counted(&MANY)?);
    let bytes = length_of_answer(&MANY, Job::ToolsList)? - length_of_answer(&FEW, Job::ToolsList)?;
    #[expect(clippy::cast_precision_loss, reason = "answers are far shorter than 2^52 bytes")]
    let value = (many - few) / bytes as f64 * 1_000.0;
    let cell = Cell { value, ratio: f64::NAN };
    Ok(Row {
        measure: format!(
            "`tools/list` of 2,000 tools, beyond that of one: instructions per 1,000 of {bytes} bytes"
        ),
        cells: vec![None, Some(cell)],
        target: Some(Target::ValueAtMost(250.0)),
    })
}

fn instructions(server: &Server, job: Job, effort: &Effort) -> Result<f64> {
    of_server(server, job, effort.counted_requests(job))?
        .ok_or_else(|| Error::other("every server has this job"))
}

fn pair(measure: &str, beside: f64, own: f64, target: Option<Target>) -> Row {
    Row::of_values(measure, vec![Some(beside), Some(own)], target)
}
