//! Files that change while the server runs.

use std::{
    fs::{self, Metadata},
    time::{Duration, SystemTime},
};

use tokio::{
    task::JoinHandle,
    time::{MissedTickBehavior, interval},
};

use super::{ServerTls, TlsSettings};

/// What tells that a file is another one: its length, when it was written, and, where there are such, its number.
type Mark = Option<(u64, Option<SystemTime>, u64)>;

/// The marks of all files that the settings may name.
pub(super) type Marks = [Mark; 4];

/// Looks at the files from time to time and reads them again when one changed.
///
/// They are looked at, and no word of a change is waited for, since that does not come from network file systems and
/// misses the exchange of a symbolic link, which is how orchestrators replace secrets.
pub(super) fn when_changed(tls: ServerTls, pause: Duration) -> JoinHandle<()> {
    let mut seen = tls.0.loaded;
    tokio::spawn(async move {
        let mut looks = interval(pause);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        looks.tick().await;
        loop {
            looks.tick().await;
            let tls = tls.clone();
            let before = seen;
            // Reading files may wait for a disk or a network.
            let look = move || {
                let now = marks(tls.settings());
                if now != before {
                    reload(&tls);
                }
                now
            };
            match tokio::task::spawn_blocking(look).await {
                Ok(now) => seen = now,
                Err(error) => tracing::error!(%error, "the certificate files could not be looked at"),
            }
        }
    })
}

fn reload(tls: &ServerTls) {
    match tls.reload() {
        Ok(()) => tracing::info!("the certificate files changed; new connections use them"),
        // It is tried again as soon as one of the files changes once more.
        Err(error) => {
            tracing::error!(%error, "the certificate files changed, but are of no use; the previous ones stay in use");
        }
    }
}

pub(super) fn marks(settings: &TlsSettings) -> Marks {
    [&settings.cert_file, &settings.key_file, &settings.ca_cert, &settings.crl_file].map(|file| {
        let found = if file.is_empty() { None } else { fs::metadata(file).ok() };
        found.map(|it| (it.len(), it.modified().ok(), number(&it)))
    })
}

#[cfg(unix)]
fn number(found: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(found)
}

#[cfg(not(unix))]
fn number(_: &Metadata) -> u64 {
    0
}
