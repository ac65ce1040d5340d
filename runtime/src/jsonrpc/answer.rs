//! Answering requests.

use futures_util::future::join_all;

use super::envelope::{Asked, Body, Form, Request, read};
use crate::{
    CallError,
    call::{Dispatcher, Entry, Reply, SMALL_ANSWER, Started},
    codes,
    context::Origin,
};

/// Answers one request or a batch of them; `None` when only notifications came, which get no answer.
///
/// Calls of a batch run concurrently and are answered in their order. The answer is always JSON: what is wrong with
/// the text, the request or the call is said in its `error` member.
///
/// # Examples
///
/// ```
/// use commandry::{jsonrpc, prelude::*, Dispatcher, Origin, Registry};
///
/// /// Negates a number.
/// #[command(group = "arithmetic", read_only)]
/// fn negate(
///     /// The number.
///     number: i64,
/// ) -> i64 {
///     -number
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let dispatcher = Dispatcher::builder(Registry::new().with::<negate>()).build()?;
/// let request = br#"{"jsonrpc": "2.0", "method": "negate", "params": {"number": 7}, "id": "a"}"#;
/// let answer = jsonrpc::answer(&dispatcher, request, &Origin::default()).await;
/// assert_eq!(answer.unwrap(), br#"{"jsonrpc":"2.0","id":"a","result":-7}"#);
/// # Ok(())
/// # }
/// ```
pub async fn answer(dispatcher: &Dispatcher, body: &[u8], origin: &Origin) -> Option<Vec<u8>> {
    match begin_body(dispatcher, body, origin) {
        BegunBody::Answered(bytes) => bytes,
        BegunBody::Single(running) => running.finish().await,
        // On the heap, so that single requests are not moved about with the room for a batch.
        BegunBody::Batch(requests) => Box::pin(batch(dispatcher, requests, origin)).await,
    }
}

/// What is left to wait for when a body has been read.
enum BegunBody<'a> {
    Answered(Option<Vec<u8>>),
    Single(Running<'a>),
    Batch(Vec<Request<'a>>),
}

/// Reads a body and starts its call. It does not wait, so that nothing of it takes room while the call runs.
fn begin_body<'a>(dispatcher: &'a Dispatcher, body: &'a [u8], origin: &'a Origin) -> BegunBody<'a> {
    let text = match readable(dispatcher, body) {
        Ok(text) => text,
        Err(error) => return BegunBody::Answered(Some(error_bytes(&error))),
    };
    match read(dispatcher, text) {
        Ok(Body::Single(request)) => match begin(dispatcher, request, origin) {
            Begun::Answered(bytes) => BegunBody::Answered(bytes),
            Begun::Running(running) => BegunBody::Single(running),
        },
        Ok(Body::Batch(requests)) => BegunBody::Batch(requests),
        Err(error) => BegunBody::Answered(Some(error_bytes(&parse_error(&error.to_string())))),
    }
}

/// An error that belongs to no request in particular, as the bytes of an answer.
pub(crate) fn error_bytes(error: &CallError) -> Vec<u8> {
    failed(Form::JsonRpc, None, error)
}

/// The text of a body, if it is one that can be read safely.
pub(crate) fn readable<'a>(dispatcher: &Dispatcher, body: &'a [u8]) -> Result<&'a str, CallError> {
    let limits = dispatcher.limits();
    if body.len() > limits.body_bytes {
        return Err(too_long(limits.body_bytes));
    }
    let text = std::str::from_utf8(body)
        .map_err(|error| parse_error(&format!("not UTF-8 at byte {}", error.valid_up_to())))?;
    if text.starts_with('\u{feff}') {
        return Err(parse_error("the text starts with a byte order mark; send it without"));
    }
    if is_deeper_than(text, limits.depth.min(MOST_DEPTH)) {
        return Err(CallError::new(
            codes::INVALID_REQUEST,
            "too_deep",
            format!(
                "The request nests objects and arrays deeper than {} levels.",
                limits.depth.min(MOST_DEPTH)
            ),
        ));
    }
    Ok(text)
}

