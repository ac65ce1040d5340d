//! The paths that clients of mcp-proxy-adapter know, all leading to the same calls.

use axum::{
    Router,
    extract::{Path, Request, State, rejection::PathRejection},
    http::StatusCode,
    response::Response,
    routing::{get, post},
};
use commandry_schema::catalog::Command;
use serde_json::{Map, Value, json};

use super::{caller, cmd, health, query, refusal};
use crate::Dispatcher;

pub(super) fn routes() -> Router<Dispatcher> {
    Router::new()
        .route("/api/cmd", post(cmd::JsonRpc))
        .route("/api/jsonrpc", post(cmd::JsonRpc))
        .route("/api/jsonrpc/batch", post(cmd::JsonRpc))
        .route("/api/command/{name}", post(cmd::by_name))
        .route("/api/tools/{name}", get(command).post(cmd::by_name))
        .route("/tools/{name}", get(command).post(cmd::by_name))
        .route("/api/commands", get(commands))
        .route("/api/commands/{name}", get(command))
        .route("/commands", get(commands))
        .route("/heartbeat", get(health::health))
}

/// All commands with their schemas, and what these refer to.
async fn commands(State(dispatcher): State<Dispatcher>, request: Request) -> Response {
    let audience = dispatcher.audience(&caller::caller(request.extensions()));
    let catalog = dispatcher.catalog_for(audience.as_deref());
    let commands: Map<String, Value> =
        catalog.commands.iter().map(|command| (command.name.clone(), describe(command))).collect();
    let body = json!({"commands": commands, "components": {"schemas": catalog.schemas}});
    refusal::json(StatusCode::OK, body.to_string().into_bytes())
}

/// One command with its schema, and what this refers to.
async fn command(
    State(dispatcher): State<Dispatcher>,
    name: Result<Path<String>, PathRejection>,
    request: Request,
) -> Response {
    let Ok(Path(name)) = name else { return refusal::error(&query::path_not_utf8()) };
    match dispatcher.find_for(&name, &caller::caller(request.extensions())) {
        Some(entry) => {
            let described = entry.described();
            let mut body = describe(&dispatcher.published(&described.command, &described.schemas));
            body["components"] = json!({"schemas": described.schemas});
            refusal::json(StatusCode::OK, body.to_string().into_bytes())
        }
        None => refusal::error(&dispatcher.method_not_found(&name)),
    }
}

fn describe(command: &Command) -> Value {
    json!({"name": command.name, "description": command.summary, "schema": command.parameters_schema()})
}
