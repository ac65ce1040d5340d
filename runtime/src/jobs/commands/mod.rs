//! The commands with which callers follow and manage jobs.

mod answers;
mod cancel;
mod errors;
mod list;
mod result;
mod retry;
mod sight;
mod status;
mod watch;

use crate::declaration::{CommandType, data::CommandData};

/// The commands that an application has when it keeps jobs.
pub(crate) fn commands() -> [&'static CommandData; 6] {
    [
        <cancel::job_cancel as CommandType>::__COMMAND,
        <list::job_list as CommandType>::__COMMAND,
        <result::job_result as CommandType>::__COMMAND,
        <retry::job_retry as CommandType>::__COMMAND,
        <status::job_status as CommandType>::__COMMAND,
        <watch::job_watch as CommandType>::__COMMAND,
    ]
}
