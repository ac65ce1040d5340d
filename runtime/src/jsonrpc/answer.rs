//! Answering requests.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    task::{self, Poll},
};

use futures_util::future::join_all;

use super::{
    envelope::{Asked, Body, Form, Request, read},
    quick::{self, QuickRequest},
};
use crate::{
    CallError, Limits,
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
    respond(dispatcher, body, origin).await.bytes
}

/// The answer to a body, and what a surface has to know of it.
pub(crate) struct Answer {
    /// `None` when only notifications came.
    pub(crate) bytes: Option<Vec<u8>>,
    /// The code of the error of a single call, otherwise 0.
    #[cfg_attr(not(feature = "http"), expect(dead_code, reason = "only HTTP has a status for it"))]
    pub(crate) code: i64,
}

impl Answer {
    fn of(bytes: impl Into<Option<Vec<u8>>>) -> Self {
        Self { bytes: bytes.into(), code: 0 }
    }
}

/// Answers as [`answer`] does, and tells why a single call failed.
pub(crate) async fn respond(dispatcher: &Dispatcher, body: &[u8], origin: &Origin) -> Answer {
    // Most calls are answered by the time they are first asked. What the others wait with goes to the heap, so that
    // this future, which every request is moved about with, stays small.
    match poll_fn(|task| Poll::Ready(answer_or_wait(dispatcher, body, origin, task))).await {
        Ok(answer) => answer,
        Err(waiting) => waiting.await,
    }
}

/// An answer that has to be waited for.
type Waiting<'a> = Pin<Box<dyn Future<Output = Answer> + Send + 'a>>;

/// Reads a body, starts its call, and lets it go on until it has to wait.
fn answer_or_wait<'a>(
    dispatcher: &'a Dispatcher,
    body: &'a [u8],
    origin: &'a Origin,
    task: &mut task::Context<'_>,
) -> Result<Answer, Waiting<'a>> {
    let text = match readable(dispatcher, body) {
        Ok(text) => text,
        Err(error) => return Ok(Answer::of(error_bytes(&error))),
    };
    if let Some(request) = quick::read(dispatcher, text)
        && let Some(mut running) = begin_quick(dispatcher, request, origin)
    {
        return match running.started.poll(task) {
            Poll::Ready(reply) => Ok(running.asked.respond(reply)),
            Poll::Pending => Err(Box::pin(running.respond(dispatcher.limits()))),
        };
    }
    match read(dispatcher, text) {
        Ok(Body::Single(request)) => match begin(dispatcher, request, origin, Vec::new()) {
            Begun::Answered(bytes) => Ok(Answer::of(bytes)),
            Begun::Running(mut running) => match running.started.poll(task) {
                Poll::Ready(reply) => Ok(running.asked.respond(reply)),
                Poll::Pending => Err(Box::pin(running.respond(dispatcher.limits()))),
            },
        },
        Ok(Body::Batch(requests)) => {
            Err(Box::pin(async move { Answer::of(batch(dispatcher, requests, move |_| origin).await) }))
        }
        Err(error) => Ok(Answer::of(error_bytes(&not_json(&error)))),
    }
}

/// The error of a text that is not JSON.
pub(crate) fn not_json(error: &serde_json::Error) -> CallError {
    parse_error(&error.to_string())
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

/// Answers the requests of a batch; the origin of each is found by its position.
pub(crate) async fn batch<'a>(
    dispatcher: &'a Dispatcher,
    requests: Vec<Request<'a>>,
    origin_of: impl Fn(usize) -> &'a Origin,
) -> Option<Vec<u8>> {
    let most = dispatcher.limits().batch;
    if requests.is_empty() {
        return Some(error_bytes(&invalid_request("a batch has at least one request")));
    }
    if requests.len() > most {
        let reason = format!("a batch has at most {most} requests on this server");
        return Some(error_bytes(&invalid_request(&reason)));
    }
    let mut answers = BatchAnswers::default();
    // An answer is written into the room of the one before it, which is still near to the processor.
    let mut room = Vec::new();
    let mut waiting = Vec::new();
    for (position, request) in requests.into_iter().enumerate() {
        let begun = begin(dispatcher, request, origin_of(position), std::mem::take(&mut room));
        let answer = match begun {
            Begun::Answered(bytes) => bytes,
            Begun::Running(mut running) => {
                match poll_fn(|task| Poll::Ready(running.started.poll(task))).await {
                    Poll::Ready(reply) => running.asked.answer(reply),
                    Poll::Pending => {
                        let position = answers.leave_out();
                        waiting.push(async move { (position, running.finish(dispatcher.limits()).await) });
                        None
                    }
                }
            }
        };
        if let Some(answer) = answer {
            answers.push(&answer);
            room = answer;
            room.clear();
        }
    }
    for (position, answer) in join_all(waiting).await {
        answers.put(position, answer);
    }
    answers.into_bytes()
}

/// The answers of a batch in the order of its requests, while some of them are still to come.
#[derive(Default)]
struct BatchAnswers {
    /// Those that are there, each with a comma behind it.
    bytes: Vec<u8>,
    /// The others, each with the place in `bytes` where it belongs.
    missing: Vec<(usize, Option<Vec<u8>>)>,
}