pub(crate) fn too_long(limit: usize) -> CallError {
    CallError::new(
        codes::INVALID_REQUEST,
        "too_long",
        format!("The body is longer than the {limit} bytes that this server takes."),
    )
    .status(413)
}

/// The JSON reader's own bound, which keeps its stack small.
const MOST_DEPTH: usize = 128;

/// Whether a JSON text nests objects and arrays deeper than a limit.
pub(crate) fn is_deeper_than(text: &str, limit: usize) -> bool {
    // Fewer opening brackets than the limit cannot nest deeper; counting bytes is many times faster than following.
    if opening_brackets(text) <= limit {
        return false;
    }
    let mut depth = 0_usize;
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match KIND[usize::from(byte)] {
            OTHER => {}
            QUOTE => {
                // The string ends at the next quote that no backslash comes before.
                while let Some(byte) = bytes.next() {
                    match byte {
                        b'"' => break,
                        b'\\' => {
                            bytes.next();
                        }
                        _ => {}
                    }
                }
            }
            OPENING => {
                depth += 1;
                if depth > limit {
                    return true;
                }
            }
            _ => depth = depth.saturating_sub(1),
        }
    }
    false
}

const OTHER: u8 = 0;
const QUOTE: u8 = 1;
const OPENING: u8 = 2;
const CLOSING: u8 = 3;

/// What a byte means outside of strings; one look-up is quicker than five comparisons.
const KIND: [u8; 256] = {
    let mut kind = [OTHER; 256];
    kind[b'"' as usize] = QUOTE;
    kind[b'[' as usize] = OPENING;
    kind[b'{' as usize] = OPENING;
    kind[b']' as usize] = CLOSING;
    kind[b'}' as usize] = CLOSING;
    kind
};

/// How many bytes of a text are opening brackets, whether or not they are inside of strings.
fn opening_brackets(text: &str) -> usize {
    // The two brackets differ in one bit only. A count of few enough bytes fits one byte, which lets the compiler
    // compare many bytes at once.
    let count = |bytes: &[u8]| bytes.iter().map(|byte| u8::from(byte | 0x20 == b'{')).sum::<u8>();
    text.as_bytes().chunks(192).map(|bytes| usize::from(count(bytes))).sum()
}

async fn batch(dispatcher: &Dispatcher, requests: Vec<Request<'_>>, origin: &Origin) -> Option<Vec<u8>> {
    let most = dispatcher.limits().batch;
    if requests.is_empty() {
        return Some(error_bytes(&invalid_request("a batch has at least one request")));
    }
    if requests.len() > most {
        let reason = format!("a batch has at most {most} requests on this server");
        return Some(error_bytes(&invalid_request(&reason)));
    }
    let mut answers: Vec<Option<Vec<u8>>> = Vec::with_capacity(requests.len());
    let mut waiting = Vec::new();
    for (position, request) in requests.into_iter().enumerate() {
        answers.push(match begin(dispatcher, request, origin) {
            Begun::Answered(bytes) => bytes,
            Begun::Running(Running { form, id, entry, started }) => match started.advance().await {
                Ok(reply) => finish(form, id, reply),
                Err(started) => {
                    let running = Running { form, id, entry, started };
                    waiting.push(async move { (position, running.finish().await) });
                    None
                }
            },
        });
    }
    for (position, answer) in join_all(waiting).await {
        answers[position] = answer;
    }
    let length: usize = answers.iter().flatten().map(|answer| answer.len() + 1).sum();
    if length == 0 {
        return None;
    }
    let mut bytes = Vec::with_capacity(length + 1);
    for answer in answers.iter().flatten() {
        bytes.push(if bytes.is_empty() { b'[' } else { b',' });
        bytes.extend_from_slice(answer);
    }
    bytes.push(b']');
    Some(bytes)
}

