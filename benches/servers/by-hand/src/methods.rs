//! The two methods and their parameters.

use serde::Deserialize;

bench_jobs::order_types!();

/// The parameters of `add`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddParams {
    /// First summand.
    pub(crate) a: f64,
    /// Second summand.
    pub(crate) b: f64,
}

/// The parameters of `echo_order`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EchoOrderParams {
    /// The order to price.
    pub(crate) order: Order,
}

/// Adds two numbers.
pub(crate) async fn add(params: AddParams) -> f64 {
    params.a + params.b
}

/// Returns an order with its total.
pub(crate) async fn echo_order(params: EchoOrderParams) -> PricedOrder {
    params.order.priced()
}
