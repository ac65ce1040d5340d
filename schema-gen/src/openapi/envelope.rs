//! The one path that takes every call, and what is sent and answered there.

use serde_json::json;
use utoipa::openapi::{
    ContentBuilder, HttpMethod, Required, ResponseBuilder, path::OperationBuilder,
    request_body::RequestBodyBuilder,
};

use super::{Document, JSON, Level, SERVICE_TAG, failures};

impl Document<'_> {
    /// Adds `POST /cmd` with its envelope.
    pub(super) fn add_envelope(&mut self) {
        let mut description = String::from("JSON-RPC 2.0; an array of calls is a batch.");
        // The smallest document says no more than what tells calls apart.
        let mut id = json!({});
        let mut params = json!({});
        if self.options.level == Level::Commands {
            description.push_str(" `Commands` gives the parameters and result of each method.");
            id = json!({
                "type": ["string", "number", "null"],
                "description": "Echoed; without it no answer comes."
            });
            params = json!({
                "type": ["object", "array"],
                "items": {},
                "description": "By name or by position."
            });
        } else if self.catalog.command("help").is_some() {
            description.push_str(" Method `help` explains the others.");
        }
        let request = json!({
            "type": "object",
            "required": ["jsonrpc", "method"],
            "properties": {
                "jsonrpc": {"type": "string", "enum": ["2.0"]},
                "id": id,
                "method": {"type": "string"},
                "params": params
            }
        });
        let rpc_error = failures::rpc_error(self);
        let response = json!({
            "type": "object",
            "properties": {
                "jsonrpc": {"type": "string"},
                "id": {},
                "result": {},
                "error": rpc_error
            }
        });
        let request = self.frame_schema("CmdRequest", request);
        let response = self.frame_schema("CmdResponse", response);
        let body = RequestBodyBuilder::new()
            .required(Some(Required::True))
            .content(JSON, ContentBuilder::new().schema(Some(request)).build());
        let answer = |text: &str| {
            let content = ContentBuilder::new().schema(Some(response.clone())).build();
            ResponseBuilder::new().description(text).content(JSON, content)
        };
        let mut operation = OperationBuilder::new()
            .operation_id(Some("call_command"))
            .summary(Some("Calls a command."))
            .description(Some(description))
            .request_body(Some(body.build()))
            .response("200", answer("Result or error."));
        if self.options.level == Level::Commands {
            operation = operation
                .tag(self.tag(SERVICE_TAG))
                .response(
                    "202",
                    ResponseBuilder::new().description("Only notifications came; nothing to answer."),
                )
                .response("4XX", answer("Refused before any command was called."))
                .response("5XX", answer("The service takes no calls at the moment."));
        }
        let endpoint = self.options.endpoint.clone();
        self.add_operation(&endpoint, HttpMethod::Post, operation);
    }
}
