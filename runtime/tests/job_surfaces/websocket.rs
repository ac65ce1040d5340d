//! `job_watch` over WebSocket, as a subscription.

use commandry::{Caller, http};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{
    net::{TcpListener, TcpStream},
    time::timeout,
};
use tokio_tungstenite::{WebSocketStream, client_async, tungstenite::Message};

use crate::service::{PATIENCE, Service, ann, check_course, strangers};

struct Socket(WebSocketStream<TcpStream>);

impl Socket {
    async fn connect(service: &Service, caller: &Caller) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(http::serve(listener, service.router(caller), std::future::pending()));
        let stream = TcpStream::connect(address).await.unwrap();
        Self(client_async(format!("ws://{address}/ws"), stream).await.unwrap().0)
    }

    async fn ask(&mut self, id: u32, method: &str, params: Value) -> Value {
        let message = json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params});
        self.0.send(Message::text(message.to_string())).await.unwrap();
        loop {
            // Items of a subscription may come in between.
            let message = self.next().await;
            if message["id"] == id {
                return message;
            }
        }
    }

    async fn next(&mut self) -> Value {
        loop {
            let message = timeout(PATIENCE, self.0.next()).await.expect("a message comes");
            if let Message::Text(text) = message.expect("the connection is open").unwrap() {
                return serde_json::from_str(&text).unwrap();
            }
        }
    }

    /// The next message of a method; progress of the watching call itself comes as well.
    async fn next_of(&mut self, methods: &[&str]) -> Value {
        loop {
            let message = self.next().await;
            if methods.iter().any(|method| message["method"] == *method) {
                return message;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_report_is_an_item_of_the_subscription() {
    let service = Service::start();
    let id = service.queue(&ann()).await;
    let mut socket = Socket::connect(&service, &ann()).await;
    let answer = socket.ask(1, "job_watch", json!({"job_id": id})).await;
    let subscription = answer["result"]["subscription"].clone();
    assert!(subscription.is_string(), "{answer}");
    let (mut items, mut seen) = (Vec::new(), 0.0);
    let end = loop {
        let message = socket.next_of(&["rpc.item", "rpc.end"]).await;
        assert_eq!(message["params"]["subscription"], subscription);
        if message["method"] == "rpc.end" {
            break message;
        }
        assert_eq!(message["params"]["sequence"], items.len());
        let item = message["params"]["item"].clone();
        let done = item["progress"]["done"].as_f64().unwrap_or_default();
        if done > seen {
            seen = done;
            service.go_on();
        }
        items.push(item);
    };
    assert_eq!(end["params"]["reason"], "complete");
    check_course(&items);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_unsubscribes_leaves_the_job_alone() {
    let service = Service::start();
    let id = service.queue(&ann()).await;
    let mut socket = Socket::connect(&service, &ann()).await;
    let answer = socket.ask(1, "job_watch", json!({"job_id": id})).await;
    let subscription = answer["result"]["subscription"].clone();
    let first = socket.next_of(&["rpc.item"]).await;
    assert_eq!(first["params"]["sequence"], 0);
    let gone =
        |message: &Value| message["method"] == "rpc.end" && message["params"]["reason"] == "unsubscribed";
    let unsubscribe =
        json!({"jsonrpc": "2.0", "method": "rpc.unsubscribe", "params": {"subscription": subscription}});
    socket.0.send(Message::text(unsubscribe.to_string())).await.unwrap();
    let end = socket.next_of(&["rpc.end"]).await;
    assert!(gone(&end), "{end}");
    let again = socket.ask(2, "rpc.unsubscribe", json!({"subscription": subscription})).await;
    assert_eq!(again["result"], false, "there is no such subscription any more: {again}");
    for _ in 0..3 {
        service.go_on();
    }
    let outcome = service.call(&ann(), "job_result", json!({"job_id": id, "wait": 30})).await;
    assert_eq!((&outcome["status"], &outcome["result"]), (&json!("finished"), &json!(3)), "{outcome}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_not_see_a_job_has_no_subscription_to_it() {
    let service = Service::start();
    let id = service.queue(&ann()).await;
    for stranger in strangers() {
        let mut socket = Socket::connect(&service, &stranger).await;
        let answer = socket.ask(1, "job_watch", json!({"job_id": id})).await;
        assert_eq!(answer["error"]["data"]["kind"], "job_not_found", "{answer}");
    }
}
