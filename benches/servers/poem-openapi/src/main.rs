//! Serves the jobs by poem-openapi, one path each: `bench-poem-openapi --port 3000`.

use std::error::Error;

use bench_jobs::start;
use poem::Server;
use poem::listener::TcpAcceptor;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi, OpenApiService};
use tokio::net::TcpListener;

bench_jobs::order_types!(Object);

/// The parameters of `add`.
#[derive(Object)]
struct AddParams {
    a: f64,
    b: f64,
}

/// The parameters of `echo_order`.
#[derive(Object)]
struct EchoOrderParams {
    order: Order,
}

struct Jobs;

#[OpenApi]
#[allow(clippy::unused_async, reason = "the macro takes async methods only")]
impl Jobs {
    /// Adds two numbers.
    #[oai(path = "/add", method = "post")]
    async fn add(&self, params: Json<AddParams>) -> Json<f64> {
        Json(params.a + params.b)
    }

    /// Returns an order with its total.
    #[oai(path = "/echo_order", method = "post")]
    async fn echo_order(&self, params: Json<EchoOrderParams>) -> Json<PricedOrder> {
        Json(params.0.order.priced())
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let address = start::address()?;
    start::run_on_one_thread(async move {
        let listener = TcpListener::bind(address).await?;
        // Accepted connections inherit the option from the listening socket; poem sets none itself.
        socket2::SockRef::from(&listener).set_tcp_nodelay(true)?;
        start::announce(listener.local_addr()?)?;
        let service = OpenApiService::new(Jobs, "jobs", "1.0.0");
        Server::new_with_acceptor(TcpAcceptor::from_tokio(listener)?).run(service).await?;
        Ok(())
    })
}
