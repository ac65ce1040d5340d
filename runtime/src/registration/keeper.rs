//! Keeping a server registered for as long as it runs.

use std::{cmp::Ordering, time::Duration};

use tokio::time::{Instant, sleep, timeout_at};
use tokio_util::sync::CancellationToken;

use super::{RegistrationError, RegistrationManager, heartbeats::Beat, status::Way};

/// Longest wait where nothing is to be done until something changes.
const LONG: Duration = Duration::from_secs(24 * 3600);

impl RegistrationManager {
    /// Keeps the server registered until `stop`: registers it as the settings say, tells the proxy that it is there,
    /// registers it anew when the proxy has forgotten it or was away, and takes it off at the end.
    ///
    /// It ends at once where registration is switched off, and at the latest `shutdown_timeout` after `stop`.
    pub async fn keep(&self, stop: CancellationToken) {
        let Ok(plan) = self.plan() else { return };
        if plan.on_start {
            // It is ready, or there would be no plan.
            let _ = self.want(true);
        }
        let mut trouble = Trouble::new(self);
        let mut registering_until = None;
        while !stop.is_cancelled() {
            let next = {
                let doing = self.step(&mut trouble);
                let mut doing = std::pin::pin!(doing);
                tokio::select! {
                    pause = &mut doing => pause,
                    () = stop.cancelled() => {
                        // A proxy that registers the server only after it was asked to take it off would keep it.
                        let end = Instant::now() + self.settings().shutdown_timeout.0;
                        registering_until = Some(end);
                        if self.state().may_be_known {
                            let half = Instant::now() + self.settings().shutdown_timeout.0 / 2;
                            let _ = timeout_at(half, doing).await;
                        }
                        break;
                    }
                }
            };
            tokio::select! {
                () = sleep(next) => {}
                () = self.changed() => {}
                () = stop.cancelled() => {}
            }
        }
        let end = registering_until.unwrap_or_else(|| Instant::now() + self.settings().shutdown_timeout.0);
        if plan.on_stop && timeout_at(end, self.take_off()).await.is_err() {
            tracing::warn!("the proxy did not answer in time; the server stops without being taken off");
        }
    }

    /// Does what is to be done now; gives how long nothing is to be done then.
    async fn step(&self, trouble: &mut Trouble) -> Duration {
        let (wanted, registered, way) = {
            let state = self.state();
            (state.wanted, state.registered, state.way)
        };
        if !wanted {
            return LONG;
        }
        let heartbeat = &self.settings().heartbeat;
        let asks = registered && heartbeat.enabled;
        // After a silence the proxy may have known the server all the time.
        let recovers = trouble.lost && matches!(way, Some(Way::Proxy | Way::Plain | Way::List(_)));
        if asks || (!registered && recovers) {
            return match self.beat().await {
                Ok(Beat::Known) => {
                    trouble.over(self);
                    self.note_known();
                    self.interval()
                }
                // To register again would end in the same, without a pause.
                Ok(Beat::Forgotten) if trouble.fresh => {
                    tracing::warn!(
                        "the proxy has registered this server and refuses its heartbeats; it is only asked whether it \
                         is there"
                    );
                    trouble.fresh = false;
                    self.state().way = Some(Way::Presence);
                    self.interval()
                }
                Ok(Beat::Forgotten) => {
                    tracing::info!("the proxy does not know this server any more; it is registered again");
                    trouble.lost = false;
                    self.note_lost();
                    Duration::ZERO
                }
                Err(error) => {
                    trouble.lost = true;
                    self.note_lost();
                    trouble.met(self, &error)
                }
            };
        }
        if registered {
            return LONG;
        }
        match self.register_once().await {
            Ok(()) => {
                trouble.over(self);
                trouble.fresh = true;
                // The first heartbeat shows how this proxy is told.
                Duration::ZERO
            }
            Err(error) => trouble.met(self, &error),
        }
    }

    /// Time until the next heartbeat: as the proxy wants it, at most as set.
    fn interval(&self) -> Duration {
        let set = self.settings().heartbeat.interval.0;
        self.state().interval.unwrap_or(set).min(set)
    }

    fn note_known(&self) {
        let mut state = self.state();
        state.last_error = None;
        // Somebody may have taken the server off while the proxy was asked.
        if state.wanted && !state.registered {
            state.registered = true;
            tracing::info!("the proxy is there again, and knows this server");
        }
    }

    fn note_lost(&self) {
        self.state().registered = false;
    }
}

/// What goes wrong for some time.
struct Trouble {
    pauses: backon::ExponentialBackoff,
    failures: u32,
    /// Whether the proxy went away while the server was registered.
    lost: bool,
    /// Whether the server was registered a moment ago, and the proxy has said nothing since.
    fresh: bool,
}

impl Trouble {
    fn new(manager: &RegistrationManager) -> Self {
        Self { pauses: manager.pauses(), failures: 0, lost: false, fresh: false }
    }

    fn over(&mut self, manager: &RegistrationManager) {
        if self.failures > 0 {
            self.pauses = manager.pauses();
        }
        self.failures = 0;
        self.lost = false;
        self.fresh = false;
    }

    /// Logs a failure, once as a warning; gives the pause until the next attempt.
    fn met(&mut self, manager: &RegistrationManager, error: &RegistrationError) -> Duration {
        manager.state().last_error = Some(error.to_string());
        self.failures = self.failures.saturating_add(1);
        let settings = manager.settings();
        let refused = matches!(error, RegistrationError::Refused { .. });
        // A refusal does not pass by itself within seconds.
        let pause = if refused { settings.retry_max_delay.0 } else { self.pauses.next().unwrap_or_default() };
        let pause = pause.max(Duration::from_millis(10));
        let seconds = pause.as_secs_f64();
        let warns = if refused { 1 } else { settings.retry_attempts.max(1) };
        match self.failures.cmp(&warns) {
            Ordering::Less => {
                tracing::info!(%error, "registration failed; next attempt in {seconds:.1} seconds");
            }
            Ordering::Equal => tracing::warn!(
                %error,
                attempts = self.failures,
                "the server is not registered; it goes on trying, next in {seconds:.1} seconds"
            ),
            Ordering::Greater => {
                tracing::debug!(%error, "registration failed again; next attempt in {seconds:.1} seconds");
            }
        }
        pause
    }
}
