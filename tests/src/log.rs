//! What a service logs, to be looked at by a test.

use std::{
    cell::RefCell,
    io::{self, Write},
    sync::{Arc, Mutex, Once, PoisonError},
};

use tracing::level_filters::LevelFilter;
use tracing_subscriber::fmt::MakeWriter;

/// Everything logged so far on the thread of a test.
#[derive(Clone, Debug, Default)]
pub struct Log(Arc<Mutex<Vec<u8>>>);

/// Ends a log; what its thread logs afterwards is lost.
#[derive(Debug)]
pub struct LogGuard(());

thread_local! {
    static OF_THREAD: RefCell<Option<Log>> = const { RefCell::new(None) };
}

impl Log {
    /// The log as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }
}

/// Collects what the current thread logs, at every level, until the guard is dropped.
///
/// One subscriber serves the whole process. With one for each thread, what is logged depends on which thread comes to a
/// place in the code first: where that one has no subscriber, the place is marked as one that nobody listens to.
///
/// # Panics
///
/// Panics when the test has installed a subscriber of its own for the whole process.
pub fn logged() -> (Log, LogGuard) {
    static INSTALL: Once = Once::new();
    INSTALL.call_once(|| {
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(LevelFilter::TRACE)
            .with_ansi(false)
            .with_writer(ThreadLogs)
            .finish();
        tracing::subscriber::set_global_default(subscriber).expect("there is one subscriber");
    });
    let log = Log::default();
    OF_THREAD.set(Some(log.clone()));
    (log, LogGuard(()))
}

impl Drop for LogGuard {
    fn drop(&mut self) {
        OF_THREAD.set(None);
    }
}

/// Writes to the log of the thread, if it has one.
#[derive(Debug)]
struct ThreadLogs;

impl MakeWriter<'_> for ThreadLogs {
    type Writer = Log;

    fn make_writer(&self) -> Log {
        // A thread that ends has no log any more.
        OF_THREAD.try_with(|log| log.borrow().clone()).ok().flatten().unwrap_or_default()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
