//! Serves the jobs by dropshot, one path each: `bench-dropshot --port 3000`.

use std::error::Error;

use bench_jobs::start;
use dropshot::{
    ApiDescription, ConfigDropshot, HttpError, HttpResponseOk, RequestContext, ServerBuilder, TypedBody,
    endpoint,
};
use schemars::JsonSchema;
use serde::Deserialize;

bench_jobs::order_types!(JsonSchema);

/// The parameters of `add`.
#[derive(Deserialize, JsonSchema)]
struct AddParams {
    a: f64,
    b: f64,
}

/// The parameters of `echo_order`.
#[derive(Deserialize, JsonSchema)]
struct EchoOrderParams {
    order: Order,
}

/// Adds two numbers.
#[endpoint { method = POST, path = "/add" }]
async fn add(
    _context: RequestContext<()>,
    body: TypedBody<AddParams>,
) -> Result<HttpResponseOk<f64>, HttpError> {
    let params = body.into_inner();
    Ok(HttpResponseOk(params.a + params.b))
}

/// Returns an order with its total.
#[endpoint { method = POST, path = "/echo_order" }]
async fn echo_order(
    _context: RequestContext<()>,
    body: TypedBody<EchoOrderParams>,
) -> Result<HttpResponseOk<PricedOrder>, HttpError> {
    Ok(HttpResponseOk(body.into_inner().order.priced()))
}

fn main() -> Result<(), Box<dyn Error>> {
    let address = start::address()?;
    start::run_on_one_thread(async move {
        let mut api = ApiDescription::new();
        api.register(add)?;
        api.register(echo_order)?;
        let config = ConfigDropshot {
            bind_address: address,
            default_request_body_max_bytes: 1 << 20,
            ..ConfigDropshot::default()
        };
        // No server under measurement writes a line per request.
        let log = slog::Logger::root(slog::Discard, slog::o!());
        let server = ServerBuilder::new(api, (), log).config(config).start()?;
        start::announce(server.local_addr())?;
        server.await?;
        Ok(())
    })
}
