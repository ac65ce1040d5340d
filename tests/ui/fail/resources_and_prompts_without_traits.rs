//! Types that resources and prompts cannot take or return, each reported once, where it stands.

use commandry::{CallError, Registry, prompt, resource};

struct Order(u8);

#[resource("orders://first")]
fn not_writable() -> Order {
    Order(1)
}

#[resource("orders://second")]
async fn not_writable_in_a_result() -> Result<Order, CallError> {
    Ok(Order(2))
}

#[resource("orders://{id}")]
fn not_readable(id: Order) -> u8 {
    id.0
}

#[prompt]
fn no_messages() -> Vec<String> {
    Vec::new()
}

#[prompt]
fn error_without_traits() -> Result<String, Order> {
    Ok(String::new())
}

#[prompt]
fn completed_by_numbers(#[param(complete = numbers)] id: u8) -> String {
    id.to_string()
}

fn numbers(_: commandry::Context, _: String) -> Vec<u8> {
    Vec::new()
}

#[prompt]
fn completed_by_another_signature(#[param(complete = more_numbers)] id: u8) -> String {
    id.to_string()
}

async fn more_numbers(_: String) -> Vec<String> {
    Vec::new()
}

fn main() {
    let _ = Registry::new().with_resource::<no_messages>().with_prompt::<Order>();
}
