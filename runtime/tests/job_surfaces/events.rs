//! `POST /cmd/job_watch` as server-sent events.

use axum::response::Response;
use commandry::Caller;
use serde_json::json;

use crate::service::{Events, Service, ann, check_course, data, json_of, strangers};

async fn watch(service: &Service, caller: &Caller, id: &str) -> Response {
    let accept = [("accept", "text/event-stream")];
    service.post(caller, "/cmd/job_watch", &accept, &json!({"job_id": id})).await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_report_is_an_event() {
    let service = Service::start();
    let id = service.queue(&ann()).await;
    let mut events = Events::of(watch(&service, &ann(), &id).await);
    let (mut items, mut seen) = (Vec::new(), 0.0);
    let end = loop {
        let event = events.next().await.expect("the stream ends with an event of its own");
        if event.starts_with("event: end\n") {
            break event;
        }
        let item = data(&event);
        let done = item["progress"]["done"].as_f64().unwrap_or_default();
        if done > seen {
            seen = done;
            service.go_on();
        }
        items.push(item);
    };
    assert_eq!(data(&end), json!({"reason": "complete"}));
    assert!(events.next().await.is_none());
    check_course(&items);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_not_see_a_job_has_no_stream_of_it() {
    let service = Service::start();
    let id = service.queue(&ann()).await;
    for stranger in strangers() {
        let (status, answer) = json_of(watch(&service, &stranger, &id).await).await;
        assert_eq!((status, &answer["error"]["data"]["kind"]), (404, &json!("job_not_found")), "{answer}");
    }
}
