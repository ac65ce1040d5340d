//! Callers on connections that stay open, each of which calls until nobody listens any more.

use std::{
    io::{ErrorKind, Read, Write},
    net::TcpStream,
    time::Duration,
};

use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::{self, Message, WebSocket};

use crate::ledger::Ledger;

/// How many calls are in a batch, and on the way at once where callers do not wait for answers.
const TOGETHER: usize = 4;
/// How long an answer may take; none comes later than the service ends.
const PATIENCE: Duration = Duration::from_secs(30);

/// Calls at an address under a name, until nobody listens there any more.
pub(crate) type Caller = fn(&str, &str, &Ledger);

/// One call on `POST /cmd` after the other.
pub(crate) fn one_by_one(address: &str, name: &str, ledger: &Ledger) {
    over_http(address, name, ledger, 1, |marks| vec![(cmd(&rpc(&marks[0])), vec![marks[0].clone()])]);
}

/// One call on a REST route after the other.
pub(crate) fn by_route(address: &str, name: &str, ledger: &Ledger) {
    over_http(address, name, ledger, 1, |marks| {
        let body = json!({"quantity": 1, "note": marks[0]});
        vec![(request("/stock/TEA-GREEN-100/deliveries", &body), vec![marks[0].clone()])]
    });
}

/// One batch after the other.
pub(crate) fn in_batches(address: &str, name: &str, ledger: &Ledger) {
    over_http(address, name, ledger, TOGETHER, |marks| {
        let batch: Vec<Value> = marks.iter().map(|mark| rpc(mark)).collect();
        vec![(cmd(&json!(batch)), marks.to_vec())]
    });
}

/// Several requests at once on a connection, before the first is answered.
pub(crate) fn in_pipelines(address: &str, name: &str, ledger: &Ledger) {
    over_http(address, name, ledger, TOGETHER, |marks| {
        marks.iter().map(|mark| (cmd(&rpc(mark)), vec![mark.clone()])).collect()
    });
}

/// Several calls at once on a WebSocket.
pub(crate) fn on_a_socket(address: &str, name: &str, ledger: &Ledger) {
    let mut numbers = 0..;
    while let Ok(stream) = TcpStream::connect(address) {
        stream.set_read_timeout(Some(PATIENCE)).expect("a time limit can be set");
        let Ok((mut socket, _)) = tungstenite::client(format!("ws://{address}/ws"), stream) else {
            ledger.refuse(1);
            continue;
        };
        let mut waiting = Vec::new();
        loop {
            while waiting.len() < TOGETHER {
                let mark = format!("mark {name} {}", numbers.next().expect("numbers do not end"));
                if socket.send(Message::text(rpc(&mark).to_string())).is_err() {
                    ledger.refuse(1);
                    break;
                }
                waiting.push(mark);
            }
            if waiting.is_empty() || !take_answer(&mut socket, &mut waiting, ledger) {
                break;
            }
        }
        ledger.refuse(waiting.len());
    }
}

/// Takes one message of a WebSocket in; false when there are no more.
fn take_answer(socket: &mut WebSocket<TcpStream>, waiting: &mut Vec<String>, ledger: &Ledger) -> bool {
    match socket.read() {
        Ok(Message::Text(text)) => {
            let answer: Value = serde_json::from_str(&text).expect("answers are JSON");
            let mark = answer["id"].as_str().expect("answers name their call").to_owned();
            waiting.retain(|other| *other != mark);
            note(&answer, &mark, ledger);
            true
        }
        Ok(Message::Close(_)) | Err(_) => false,
        Ok(_) => true,
    }
}

/// Calls over HTTP: `requests` makes those that are sent at once of their marks, each with the marks that it answers.
fn over_http(
    address: &str,
    name: &str,
    ledger: &Ledger,
    count: usize,
    requests: impl Fn(&[String]) -> Vec<(String, Vec<String>)>,
) {
    let mut numbers = 0..;
    while let Ok(mut stream) = TcpStream::connect(address) {
        stream.set_read_timeout(Some(PATIENCE)).expect("a time limit can be set");
        loop {
            let marks: Vec<String> =
                numbers.by_ref().take(count).map(|number: u32| format!("mark {name} {number}")).collect();
            let requests = requests(&marks);
            let text: String = requests.iter().map(|(text, _)| text.as_str()).collect();
            // What cannot be written whole may have been written in part, and may be answered in part.
            let written = stream.write_all(text.as_bytes()).is_ok();
            let mut rest = requests.into_iter();
            let mut answered = Answered::Closing;
            for (_, marks) in rest.by_ref() {
                answered = take_response(&mut stream, &marks, ledger);
                if let Answered::Not = answered {
                    ledger.refuse(marks.len());
                }
                if !matches!(answered, Answered::Open) {
                    break;
                }
            }
            ledger.refuse(rest.map(|(_, marks)| marks.len()).sum());
            if !written || !matches!(answered, Answered::Open) {
                break;
            }
        }
    }
}

/// What came of a request.
enum Answered {
    /// An answer, and the connection stays open.
    Open,
    /// An answer, which says that it is the last.
    Closing,
    /// The connection was closed before a byte of an answer.
    Not,
}

/// Reads one answer to the calls with these marks. Half of one is a fault.
fn take_response(stream: &mut TcpStream, marks: &[String], ledger: &Ledger) -> Answered {
    let mut bytes = Vec::new();
    let mut byte = [0];
    // Byte by byte, so that nothing of the next answer is taken.
    while !bytes.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte) {
            Ok(1) => bytes.push(byte[0]),
            ended if bytes.is_empty() => {
                if let Err(error) = ended {
                    assert_ne!(error.kind(), ErrorKind::WouldBlock, "no answer for {PATIENCE:?}");
                }
                return Answered::Not;
            }
            ended => panic!("half of an answer came: {ended:?} after {}", String::from_utf8_lossy(&bytes)),
        }
    }
    let head = String::from_utf8(bytes).expect("a head is text").to_ascii_lowercase();
    let length = head.split("content-length: ").nth(1).and_then(|rest| rest.split("\r\n").next());
    let mut body = vec![0; length.and_then(|length| length.parse().ok()).expect(&head)];
    stream.read_exact(&mut body).expect("an answer that has begun is complete");
    let body: Value = serde_json::from_slice(&body).expect("answers are JSON");
    match body {
        Value::Array(answers) => {
            assert_eq!(answers.len(), marks.len(), "a batch is answered as a whole");
            answers.iter().zip(marks).for_each(|(answer, mark)| note(answer, mark, ledger));
        }
        answer => note(&answer, &marks[0], ledger),
    }
    if head.contains("connection: close") { Answered::Closing } else { Answered::Open }
}

/// Notes the answer to the call with this mark: a result, or that the service stops.
fn note(answer: &Value, mark: &str, ledger: &Ledger) {
    if answer["error"]["data"]["kind"] == "shutting_down" {
        ledger.refuse(1);
        return;
    }
    assert!(answer["error"].is_null(), "{answer}");
    assert!(
        answer["id"] == mark || answer["id"].is_null(),
        "{mark} has the answer to another call: {answer}"
    );
    ledger.answer(mark);
}

/// A call that leaves its mark.
fn rpc(mark: &str) -> Value {
    let params = json!({"sku": "TEA-GREEN-100", "quantity": 1, "note": mark});
    json!({"jsonrpc": "2.0", "id": mark, "method": "receive_stock", "params": params})
}

fn cmd(body: &Value) -> String {
    request("/cmd", body)
}

fn request(path: &str, body: &Value) -> String {
    let body = body.to_string();
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    )
}
