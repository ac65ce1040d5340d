//! A collector of OpenTelemetry: takes OTLP over HTTP and decodes the protobuf with a reader of its own.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use axum::{Router, body::Bytes, extract::State, http::HeaderMap, routing::post};
use tokio::net::TcpListener;

use crate::service::until;

#[derive(Clone, Default)]
pub(crate) struct Collector {
    address: String,
    received: Arc<Mutex<Vec<(HeaderMap, Bytes)>>>,
}

/// A span as it came.
#[derive(Clone, Debug, Default)]
pub(crate) struct Span {
    pub(crate) service: BTreeMap<String, String>,
    pub(crate) trace: String,
    pub(crate) id: String,
    pub(crate) parent: String,
    pub(crate) state: String,
    pub(crate) name: String,
    pub(crate) kind: u64,
    pub(crate) status: u64,
    pub(crate) attributes: BTreeMap<String, String>,
}

impl Collector {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let collector = Self { address: listener.local_addr().unwrap().to_string(), ..Self::default() };
        let router = Router::new()
            .route(
                "/v1/traces",
                post(async |State(it): State<Self>, headers: HeaderMap, body: Bytes| {
                    it.received.lock().unwrap().push((headers, body));
                }),
            )
            .with_state(collector.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        collector
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The bodies as they came.
    pub(crate) fn received(&self) -> Vec<(HeaderMap, Bytes)> {
        self.received.lock().unwrap().clone()
    }

    pub(crate) fn spans(&self) -> Vec<Span> {
        self.received().iter().flat_map(|(_, body)| spans(body)).collect()
    }

    /// All spans of a trace, once there are so many.
    pub(crate) fn trace(&self, trace: &str, count: usize) -> Vec<Span> {
        let of_trace = || self.spans().into_iter().filter(|span| span.trace == trace).collect::<Vec<_>>();
        let found = until(|| Some(of_trace()).filter(|spans| spans.len() >= count));
        found.unwrap_or_else(|| panic!("{count} spans of {trace} expected: {:?}", of_trace()))
    }
}

/// A field of a message of protobuf.
enum Field<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

/// The fields of a message, with their numbers.
fn fields(mut message: &[u8]) -> Vec<(u64, Field<'_>)> {
    let mut fields = Vec::new();
    while !message.is_empty() {
        let key = number(&mut message);
        let field = match key & 7 {
            0 => Field::Number(number(&mut message)),
            1 => Field::Number(u64::from_le_bytes(take(&mut message, 8).try_into().unwrap())),
            2 => {
                let length = usize::try_from(number(&mut message)).unwrap();
                Field::Bytes(take(&mut message, length))
            }
            5 => Field::Number(u32::from_le_bytes(take(&mut message, 4).try_into().unwrap()).into()),
            wire => panic!("no such wire type: {wire}"),
        };
        fields.push((key >> 3, field));
    }
    fields
}

fn number(message: &mut &[u8]) -> u64 {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let byte = take(message, 1)[0];
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return number;
        }
    }
    panic!("a number is too long")
}

fn take<'a>(message: &mut &'a [u8], length: usize) -> &'a [u8] {
    let (taken, rest) = message.split_at(length);
    *message = rest;
    taken
}

/// The messages in the fields of one number.
fn messages(message: &[u8], wanted: u64) -> impl Iterator<Item = &[u8]> {
    fields(message).into_iter().filter_map(move |(field, value)| match value {
        Field::Bytes(bytes) if field == wanted => Some(bytes),
        _ => None,
    })
}

fn spans(request: &[u8]) -> Vec<Span> {
    let mut spans = Vec::new();
    for resource_spans in messages(request, 1) {
        let service = messages(resource_spans, 1).flat_map(|resource| attributes(resource, 1)).collect();
        for scope_spans in messages(resource_spans, 2) {
            spans.extend(messages(scope_spans, 2).map(|message| span(message, &service)));
        }
    }
    spans
}

fn span(message: &[u8], service: &BTreeMap<String, String>) -> Span {
    let mut span = Span { service: service.clone(), attributes: attributes(message, 9), ..Span::default() };
    for (field, value) in fields(message) {
        match (field, value) {
            (1, Field::Bytes(id)) => span.trace = hexadecimal(id),
            (2, Field::Bytes(id)) => span.id = hexadecimal(id),
            (3, Field::Bytes(state)) => span.state = text(state),
            (4, Field::Bytes(id)) => span.parent = hexadecimal(id),
            (5, Field::Bytes(name)) => span.name = text(name),
            (6, Field::Number(kind)) => span.kind = kind,
            (15, Field::Bytes(status)) => {
                let code = fields(status).into_iter().find_map(|(field, value)| match value {
                    Field::Number(code) if field == 3 => Some(code),
                    _ => None,
                });
                span.status = code.unwrap_or_default();
            }
            _ => {}
        }
    }
    span
}

fn attributes(message: &[u8], field: u64) -> BTreeMap<String, String> {
    messages(message, field)
        .map(|pair| {
            let name = text(messages(pair, 1).next().unwrap());
            let value = fields(messages(pair, 2).next().unwrap()).into_iter().next();
            let value = match value {
                Some((1, Field::Bytes(value))) => text(value),
                Some((_, Field::Number(value))) => value.cast_signed().to_string(),
                _ => "(something else)".to_owned(),
            };
            (name, value)
        })
        .collect()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}
