//! A call of another server is checked by the compiler.

use commandry::{
    CommandErrors,
    client::{Client, ClientError},
    command, commands,
};
use schemars::JsonSchema;
use serde::Serialize;

/// Why nothing is added.
#[derive(Debug, CommandErrors)]
enum AddError {
    Overflow,
}

impl std::fmt::Display for AddError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("overflow")
    }
}

#[command]
fn add(#[inject] _context: commandry::Context, a: u8, b: u8) -> Result<u8, AddError> {
    a.checked_add(b).ok_or(AddError::Overflow)
}

/// A result that servers write and nobody reads.
#[derive(Serialize, JsonSchema)]
struct WrittenOnly;

#[command]
fn write_only() -> WrittenOnly {
    WrittenOnly
}

struct Counter;

#[commands]
impl Counter {
    #[command]
    fn count_by(&self, step: u8) -> u8 {
        step
    }
}

fn helper(_: u8) {}

async fn wrong_type(client: &Client) {
    let _ = client.call::<add>((1, "2")).await;
}

async fn missing_parameter(client: &Client) {
    let _ = client.call::<add>((1,)).await;
}

async fn too_many_parameters(client: &Client) {
    let _ = client.call::<add>((1, 2, 3)).await;
}

async fn wrong_result(client: &Client) -> Result<String, ClientError<AddError>> {
    client.call::<add>((1, 2)).await
}

async fn wrong_error(client: &Client) -> Result<u8, ClientError<std::fmt::Error>> {
    client.call::<add>((1, 2)).await
}

async fn wrong_parameter_of_a_method(client: &Client) {
    let _ = client.call::<count_by>((-1.5,)).await;
}

async fn unreadable_result(client: &Client) {
    let _ = client.call::<write_only>(()).await;
}

async fn wrong_in_a_batch(client: &Client) -> Option<String> {
    let mut batch = client.batch();
    let sum = batch.call::<add>((1, "2"));
    let mut answers = batch.send().await.ok()?;
    answers.take(sum).ok()
}

async fn no_command(client: &Client) {
    let _ = client.call::<helper>((1,)).await;
}

fn main() {}