enum Begun<'a> {
    Answered(Option<Vec<u8>>),
    Running(Running<'a>),
}

/// A request whose command runs.
struct Running<'a> {
    form: Form,
    id: Option<&'a str>,
    entry: &'a Entry,
    started: Started<'a>,
}

impl Running<'_> {
    /// Waits for the answer.
    async fn finish(self) -> Option<Vec<u8>> {
        let Self { form, id, entry, started } = self;
        let answer = finish(form, id, started.finish().await);
        if let Some(answer) = &answer {
            entry.learn_answer(answer.len());
        }
        answer
    }
}

fn begin<'a>(dispatcher: &'a Dispatcher, request: Request<'a>, origin: &'a Origin) -> Begun<'a> {
    let Request { id, form, call } = request;
    match call {
        Ok(Asked::Known(entry, arguments)) => {
            let mut bytes = Vec::with_capacity(entry.usual_answer());
            head(form, id, &mut bytes);
            let started = dispatcher.begin(entry, arguments, origin, Reply::behind(bytes));
            Begun::Running(Running { form, id, entry, started })
        }
        Ok(Asked::Unknown(name)) => {
            let error = dispatcher.method_not_found(&name);
            Begun::Answered((!is_notification(form, id)).then(|| failed(form, id, &error)))
        }
        Err(reason) => Begun::Answered(Some(failed(form, id, &invalid_request(reason)))),
    }
}

fn is_notification(form: Form, id: Option<&str>) -> bool {
    form == Form::JsonRpc && id.is_none()
}

fn finish(form: Form, id: Option<&str>, reply: Reply) -> Option<Vec<u8>> {
    if is_notification(form, id) {
        return None;
    }
    match reply.into_bytes(|bytes| head(form, id, bytes)) {
        Ok(mut bytes) => {
            bytes.push(b'}');
            Some(bytes)
        }
        Err(error) => Some(failed(form, id, &error)),
    }
}

/// Writes an answer up to the place of the result.
fn head(form: Form, id: Option<&str>, bytes: &mut Vec<u8>) {
    match form {
        Form::JsonRpc => {
            bytes.extend_from_slice(b"{\"jsonrpc\":\"2.0\",\"id\":");
            bytes.extend_from_slice(id.unwrap_or("null").as_bytes());
            bytes.extend_from_slice(b",\"result\":");
        }
        Form::Command => bytes.extend_from_slice(b"{\"result\":"),
    }
}

#[cold]
fn failed(form: Form, id: Option<&str>, error: &CallError) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(SMALL_ANSWER);
    match form {
        Form::JsonRpc => {
            bytes.extend_from_slice(b"{\"jsonrpc\":\"2.0\",\"id\":");
            bytes.extend_from_slice(id.unwrap_or("null").as_bytes());
            bytes.extend_from_slice(b",\"error\":");
        }
        Form::Command => bytes.extend_from_slice(b"{\"error\":"),
    }
    bytes.extend_from_slice(serde_json::to_string(error).unwrap_or_default().as_bytes());
    bytes.push(b'}');
    bytes
}

fn parse_error(reason: &str) -> CallError {
    CallError::new(codes::PARSE_ERROR, "parse_error", format!("The text is not JSON: {reason}."))
}

fn invalid_request(reason: &str) -> CallError {
    CallError::new(codes::INVALID_REQUEST, "invalid_request", format!("Invalid request: {reason}."))
}

#[cfg(test)]
mod tests {
    use super::is_deeper_than;

    #[test]
    fn depth_counts_brackets_outside_of_strings() {
        assert!(!is_deeper_than("[[1],[2],[3]]", 2));
        assert!(is_deeper_than("[[[1]]]", 2));
        assert!(!is_deeper_than(r#"{"a":"[[[[\"[[","b":[1]}"#, 2));
        assert!(is_deeper_than(&"[".repeat(10_000), 128));
        assert!(!is_deeper_than("", 0));
    }
}
