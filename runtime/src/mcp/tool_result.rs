//! Results of commands as results of tools, written around the command's own bytes.

use commandry_schema::mcp_tools::McpResult;
use serde_json::Value;

use crate::{
    CallError,
    call::{Entry, Reply},
    codes,
};

/// How the result of a command is given.
pub(super) type ResultForm = McpResult;

/// Most faults that a model is told of at once.
const MOST_FAULTS: usize = 10;
/// Most names that a model is given to choose from.
const MOST_SUGGESTIONS: usize = 3;

/// Writes what stands in front of the result of a command.
pub(super) fn write_head(form: ResultForm, bytes: &mut Vec<u8>) {
    match form {
        McpResult::Object => bytes.extend_from_slice(STRUCTURED),
        McpResult::WrappedIn(member) => {
            bytes.extend_from_slice(STRUCTURED);
            bytes.extend_from_slice(b"{\"");
            bytes.extend_from_slice(member.as_bytes());
            bytes.extend_from_slice(b"\":");
        }
        McpResult::Content => bytes.extend_from_slice(CONTENT),
    }
}

/// The members of a tool's result, behind the `before` bytes that [`write_head`] was called behind; the object is left
/// open. `write_before` writes those bytes again, in case that an interceptor replaced the answer.
pub(super) fn finish(
    form: ResultForm,
    before: usize,
    write_before: impl Fn(&mut Vec<u8>),
    entry: &Entry,
    reply: Reply,
) -> Vec<u8> {
    let head = |bytes: &mut Vec<u8>| {
        write_before(bytes);
        write_head(form, bytes);
    };
    let mut bytes = match reply.into_bytes(head) {
        Ok(bytes) => bytes,
        Err(error) => {
            let mut bytes = Vec::new();
            write_before(&mut bytes);
            write_failure(&error, &mut bytes);
            return bytes;
        }
    };
    entry.learn_answer(bytes.len() - before);
    if form == McpResult::Content {
        close_content(&mut bytes, before + CONTENT.len());
        return bytes;
    }
    if matches!(form, McpResult::WrappedIn(_)) {
        bytes.push(b'}');
    }
    let (start, end) = (before + STRUCTURED.len(), bytes.len());
    bytes.reserve((end - start) * 5 / 4 + 64);
    bytes.extend_from_slice(TEXT_HEAD);
    append_escaped(&mut bytes, start, end);
    bytes.extend_from_slice(TEXT_TAIL);
    bytes
}

/// Makes a list of what a command shows: several pieces are one already, one piece becomes one, nothing an empty one.
fn close_content(bytes: &mut Vec<u8>, start: usize) {
    match bytes.get(start) {
        Some(b'[') => {}
        Some(b'{') => {
            bytes.insert(start, b'[');
            bytes.push(b']');
        }
        _ => {
            bytes.truncate(start);
            bytes.extend_from_slice(b"[]");
        }
    }
}

const STRUCTURED: &[u8] = b"\"structuredContent\":";
const CONTENT: &[u8] = b"\"content\":";
const TEXT_HEAD: &[u8] = b",\"content\":[{\"type\":\"text\",\"text\":\"";
const TEXT_TAIL: &[u8] = b"\"}]";

/// Appends a part of JSON text again as the content of a JSON string.
///
/// What is between quotes, backslashes and line breaks is copied at once. Other control characters do not stand in JSON.
fn append_escaped(bytes: &mut Vec<u8>, start: usize, end: usize) {
    let mut copied = start;
    for position in start..end {
        let escaped = match bytes[position] {
            byte @ (b'"' | b'\\') => byte,
            b'\n' => b'n',
            b'\r' => b'r',
            b'\t' => b't',
            _ => continue,
        };
        bytes.extend_from_within(copied..position);
        bytes.extend_from_slice(&[b'\\', escaped]);
        copied = position + 1;
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
    let mut seen = Vec::new();
    meant.retain(|name| {
        !seen.contains(name) && {
            seen.push(*name);
            true
        }
    });
    meant.truncate(MOST_SUGGESTIONS);
    if !meant.is_empty() {
        text.push_str(&format!("\nDid you mean: {}?", meant.join(", ")));
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{append_escaped, close_content, explanation};
    use crate::{CallError, codes};

    #[test]
    fn json_becomes_the_content_of_a_string() {
        for text in [
            r#"{"a":"b\"
","c":[1,"é"]}"#,
            "",
            "7",
            "{\n\t\"a\":\r\n1}",
        ] {
            let mut bytes = text.as_bytes().to_vec();
            append_escaped(&mut bytes, 0, text.len());
            let quoted = format!("\"{}\"", std::str::from_utf8(&bytes[text.len()..]).unwrap());
            assert_eq!(serde_json::from_str::<String>(&quoted).unwrap(), text);
        }
    }

    #[test]
    fn content_is_a_list() {
        for (given, expected) in [("[1,2]", "[1,2]"), ("{}", "[{}]"), ("null", "[]"), ("[]", "[]")] {
            let mut bytes = format!("x{given}").into_bytes();
            close_content(&mut bytes, 1);
            assert_eq!(bytes, format!("x{expected}").into_bytes());
        }
    }

    #[test]
    fn a_model_is_told_the_fault_first_and_then_how_to_repair_it() {
        let fault = |name: &str, meant: Option<&str>| {
            let mut fault = json!({"pointer": format!("/{name}"), "expected": "a number", "got": "\"x\""});
            if let Some(meant) = meant {
                fault["did_you_mean"] = Value::from(meant);
            }
            fault
        };
        let faults =
            [fault("a", Some("one")), fault("b", None), fault("c", Some("two")), fault("d", Some("one"))];
        let error = CallError::new(codes::INVALID_PARAMS, "invalid_params", "Invalid parameters: a (3 more)")
            .with("errors", Value::from(faults.to_vec()))
            .with("signature", "add(a: number)");
        assert_eq!(
            explanation(&error),
            "Invalid parameters: a (3 more)\n`/b`: expected a number, got \"x\"\n`/c`: expected a number, got \
             \"x\"\n`/d`: expected a number, got \"x\"\nSignature: add(a: number)\nDid you mean: one, two?"
        );
        let error = CallError::new(1001, "out_of_stock", "only 2 left").detail("left", 2);
        assert_eq!(explanation(&error), "only 2 left (kind: out_of_stock)\ndetails: {\"left\":2}");
    }
}
