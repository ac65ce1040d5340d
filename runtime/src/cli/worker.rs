//! `worker`: runs jobs until the process is told to stop.

use std::time::Duration;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use tokio_util::sync::CancellationToken;

use super::{DONE, FAILED, report, serve::told_to_stop};
use crate::{App, jobs};

pub(super) fn grammar() -> Command {
    Command::new("worker").about("Runs jobs, and serves nothing").args([
        Arg::new("queue")
            .long("queue")
            .value_name("NAME")
            .action(ArgAction::Append)
            .help("Queue to take jobs from, may be given more than once; all queues when absent"),
        Arg::new("concurrency")
            .long("concurrency")
            .value_name("NUMBER")
            .value_parser(value_parser!(u16).range(1..))
            .help("How many jobs to run at the same time at most"),
    ])
}

pub(super) fn run(app: App, matches: &ArgMatches) -> u8 {
    #[cfg(not(feature = "logging"))]
    super::log::to_standard_error(app.listening().debug);
    let queues = matches.get_many::<String>("queue").into_iter().flatten();
    let options = queues.fold(jobs::WorkOptions::default(), |options, name| options.queue(name));
    let options = match matches.get_one::<u16>("concurrency") {
        Some(most) => options.concurrency(usize::from(*most)),
        None => options,
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            report::complain(format_args!("the worker cannot start: {error}"));
            return FAILED;
        }
    };
    let outcome = runtime.block_on(work(app, options));
    // A function that never waits cannot be ended, and must not keep the process: its job was given back.
    runtime.shutdown_timeout(Duration::ZERO);
    match outcome {
        Ok(()) => DONE,
        Err(error) => {
            report::complain(error);
            FAILED
        }
    }
}

async fn work(app: App, options: jobs::WorkOptions) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    #[cfg(feature = "logging")]
    let recording = super::serve::record(&app)?;
    let worked = Box::pin(take_jobs(app, options)).await;
    #[cfg(feature = "logging")]
    recording.finish().await;
    worked
}

async fn take_jobs(
    app: App,
    options: jobs::WorkOptions,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let dispatcher = app.build().await?;
    let stop = CancellationToken::new();
    let told = stop.clone();
    tokio::spawn(async move {
        told_to_stop().await;
        told.cancel();
    });
    Ok(jobs::work(&dispatcher, options, stop).await?)
}
