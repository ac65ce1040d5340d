//! Serves the jobs over axum, written by hand: `by-hand --port 3000`.

use std::error::Error;

use axum::serve::ListenerExt;
use bench_jobs::start;
use tokio::net::TcpListener;

fn main() -> Result<(), Box<dyn Error>> {
    let address = start::address()?;
    start::run_on_one_thread(async move {
        let listener = TcpListener::bind(address).await?;
        start::announce(listener.local_addr()?)?;
        let listener = listener.tap_io(|stream| {
            // A connection that cannot turn off Nagle's algorithm is slower, not broken.
            let _ = stream.set_nodelay(true);
        });
        axum::serve(listener, bench_by_hand::router()).await?;
        Ok(())
    })
}