impl BatchAnswers {
    fn push(&mut self, answer: &[u8]) {
        if self.bytes.is_empty() {
            self.bytes.push(b'[');
        }
        self.bytes.extend_from_slice(answer);
        self.bytes.push(b',');
    }

    /// Leaves room for an answer and gives its position among those left out.
    fn leave_out(&mut self) -> usize {
        self.missing.push((self.bytes.len(), None));
        self.missing.len() - 1
    }

    fn put(&mut self, position: usize, answer: Option<Vec<u8>>) {
        self.missing[position].1 = answer;
    }

    /// The batch's answer, or `None` when nothing in it is to be answered.
    fn into_bytes(self) -> Option<Vec<u8>> {
        let mut bytes = if self.missing.iter().all(|(_, answer)| answer.is_none()) {
            self.bytes
        } else {
            let mut all = Self::default();
            let mut copied = 0;
            for (place, answer) in &self.missing {
                all.append(&self.bytes[copied..*place]);
                copied = *place;
                if let Some(answer) = answer {
                    all.push(answer);
                }
            }
            all.append(&self.bytes[copied..]);
            all.bytes
        };
        *bytes.last_mut()? = b']';
        Some(bytes)
    }

    /// Appends answers with their commas, and with the bracket if they are the first.
    fn append(&mut self, written: &[u8]) {
        let is_begun = !self.bytes.is_empty() && written.starts_with(b"[");
        self.bytes.extend_from_slice(&written[usize::from(is_begun)..]);
    }
}

/// A request that was started.
pub(crate) enum Begun<'a> {
    /// It has its answer already, or gets none.
    Answered(Option<Vec<u8>>),
    /// Its command runs.
    Running(Running<'a>),
}

/// A request whose command runs.
pub(crate) struct Running<'a> {
    pub(crate) asked: AskedBy<'a>,
    pub(crate) started: Started<'a>,
}

impl Running<'_> {
    /// Waits for the answer.
    pub(crate) async fn finish(self, limits: &Limits) -> Option<Vec<u8>> {
        self.respond(limits).await.bytes
    }

    async fn respond(self, limits: &Limits) -> Answer {
        let Self { asked, started } = self;
        let reply = started.finish(limits, asked.entry).await;
        asked.respond(reply)
    }
}

/// What an answer needs to know of its request.
pub(crate) struct AskedBy<'a> {
    form: Form,
    id: Option<&'a str>,
    entry: &'a Entry,
}

impl AskedBy<'_> {
    /// The answer, or `None` to a notification.
    pub(crate) fn answer(&self, reply: Reply) -> Option<Vec<u8>> {
        self.respond(reply).bytes
    }

    fn respond(&self, reply: Reply) -> Answer {
        let Self { form, id, entry } = *self;
        if is_notification(form, id) {
            return Answer { bytes: None, code: reply.error().map_or(0, CallError::code) };
        }
        match reply.into_bytes(|bytes| head(form, id, bytes)) {
            Ok(mut bytes) => {
                bytes.push(b'}');
                entry.learn_answer(bytes.len());
                Answer::of(bytes)
            }
            Err(error) => Answer { bytes: Some(failed(form, id, &error)), code: error.code() },
        }
    }
}

/// Starts what a request asks for; its answer is written to `room`.
pub(crate) fn begin<'a>(
    dispatcher: &'a Dispatcher,
    request: Request<'a>,
    origin: &'a Origin,
    mut room: Vec<u8>,
) -> Begun<'a> {
    let Request { id, form, call } = request;
    match call {
        Ok(Asked::Known(entry, arguments)) => {
            room.reserve(entry.usual_answer());
            head(form, id, &mut room);
            let started = dispatcher.begin(entry, arguments, origin, Reply::behind(room));
            Begun::Running(Running { asked: AskedBy { form, id, entry }, started })
        }
        Ok(Asked::Unknown(name)) => {
            let error = dispatcher.refuse_unknown(&name);
            Begun::Answered((!is_notification(form, id)).then(|| failed(form, id, &error)))
        }
        Err(reason) => Begun::Answered(Some(failed(form, id, &invalid_request(reason)))),
    }
}

/// Starts what a plain request asks for; `None` when it has to be read again, since its command was not started.
fn begin_quick<'a>(
    dispatcher: &'a Dispatcher,
    request: QuickRequest<'a>,
    origin: &'a Origin,
) -> Option<Running<'a>> {
    let QuickRequest { id, entry, arguments } = request;
    let mut room = Vec::with_capacity(entry.usual_answer());
    head(Form::JsonRpc, id, &mut room);
    match dispatcher.begin_unchecked(entry, &arguments, origin, Reply::behind(room)) {
        Started::Unreadable => None,
        started => Some(Running { asked: AskedBy { form: Form::JsonRpc, id, entry }, started }),
    }
}

/// Whether nobody waits for an answer.
pub(crate) fn is_notification(form: Form, id: Option<&str>) -> bool {
    form == Form::JsonRpc && id.is_none()
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

/// The answer of a request that failed.
#[cold]
pub(crate) fn failed(form: Form, id: Option<&str>, error: &CallError) -> Vec<u8> {
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

pub(crate) fn invalid_request(reason: &str) -> CallError {
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
