//! Telling a proxy that a server is still there, and asking it whether it knows the server.

use std::time::Duration;

use super::{
    RegistrationError, RegistrationManager,
    manager::Ready,
    messages::{self, Known},
    status::Way,
};

/// What a heartbeat has shown.
pub(super) enum Beat {
    /// The proxy knows the server.
    Known,
    /// The proxy is there and does not know the server.
    Forgotten,
}

impl RegistrationManager {
    /// Tells the proxy that the server is there, or asks it whether it knows it.
    pub(super) async fn beat(&self) -> Result<Beat, RegistrationError> {
        let limit = self.0.settings.registration_timeout.0;
        let exchange = async {
            let _turn = self.0.turn.lock().await;
            let way = self.state().way;
            match way {
                Some(way) => self.beat_by(way, limit).await.map(|known| match known {
                    Known::Yes => Beat::Known,
                    Known::No | Known::NoSuchWay => Beat::Forgotten,
                }),
                None => self.find_way(limit).await,
            }
        };
        match tokio::time::timeout(limit, exchange).await {
            Ok(outcome) => outcome,
            Err(_) => Err(RegistrationError::TimedOut(limit)),
        }
    }

    /// Finds out how the proxy is told; the first way that it knows is kept.
    async fn find_way(&self, limit: Duration) -> Result<Beat, RegistrationError> {
        for way in [Way::Proxy, Way::Plain, Way::List("/list"), Way::List("/servers")] {
            match self.beat_by(way, limit).await? {
                Known::Yes => {
                    self.state().way = Some(way);
                    tracing::debug!(?way, "the proxy is told by this that the server is there");
                    return Ok(Beat::Known);
                }
                // A list that does not show what was registered a moment ago shows nothing of use.
                Known::No if matches!(way, Way::List(_)) => {}
                Known::No => return Ok(Beat::Forgotten),
                Known::NoSuchWay => {}
            }
        }
        self.state().way = Some(Way::Presence);
        self.beat_by(Way::Presence, limit).await?;
        Ok(Beat::Known)
    }

    async fn beat_by(&self, way: Way, limit: Duration) -> Result<Known, RegistrationError> {
        let Ready { plan, wire } = self.ready()?;
        let (url, key, form) = {
            let state = self.state();
            (state.server_url.clone().unwrap_or_default(), state.key.clone(), state.protocol)
        };
        let body = || self.introduce(&url, |introduction| introduction.heartbeat(form, key.as_deref()));
        match way {
            Way::Proxy => {
                let to = plan.heartbeat.clone().map_or_else(|| plan.below("/proxy/heartbeat"), Ok)?;
                messages::known(&wire.post(&to, &body(), limit).await?)
            }
            Way::Plain => messages::known(&wire.post(&plan.below("/heartbeat")?, &body(), limit).await?),
            Way::List(path) => {
                match wire.get(&plan.below(path)?, limit).await.map_err(RegistrationError::from) {
                    Ok(answer) if answer.status == 200 => Ok(match &answer.body {
                        Some(list)
                            if messages::is_listed(list, &self.0.settings.server_id, key.as_deref()) =>
                        {
                            Known::Yes
                        }
                        Some(_) => Known::No,
                        None => Known::NoSuchWay,
                    }),
                    Ok(answer) if answer.status >= 500 => messages::known(&answer),
                    // It is too long to be looked at each time, or not for us.
                    Ok(_) | Err(RegistrationError::UnexpectedAnswer(_)) => Ok(Known::NoSuchWay),
                    Err(error) => Err(error),
                }
            }
            Way::Presence => {
                // Whatever it answers, it is there.
                let answer = wire.get(&plan.below("/heartbeat")?, limit).await?;
                if answer.status >= 500 && answer.status != 501 {
                    messages::known(&answer)
                } else {
                    Ok(Known::Yes)
                }
            }
        }
    }
}
