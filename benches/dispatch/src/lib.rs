//! The way of a call from bytes to bytes inside one process, without HTTP.

use bench_jobs::job::{Job, Protocol};

/// The way of a call in one of the servers that speak JSON-RPC.
pub enum Dispatcher {
    /// Written by hand.
    ByHand,
}

impl Dispatcher {
    /// Names of all of them, the measure of the others first.
    pub const NAMES: [&str; 1] = ["by-hand"];

    /// The one of a name.
    pub fn of_name(name: &str) -> Option<Self> {
        match name {
            "by-hand" => Some(Self::ByHand),
            _ => None,
        }
    }

    /// Answers one body.
    pub async fn answer(&self, body: &[u8]) -> Vec<u8> {
        match self {
            Self::ByHand => bench_by_hand::answer(body).await.unwrap_or_default(),
        }
    }
}

/// Sends the body of a job `count` times through a dispatcher, on one thread; checks the first answer.
///
/// # Errors
/// Fails when the answer is wrong or the runtime cannot start.
pub fn repeat(dispatcher: &Dispatcher, job: Job, count: usize) -> Result<(), String> {
    let (_, body) = job.request(Protocol::JsonRpc).ok_or("every job speaks JSON-RPC")?;
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
