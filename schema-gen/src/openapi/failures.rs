//! How failures are answered outside the envelope: with a status of 4xx or 5xx and the error in the body.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use utoipa::openapi::{
    ContentBuilder, Ref, RefOr, Response, ResponseBuilder, path::OperationBuilder, schema::Schema,
};

use super::{Document, JSON, Level};
use crate::catalog::{Command, DEFINITIONS, ErrorKind};

/// Notes that the document uses the error object of JSON-RPC, and gives a reference to it.
pub(super) fn rpc_error(document: &mut Document<'_>) -> Value {
    let mut data = json!({});
    if document.options.level != Level::Envelope {
        data["description"] = "`kind` names the failure; `details` belong to the kind.".into();
    }
    let schema = json!({
        "type": "object",
        "required": ["code", "message"],
        "properties": {"code": {"type": "integer"}, "message": {"type": "string"}, "data": data}
    });
    document.frame_schema("RpcError", schema);
    json!({"$ref": format!("{DEFINITIONS}RpcError")})
}

/// The responses that many operations share.
pub(super) fn shared_responses(document: &mut Document<'_>) -> BTreeMap<String, Response> {
    let body = error_body(document);
    let response = |text: &str| {
        let content = ContentBuilder::new().schema(Some(body.clone())).build();
        ResponseBuilder::new().description(text).content(JSON, content).build()
    };
    BTreeMap::from([
        ("BadParameters".to_owned(), response("The parameters are refused; the error names every fault.")),
        ("Failure".to_owned(), response("The call failed for a reason that any call may have.")),
    ])
}

/// Adds the responses of a command that fails.
pub(super) fn add_failures(
    document: &mut Document<'_>,
    command: &Command,
    mut operation: OperationBuilder,
) -> OperationBuilder {
    document.uses_failures = true;
    let mut by_status: BTreeMap<u16, Vec<&ErrorKind>> = BTreeMap::new();
    for kind in &command.errors.kinds {
        // Any other status is a mistake in a catalog from elsewhere; the call is then answered as a plain failure.
        if (400..600).contains(&kind.status) {
            by_status.entry(kind.status).or_default().push(kind);
        }
    }
    if !by_status.contains_key(&400) {
        operation = operation.response("400", Ref::from_response_name("BadParameters"));
    }
    for (status, kinds) in by_status {
        let mut lines: Vec<String> = kinds.into_iter().map(kind_line).collect();
        if status == 400 {
            lines.push("- otherwise the parameters are refused; the error names every fault.".into());
        }
        let content = ContentBuilder::new().schema(Some(error_body(document))).build();
        let response = ResponseBuilder::new().description(lines.join("\n")).content(JSON, content);
        operation = operation.response(status.to_string(), response.build());
    }
    operation.response("default", Ref::from_response_name("Failure"))
}

/// A kind of failure as an item of a Markdown list.
fn kind_line(kind: &ErrorKind) -> String {
    let text = kind.description.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("- `{}` ({}): {text}", kind.kind, kind.code).trim_end_matches([':', ' ']).to_owned()
}

fn error_body(document: &mut Document<'_>) -> RefOr<Schema> {
    let error = rpc_error(document);
    let schema = json!({"type": "object", "required": ["error"], "properties": {"error": error}});
    document.frame_schema("ErrorBody", schema)
}
