//! Serves the jobs by jsonrpsee: `bench-jsonrpsee --port 3000`.

use std::error::Error;

use bench_jobs::start;
use jsonrpsee::core::{RpcResult, async_trait};
use jsonrpsee::proc_macros::rpc;
use jsonrpsee::server::{Server, ServerConfig};

bench_jobs::order_types!();

/// The jobs, as jsonrpsee's macro wants them declared.
#[rpc(server)]
pub trait Jobs {
    /// Adds two numbers.
    #[method(name = "add", param_kind = map)]
    async fn add(&self, a: f64, b: f64) -> RpcResult<f64>;

    /// Returns an order with its total.
    #[method(name = "echo_order", param_kind = map)]
    async fn echo_order(&self, order: Order) -> RpcResult<PricedOrder>;
}

struct JobsServerImpl;

#[async_trait]
impl JobsServer for JobsServerImpl {
    async fn add(&self, a: f64, b: f64) -> RpcResult<f64> {
        Ok(a + b)
    }

    async fn echo_order(&self, order: Order) -> RpcResult<PricedOrder> {
        Ok(order.priced())
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let address = start::address()?;
    start::run_on_one_thread(async move {
        // TCP_NODELAY is jsonrpsee's default.
        let config = ServerConfig::builder().http_only().build();
        let server = Server::builder().set_config(config).build(address).await?;
        start::announce(server.local_addr()?)?;
        server.start(JobsServerImpl.into_rpc()).stopped().await;
        Ok(())
    })
}
