//! The way of a call from bytes to bytes inside one process, without HTTP.

use bench_jobs::job::{Job, Protocol};
use commandry::{Origin, jsonrpc};

/// The way of a call in one of the servers that speak JSON-RPC.
pub enum Dispatcher {
    /// Written by hand.
    ByHand,
    /// By commands.
    Commandry(commandry::Dispatcher),
}

impl Dispatcher {
    /// The one of a name.
    ///
    /// # Errors
    /// Fails when there is none of the name, or its commands are refused.
    pub fn of_name(name: &str) -> Result<Self, String> {
        match name {
            "by-hand" => Ok(Self::ByHand),
            "commandry" => commandry::Dispatcher::builder(bench_commandry::jobs())
                .build()
                .map(Self::Commandry)
                .map_err(|error| error.to_string()),
            _ => Err(format!("there is no dispatcher {name:?}")),
        }
    }

    /// Answers one body.
    pub async fn answer(&self, body: &[u8]) -> Vec<u8> {
        match self {
            Self::ByHand => bench_by_hand::answer(body).await.unwrap_or_default(),
            Self::Commandry(dispatcher) => {
                jsonrpc::answer(dispatcher, body, &Origin::default()).await.unwrap_or_default()
            }
        }
    }
}

/// Sends the body of a job `count` times through a dispatcher, on one thread; checks the first answer.
///
/// # Errors
/// Fails when the answer is wrong or the runtime cannot start.
pub fn repeat(dispatcher: &Dispatcher, job: Job, count: usize) -> Result<(), String> {
    let body = job.request(Protocol::JsonRpc).map(|it| it.body).ok_or("every job speaks JSON-RPC")?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| error.to_string())?;
    runtime.block_on(async {
        job.check(Protocol::JsonRpc, &dispatcher.answer(&body).await)?;
        for _ in 0..count {
            std::hint::black_box(dispatcher.answer(std::hint::black_box(&body)).await);
        }
        Ok(())
    })
}
