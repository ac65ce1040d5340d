//! Waiting for something, but not for ever.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    task::Poll,
    time::Duration,
};

/// Waits for a future up to a limit; `None` when time ran out.
///
/// Most of what a server waits for is there when it is first asked for, so the timer is set only after that. It lives
/// on the heap: every request is moved about together with the room for what it may wait for.
pub(crate) async fn within<F: Future>(limit: Duration, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    match poll_fn(|task| Poll::Ready(future.as_mut().poll(task))).await {
        Poll::Ready(output) => Some(output),
        Poll::Pending => Box::pin(tokio::time::timeout(limit, future)).await.ok(),
    }
}

#[cfg(test)]
mod tests {
    use std::{future, time::Duration};

    use super::within;

    #[tokio::test]
    async fn what_is_ready_needs_no_time() {
        assert_eq!(within(Duration::ZERO, future::ready(7)).await, Some(7));
    }

    #[tokio::test]
    async fn what_never_comes_is_given_up() {
        assert_eq!(within(Duration::from_millis(5), future::pending::<()>()).await, None);
    }

    #[tokio::test]
    async fn what_comes_in_time_is_taken() {
        let soon = tokio::time::sleep(Duration::from_millis(5));
        assert_eq!(within(Duration::from_secs(60), soon).await, Some(()));
    }
}
