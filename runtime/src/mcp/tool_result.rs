//! Results of commands as results of tools, written around the command's own bytes.

use commandry_schema::mcp_tools::McpResult;
use serde_json::Value;

use crate::{CallError, call::Reply, codes};

/// How the result of a command is given.
pub(super) type ResultForm = McpResult;

/// Most faults that a model is told of at once.
const MOST_FAULTS: usize = 10;
/// Most names that a model is given to choose from.
const MOST_SUGGESTIONS: usize = 3;

/// What stands in front of the result of a command; `before` begins the object.
pub(super) fn head(form: ResultForm, before: &[u8], room: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(before.len() + 2 * room);
    write_head(form, before, &mut bytes);
    bytes
}

fn write_head(form: ResultForm, before: &[u8], bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(before);
    match form {
        McpResult::Object => bytes.extend_from_slice(b"\"structuredContent\":"),
        McpResult::WrappedIn(member) => {
            bytes.extend_from_slice(b"\"structuredContent\":{\"");
            bytes.extend_from_slice(member.as_bytes());
            bytes.extend_from_slice(b"\":");
        }
        McpResult::Content => bytes.extend_from_slice(b"\"content\":"),
    }
}

/// The members of a tool's result, behind what [`head`] wrote; the object is left open.
pub(super) fn finish(form: ResultForm, before: &[u8], reply: Reply) -> Vec<u8> {
    let mut bytes = match reply.into_bytes(|bytes| write_head(form, before, bytes)) {
        Ok(bytes) => bytes,
        Err(error) => {
            let mut bytes = before.to_vec();
            write_failure(&error, &mut bytes);
            return bytes;
        }
    };
    let mut start = before.len();
    match form {
        McpResult::Object => start += b"\"structuredContent\":".len(),
        McpResult::WrappedIn(_) => {
            start += b"\"structuredContent\":".len();
            bytes.push(b'}');
        }
        McpResult::Content => {
            let start = start + b"\"content\":".len();
            match bytes.get(start) {
                Some(b'[') => {}
                // One piece, or none at all.
                Some(b'{') => {
                    bytes.insert(start, b'[');
                    bytes.push(b']');
                }
                _ => {
                    bytes.truncate(start);
                    bytes.extend_from_slice(b"[]");
                }
            }
            return bytes;
        }
    }
    let end = bytes.len();
    bytes.reserve(end - start + TEXT_HEAD.len() + TEXT_TAIL.len() + (end - start) / 4);
    bytes.extend_from_slice(TEXT_HEAD);
    append_escaped(&mut bytes, start, end);
    bytes.extend_from_slice(TEXT_TAIL);
    bytes
}

const TEXT_HEAD: &[u8] = b",\"content\":[{\"type\":\"text\",\"text\":\"";
const TEXT_TAIL: &[u8] = b"\"}]";

/// Appends a part of JSON text again as the content of a JSON string.
///
/// serde_json writes no control characters and no line breaks between members, so quotes and backslashes are all there
/// is to escape; they are looked for, and what is between them is copied at once.
fn append_escaped(bytes: &mut Vec<u8>, start: usize, end: usize) {
    let mut copied = start;
    for position in start..end {
        if matches!(bytes[position], b'"' | b'\\') {
            bytes.extend_from_within(copied..position);
            bytes.push(b'\\');
            copied = position;
        }
    }
    bytes.extend_from_within(copied..end);
}

/// Writes the members of a failed result.
#[cold]
pub(super) fn write_failure(error: &CallError, bytes: &mut Vec<u8>) {
    let text = explanation(error);
    bytes.extend_from_slice(b"\"content\":[{\"type\":\"text\",\"text\":");
    bytes.extend_from_slice(Value::from(text).to_string().as_bytes());
    bytes.extend_from_slice(b"}],\"isError\":true");
}

/// What a model reads of a failed call: the fault first, then what helps to repair it.
pub(super) fn explanation(error: &CallError) -> String {
    if error.code() == codes::INVALID_PARAMS && error.kind() == "invalid_params" {
        return misfit(error);
    }
    let mut text = format!("{} (kind: {})", error.message(), error.kind());
    for (name, value) in error.data() {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        text.push_str(&format!("\n{name}: {value}"));
    }
    text
}

/// The faults of arguments, the signature, and the names that may have been meant.
fn misfit(error: &CallError) -> String {
    let faults = error.data().get("errors").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let mut text = error.message().to_owned();
    for fault in faults.iter().skip(1).take(MOST_FAULTS - 1) {
        let part = |name: &str| fault.get(name).and_then(Value::as_str);
        text.push_str(&format!(
            "\n`{}`: expected {}",
            part("pointer").unwrap_or_default(),
            part("expected").unwrap_or("something else")
        ));
        if let Some(got) = part("got") {
            text.push_str(&format!(", got {got}"));
        }
    }
    if let Some(signature) = error.data().get("signature").and_then(Value::as_str) {
        text.push_str(&format!("\nSignature: {signature}"));
    }
    let mut meant: Vec<&str> =
        faults.iter().filter_map(|fault| fault.get("did_you_mean").and_then(Value::as_str)).collect();
    meant.dedup();
    meant.truncate(MOST_SUGGESTIONS);
    if !meant.is_empty() {
        text.push_str(&format!("\nDid you mean: {}?", meant.join(", ")));
    }
    text
}
