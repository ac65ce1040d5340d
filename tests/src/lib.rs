//! What the tests of this crate share: calling a service in the process, over a router and over a real socket, reading what it logs,
//! and making values near a schema.

mod browser;
mod data;
mod generated;
mod instances;
mod log;
mod mcp_tools;
mod python;
mod router;
mod rpc;
mod server;
mod tape;

pub use self::{
    browser::run_in_browser,
    data::{assert_golden, read_data},
    generated::generated_catalog,
    instances::Instances,
    log::{Log, logged},
    mcp_tools::McpTools,
    python::python_with,
    router::{Answer, Site},
    rpc::{answer, answer_bytes, call, error_of, result_of},
    server::{RunningServer, read_to_end, status_of},
    tape::{Children, Tape, items_and_members},
};
