//! Waiting for what is asynchronous, in functions that are not.

use std::{future::Future, time::Duration};

use tokio::{
    runtime::{Builder, Runtime},
    time::timeout,
};

/// Whatever takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(20);

thread_local! {
    // One for all inputs: making a runtime takes longer than most inputs do.
    static RUNTIME: Runtime = Builder::new_current_thread().enable_all().build().expect("a runtime can be made");
}

/// Waits for a future, and panics when it hangs.
pub(crate) fn wait<T>(future: impl Future<Output = T>) -> T {
    RUNTIME.with(|runtime| {
        runtime.block_on(async { timeout(PATIENCE, future).await.expect("every input is done with in time") })
    })
}
