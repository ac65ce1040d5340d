//! What is logged while a test runs.

use std::{
    cell::RefCell,
    io,
    sync::{Arc, Mutex, Once},
};

use tracing_subscriber::fmt::MakeWriter;

/// A log in memory.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

/// Ends a log.
pub(crate) struct Logging(());

thread_local! {
    static OF_THREAD: RefCell<Option<Log>> = const { RefCell::new(None) };
}

impl Log {
    /// Logs what happens in this thread, until the value is dropped.
    ///
    /// One subscriber serves the whole process: with one for each thread, a place in the code that a thread without one
    /// comes to first is marked as one that nobody listens to.
    pub(crate) fn start(&self) -> Logging {
        static INSTALL: Once = Once::new();
        INSTALL.call_once(|| tracing_subscriber::fmt().with_ansi(false).with_writer(ThreadLogs).init());
        OF_THREAD.set(Some(self.clone()));
        Logging(())
    }

    /// What was logged so far.
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Drop for Logging {
    fn drop(&mut self) {
        OF_THREAD.set(None);
    }
}

/// Writes to the log of the thread, if it has one.
struct ThreadLogs;

impl MakeWriter<'_> for ThreadLogs {
    type Writer = Log;

    fn make_writer(&self) -> Log {
        OF_THREAD.try_with(|log| log.borrow().clone()).ok().flatten().unwrap_or_default()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
