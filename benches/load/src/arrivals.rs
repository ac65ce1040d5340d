//! Calls that arrive at a fixed rate, whatever becomes of earlier ones.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    sync::mpsc::{UnboundedSender, unbounded_channel},
    time::{Instant, MissedTickBehavior, interval, timeout},
};

use crate::{
    calls::{Calls, Connection},
    outcome::{Answer, Outcome},
};

/// How often calls that are due are sent.
const TICK: Duration = Duration::from_millis(1);
/// How long an answer is waited for; longer than any call may take by the settings of the server.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server, and the connections to it that wait for a call.
pub(crate) struct Load {
    shared: Arc<Shared>,
}

struct Shared {
    calls: Calls,
    idle: Mutex<Vec<Connection>>,
}

impl Load {
    /// Nothing is sent yet.
    pub(crate) fn new(address: SocketAddr, token: &str) -> Self {
        Self { shared: Arc::new(Shared { calls: Calls::new(address, token), idle: Mutex::default() }) }
    }

    /// Lets calls arrive at a rate, and waits until all of them have come to an end.
    pub(crate) async fn run(&self, rate: f64, duration: Duration) -> Outcome {
        let (sender, mut answers) = unbounded_channel();
        let begin = Instant::now();
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let mut number: u32 = 0;
        while begin.elapsed() < duration {
            let due = begin.elapsed().as_secs_f64() * rate;
            while f64::from(number) < due {
                let arrival = begin + Duration::from_secs_f64(f64::from(number) / rate);
                tokio::spawn(call(Arc::clone(&self.shared), number, arrival, sender.clone()));
                number += 1;
            }
            ticks.tick().await;
        }
        drop(sender);
        let mut outcome = Outcome::default();
        while let Some((answer, took)) = answers.recv().await {
            outcome.add(answer, took);
        }
        outcome
    }
}

impl Shared {
    fn take(&self) -> Option<Connection> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    fn give_back(&self, connection: Connection) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
    }
}

/// One call from its arrival to its end.
async fn call(
    shared: Arc<Shared>,
    number: u32,
    arrival: Instant,
    answers: UnboundedSender<(Answer, Duration)>,
) {
    let answer = match timeout(PATIENCE, send(&shared, number)).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(error)) => Answer::Broken(error),
        Err(_) => Answer::Broken(format!("no answer within {} seconds", PATIENCE.as_secs())),
    };
    // Nobody is interested any more only when the program ends.
    let _ = answers.send((answer, arrival.elapsed()));
}

async fn send(shared: &Shared, number: u32) -> Result<Answer, String> {
    let mut connection = match shared.take() {
        Some(connection) if connection.is_open() => connection,
        _ => shared.calls.connect().await?,
    };
    let answer = shared.calls.send(&mut connection, number).await?;
    shared.give_back(connection);
    Ok(answer)
}
