//! How much memory the server has, as the kernel counts it.

use std::{
    fmt, fs,
    io::{Error, Result},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

/// How often it is looked at.
const PAUSE: Duration = Duration::from_millis(250);

/// Looks at a process until it is told to end.
pub(crate) struct Memory {
    ended: Arc<AtomicBool>,
    looking: JoinHandle<Vec<u64>>,
}

/// The bytes of a process over a time.
pub(crate) struct Samples(Vec<u64>);

impl Memory {
    pub(crate) fn sampled(process: u32) -> Self {
        let ended = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&ended);
        let looking = thread::spawn(move || {
            let mut samples = Vec::new();
            while !told.load(Ordering::Relaxed) {
                samples.extend(resident(process));
                thread::sleep(PAUSE);
            }
            samples
        });
        Self { ended, looking }
    }

    pub(crate) fn end(self) -> Samples {
        self.ended.store(true, Ordering::Relaxed);
        // A thread that panicked saw nothing.
        Samples(self.looking.join().unwrap_or_default())
    }
}

impl Samples {
    /// The most in the second quarter, when everything is under way, and in the last.
    pub(crate) fn second_and_last_quarter(&self) -> (u64, u64) {
        let quarter = self.0.len() / 4;
        let most = |part: &[u64]| part.iter().max().copied().unwrap_or_default();
        (most(&self.0[quarter..2 * quarter]), most(&self.0[self.0.len() - quarter..]))
    }
}

impl fmt::Display for Samples {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (second, last) = self.second_and_last_quarter();
        let most = self.0.iter().max().copied().unwrap_or_default();
        write!(
            formatter,
            "at most {} MB in the second quarter of the overload, {} MB in the last, {} MB in all of it",
            second >> 20,
            last >> 20,
            most >> 20
        )
    }
}

/// The bytes of a process that are in memory.
pub(crate) fn resident(process: u32) -> Result<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .and_then(|rest| rest.trim().strip_suffix(" kB")?.parse::<u64>().ok())
        .map(|kilobytes| kilobytes << 10)
        .ok_or_else(|| Error::other("the kernel does not tell the memory of the server"))
}
