//! Serves the jobs as tools by rmcp, in its quickest way: no sessions, and answers that are no streams of events:
//! `bench-rmcp --port 3000`.

mod tools;

use std::error::Error;
use std::sync::Arc;

use axum::Router;
use axum::serve::ListenerExt;
use bench_jobs::start;
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use tokio::net::TcpListener;

use crate::tools::Jobs;

fn main() -> Result<(), Box<dyn Error>> {
    let address = start::address()?;
    start::run_on_one_thread(async move {
        let config =
            StreamableHttpServerConfig::default().with_legacy_session_mode(false).with_json_response(true);
        let sessions = Arc::new(NeverSessionManager::default());
        let service = StreamableHttpService::new(|| Ok(Jobs), sessions, config);
        let listener = TcpListener::bind(address).await?;
        start::announce(listener.local_addr()?)?;
        // It fails only for a socket that is closed already.
        let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
        Ok(axum::serve(listener, Router::new().route_service("/mcp", service)).await?)
    })
}
