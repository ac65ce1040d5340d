//! The connections that are open, and the one task that checks how long they take.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak, atomic::Ordering},
    time::Duration,
};

use tokio::{
    sync::watch,
    time::{Instant, MissedTickBehavior, interval},
};

use super::{
    ServeOptions,
    activity::{Activity, Clock},
};

/// How long connections may take, in milliseconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Times {
    pub(super) header: u64,
    pub(super) idle: u64,
    pub(super) write: u64,
}

/// All connections of a server.
#[derive(Debug)]
pub(super) struct OpenConnections {
    clock: Arc<Clock>,
    times: Times,
    list: Mutex<List>,
    count: watch::Sender<usize>,
}

#[derive(Debug, Default)]
struct List {
    next: u64,
    finishing: bool,
    entries: HashMap<u64, Arc<Activity>>,
}

/// A connection among the open ones, until it is dropped.
#[derive(Debug)]
pub(super) struct Entry {
    id: u64,
    activity: Arc<Activity>,
    all: Arc<OpenConnections>,
}

impl OpenConnections {
    /// None yet. A task checks their times until this value and all entries are gone.
    pub(super) fn watched(options: &ServeOptions) -> Arc<Self> {
        let milliseconds = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        let times = Times {
            header: milliseconds(options.header_time),
            idle: milliseconds(options.idle_time),
            write: milliseconds(options.write_time),
        };
        let all = Arc::new(Self {
            clock: Arc::default(),
            times,
            list: Mutex::default(),
            count: watch::Sender::new(0),
        });
        let shortest = options.header_time.min(options.idle_time).min(options.write_time);
        let pause = (shortest / 4).clamp(Duration::from_millis(10), Duration::from_secs(1));
        tokio::spawn(check(Arc::downgrade(&all), pause));
        all
    }

    /// Counts one more.
    pub(super) fn add(self: &Arc<Self>) -> Entry {
        let activity = Arc::new(Activity::new(self.clock.clone()));
        let mut list = self.list();
        let id = list.next;
        list.next += 1;
        list.entries.insert(id, activity.clone());
        if list.finishing {
            activity.finish();
        }
        self.count.send_replace(list.entries.len());
        Entry { id, activity, all: self.clone() }
    }

    /// Lets every connection answer what has begun and close, and waits until all have.
    pub(super) async fn finish(&self) {
        {
            let mut list = self.list();
            list.finishing = true;
            list.entries.values().for_each(|activity| activity.finish());
        }
        // The sender lives as long as this future borrows it, so that waiting cannot fail.
        let _ = self.count.subscribe().wait_for(|count| *count == 0).await;
    }

    fn list(&self) -> MutexGuard<'_, List> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entry {
    /// What the connection is doing.
    pub(super) fn activity(&self) -> &Arc<Activity> {
        &self.activity
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        let mut list = self.all.list();
        list.entries.remove(&self.id);
        self.all.count.send_replace(list.entries.len());
    }
}

/// Keeps the clock of the connections, and ends those that take too long.
async fn check(all: Weak<OpenConnections>, pause: Duration) {
    let began = Instant::now();
    let mut ticks = interval(pause);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let Some(all) = all.upgrade() else { return };
        let now = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        all.clock.store(now, Ordering::Relaxed);
        all.list().entries.values().for_each(|activity| activity.check(&all.times));
    }
}
