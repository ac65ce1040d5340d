//! What stands between a client and its server on a bad day.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use serde_json::Value;

/// How long a connection that never answers is held, which is longer than any client of these tests waits.
const HELD: Duration = Duration::from_mins(1);

/// What happens to a request.
pub(crate) enum Fate {
    /// These bytes come back.
    Answer(String),
    /// These bytes come back, and nothing after them.
    Hang(String),
    /// The connection ends.
    Close,
}

/// A listening socket that treats requests as it pleases; its threads end with the test program.
pub(crate) struct OddServer {
    /// Where it takes requests.
    pub(crate) url: String,
    requests: Arc<AtomicUsize>,
    head: Arc<Mutex<String>>,
}

impl OddServer {
    /// Decides on the fate of each request by its number, counted from 1, and its body.
    pub(crate) fn start(decide: impl Fn(usize, &str) -> Fate + Send + Sync + 'static) -> Self {
        Self::at(([127, 0, 0, 1], 0).into(), decide)
    }

    /// The same at an address where nothing listened before.
    pub(crate) fn at(
        address: SocketAddr,
        decide: impl Fn(usize, &str) -> Fate + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind(address).expect("the port is free");
        let address = listener.local_addr().expect("a listener has an address");
        let requests = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&requests);
        let head = Arc::<Mutex<String>>::default();
        let last_head = Arc::clone(&head);
        let decide = Arc::new(decide);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (counted, last_head) = (Arc::clone(&counted), Arc::clone(&last_head));
                let decide = Arc::clone(&decide);
                thread::spawn(move || {
                    let Some((head, body)) = request_of(&stream) else { return };
                    *last_head.lock().expect("no thread panics with it") = head;
                    let number = counted.fetch_add(1, Ordering::SeqCst) + 1;
                    meet(stream, decide(number, &body));
                });
            }
        });
        Self { url: format!("http://{address}/cmd"), requests, head }
    }

    /// How many whole requests have come.
    pub(crate) fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }

    /// First line and headers of the last request.
    pub(crate) fn last_head(&self) -> String {
        self.head.lock().expect("no thread panics with it").clone()
    }
}

/// The address of a server that is down.
pub(crate) fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    format!("http://{}/cmd", listener.local_addr().expect("a listener has an address"))
}

/// A whole HTTP response.
pub(crate) fn response(status: &str, content_type: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\nconnection: close\r\ncontent-type: {content_type}\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// What a proxy says when the server behind it is gone.
pub(crate) fn page_of_a_proxy() -> String {
    response("502 Bad Gateway", "text/html", "<html>\n<head><title>502 Bad Gateway</title></head></html>\n")
}

/// The answer of the program, in which the answers to a batch stand in the opposite order.
pub(crate) fn reversed_answer(url: &str, body: &str) -> String {
    let address = url.trim_start_matches("http://").trim_end_matches("/cmd");
    let mut stream = TcpStream::connect(address).expect("the program listens");
    let request = format!(
        "POST /cmd HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).expect("the request can be sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("the answer is complete");
    let (_, body) = answer.split_once("\r\n\r\n").expect("an answer has a head");
    let mut value: Value = serde_json::from_str(body).expect("the program answers JSON");
    if let Value::Array(answers) = &mut value {
        answers.reverse();
    }
    response("200 OK", "application/json", &value.to_string())
}

/// Head and body of a request; nothing when it does not come whole.
fn request_of(stream: &TcpStream) -> Option<(String, String)> {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    let lower = head.to_lowercase();
    let length = lower.lines().find_map(|line| line.strip_prefix("content-length:"));
    let mut body = vec![0; length.unwrap_or("0").trim().parse().ok()?];
    reader.read_exact(&mut body).ok()?;
    Some((head, String::from_utf8(body).ok()?))
}

/// A client that went away does not mind what becomes of its request.
fn meet(mut stream: TcpStream, fate: Fate) {
    match fate {
        Fate::Answer(text) => {
            let _ = stream.write_all(text.as_bytes());
        }
        Fate::Hang(text) => {
            let _ = stream.write_all(text.as_bytes());
            thread::sleep(HELD);
        }
        Fate::Close => {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}
