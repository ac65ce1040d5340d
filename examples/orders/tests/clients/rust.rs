//! The typed client of Rust.

use std::time::{Duration, Instant};

use commandry::{
    client::{Client, ClientError, HttpTransport, Retries, TransportError},
    codes,
};
use orders::{
    customers::{CustomerId, CustomerLookupError},
    orders::{
        Delivery, OrderId, OrderLineRequest, OrderStatus, PaymentMethod, PlaceOrderError, cancel_order,
        get_order, list_orders, pay_order, place_order,
    },
    stock::{ReservationId, StockError, receive_stock, release_reservation, reserve_stock, stock_level},
    values::{Money, Sku},
};
use serde_json::json;

use super::{
    odd_server::{Fate, OddServer, nobody, page_of_a_proxy, response, reversed_answer},
    support::Server,
};

fn sku(text: &str) -> Sku {
    text.parse().expect("a stock keeping unit")
}

fn line(text: &str, quantity: u32) -> OrderLineRequest {
    OrderLineRequest { sku: sku(text), quantity, reservation: None }
}

/// A client that neither repeats nor waits long.
fn impatient(url: &str) -> Client {
    Client::new(url).expect("a valid URL").retries(Retries::NONE).timeout(Duration::from_secs(5))
}

#[tokio::test]
async fn results_have_the_types_of_the_functions() {
    let server = Server::start(":memory:");
    let client = Client::new(&server.url()).unwrap();
    let level = client.call::<stock_level>((sku("TEA-GREEN-100"),)).await.unwrap();
    assert_eq!((level.on_hand, level.available), (120, 120));

    let lines = vec![line("TEA-GREEN-100", 2)];
    let reference = Some("client-1".to_owned());
    let order = client
        .call::<place_order>((CustomerId(1), lines.clone(), Delivery::Pickup, reference.clone()))
        .await
        .unwrap();
    assert_eq!((order.status, order.lines[0].quantity), (OrderStatus::Placed, 2));
    let paid =
        client.call::<pay_order>((order.id, order.amounts.total, PaymentMethod::Cash, None)).await.unwrap();
    assert_eq!(paid.payment.map(|it| it.amount), Some(order.amounts.total));
    assert_eq!(client.call::<get_order>((order.id,)).await.unwrap().status, OrderStatus::Paid);
    let page = client
        .call::<list_orders>((Some(CustomerId(1)), Some(OrderStatus::Paid), None, None, 10, None))
        .await
        .unwrap();
    assert!(page.items.iter().any(|it| it.id == order.id), "{page:?}");

    let error =
        client.call::<place_order>((CustomerId(1), lines, Delivery::Pickup, reference)).await.unwrap_err();
    match error.declared() {
        Some(PlaceOrderError::ReferenceTaken { reference, order: taken }) => {
            assert_eq!((reference.as_str(), *taken), ("client-1", order.id));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(error.kind(), Some("reference_taken"));
    assert_eq!(error.call_error().map(commandry::CallError::code), Some(1403));
    let ClientError::Failed(failure) = error else { panic!("the command failed") };
    assert_eq!(failure.details().unwrap()["reference"], "client-1");
}

#[tokio::test]
async fn errors_of_inner_types_are_found_and_others_are_told_apart() {
    let server = Server::start(":memory:");
    let client = impatient(&server.url());
    let none = (CustomerId(9_999), vec![line("TEA-GREEN-100", 1)], Delivery::Pickup, None);
    let error = client.call::<place_order>(none).await.unwrap_err();
    assert!(
        matches!(
            error.declared(),
            Some(PlaceOrderError::Customer(CustomerLookupError::UnknownCustomer {
                customer: CustomerId(9_999)
            }))
        ),
        "{error:?}"
    );
    let error = client.call::<reserve_stock>((sku("MUG-STONE"), 1_000)).await.unwrap_err();
    match error.declared() {
        Some(StockError::OutOfStock { asked: 1_000, available, .. }) => assert!(*available < 1_000),
        other => panic!("{other:?}"),
    }
    let error = client.call::<list_orders>((None, None, None, None, 0, None)).await.unwrap_err();
    assert!(matches!(&error, ClientError::Refused(it) if it.code() == codes::INVALID_PARAMS), "{error:?}");
    assert_eq!((error.kind(), error.declared().is_none()), (Some("invalid_params"), true));
    assert!(error.to_string().contains("limit"), "{error}");
}

#[tokio::test]
async fn a_batch_gives_each_call_its_own_outcome_in_whatever_order_answers_come() {
    let server = Server::start(":memory:");
    let url = server.url();
    let odd = OddServer::start(move |_, body| Fate::Answer(reversed_answer(&url, body)));
    for url in [server.url(), odd.url.clone()] {
        let client = impatient(&url);
        let mut batch = client.batch();
        let level = batch.call::<stock_level>((sku("MUG-STONE"),));
        let missing = batch.call::<get_order>((OrderId(99_999),));
        let order = batch.call::<get_order>((OrderId(1),));
        let mut answers = batch.send().await.unwrap();
        assert_eq!(answers.take(order).unwrap().id, OrderId(1));
        assert_eq!(answers.take(level).unwrap().sku, sku("MUG-STONE"));
        let error = answers.take(missing).unwrap_err();
        assert_eq!(error.kind(), Some("unknown_order"), "{error:?}");
    }
    assert_eq!(odd.requests(), 1);

    let client = impatient(&server.url());
    let foreign = client.batch().call::<stock_level>((sku("MUG-STONE"),));
    let mut answers = client.batch().send().await.unwrap();
    assert!(matches!(answers.take(foreign), Err(ClientError::BadAnswer { .. })), "{answers:?}");
    let mut batch = client.batch();
    for _ in 0..101 {
        batch.call::<stock_level>((sku("MUG-STONE"),));
    }
    let error = batch.send().await.unwrap_err();
    assert!(matches!(error, ClientError::Refused(_)), "more calls than the server takes: {error:?}");
}

#[tokio::test]
async fn a_notification_is_taken_without_an_answer() {
    let server = Server::start(":memory:");
    let client = impatient(&server.url());
    client.notify::<reserve_stock>((sku("MUG-STONE"), 2)).await.unwrap();
    assert_eq!(client.call::<stock_level>((sku("MUG-STONE"),)).await.unwrap().reserved, 2);
    let error = impatient(&format!("{}x", server.url())).notify::<reserve_stock>((sku("MUG-STONE"), 2)).await;
    assert_eq!(error.unwrap_err().kind(), Some("path_not_found"));
    let page = OddServer::start(|_, _| Fate::Answer(page_of_a_proxy()));
    let error = impatient(&page.url).notify::<reserve_stock>((sku("MUG-STONE"), 2)).await.unwrap_err();
    assert!(matches!(error, ClientError::BadAnswer { status: Some(502), .. }), "{error:?}");
}

#[tokio::test]
async fn each_way_to_get_no_answer_has_its_own_error() {
    let order = || (OrderId(1),);
    let error = impatient(&nobody()).call::<get_order>(order()).await.unwrap_err();
    assert!(matches!(&error, ClientError::Transport(TransportError::NotSent(_))), "{error:?}");
    assert!(error.to_string().contains("127.0.0.1"), "{error}");

    for sent in
        ["", "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 90\r\n\r\n{\"jsonrpc\""]
    {
        let hanging = OddServer::start(move |_, _| Fate::Hang(sent.to_owned()));
        let start = Instant::now();
        let client = impatient(&hanging.url).timeout(Duration::from_millis(200));
        let error = client.call::<get_order>(order()).await.unwrap_err();
        assert!(error.is_timeout(), "{error:?}");
        assert!(start.elapsed() < Duration::from_secs(5), "the body counts as well: {:?}", start.elapsed());
    }

    let closing = OddServer::start(|_, _| Fate::Close);
    let error = impatient(&closing.url).call::<get_order>(order()).await.unwrap_err();
    assert!(matches!(error, ClientError::Transport(TransportError::Lost(_))), "{error:?}");

    let page = OddServer::start(|_, _| Fate::Answer(page_of_a_proxy()));
    let error = impatient(&page.url).call::<get_order>(order()).await.unwrap_err();
    assert!(matches!(error, ClientError::BadAnswer { status: Some(502), .. }), "{error:?}");
    assert!(error.to_string().contains("502 Bad Gateway"), "{error}");

    let long = format!("{{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"{}\"}}", "x".repeat(10_000));
    let long = OddServer::start(move |_, _| Fate::Answer(response("200 OK", "application/json", &long)));
    let error = impatient(&long.url).longest_answer(1_000).call::<get_order>(order()).await.unwrap_err();
    assert!(matches!(error, ClientError::Transport(TransportError::TooLong(1_000))), "{error:?}");
    let error = impatient(&long.url).call::<get_order>(order()).await.unwrap_err();
    assert!(matches!(error, ClientError::BadAnswer { .. }), "a text is no order: {error:?}");

    for answer in [
        json!({"jsonrpc": "2.0", "id": 7, "result": null}),
        json!({"jsonrpc": "2.0", "id": 1}),
        json!({"message": "log in first"}),
        json!([]),
        json!(null),
    ] {
        let text = response("200 OK", "application/json", &answer.to_string());
        let wrong = OddServer::start(move |_, _| Fate::Answer(text.clone()));
        let error = impatient(&wrong.url).call::<release_reservation>((ReservationId(1),)).await.unwrap_err();
        assert!(matches!(error, ClientError::BadAnswer { .. }), "{answer}: {error:?}");
    }
    let moved =
        "HTTP/1.1 307 Temporary Redirect\r\nlocation: http://127.0.0.1:1/cmd\r\ncontent-length: 0\r\n\r\n";
    let moved = OddServer::start(move |_, _| Fate::Answer(moved.to_owned()));
    let error = impatient(&moved.url).call::<get_order>(order()).await.unwrap_err();
    assert!(matches!(error, ClientError::BadAnswer { status: Some(307), .. }), "{error:?}");
}

#[tokio::test]
async fn only_what_can_do_no_harm_is_sent_again() {
    let server = Server::start(":memory:");
    let quick = Retries { first_pause: Duration::from_millis(5), ..Retries::default() };
    let flaky = |bad: usize, fate: fn() -> Fate| {
        let url = server.url();
        OddServer::start(
            move |number, body| {
                if number <= bad { fate() } else { Fate::Answer(reversed_answer(&url, body)) }
            },
        )
    };
    let overloaded = || {
        let error = json!({"code": codes::OVERLOADED, "message": "full", "data": {"kind": "overloaded"}});
        let answer = json!({"jsonrpc": "2.0", "id": null, "error": error});
        Fate::Answer(response("503 Service Unavailable", "application/json", &answer.to_string()))
    };
    let fates: [fn() -> Fate; 3] = [|| Fate::Close, || Fate::Answer(page_of_a_proxy()), overloaded];
    for fate in fates {
        let odd = flaky(2, fate);
        let client = impatient(&odd.url).retries(quick);
        assert_eq!(client.call::<get_order>((OrderId(1),)).await.unwrap().id, OrderId(1));
        assert_eq!(odd.requests(), 3, "a command that only reads is repeated");

        let odd = flaky(9, fate);
        assert!(impatient(&odd.url).retries(quick).call::<get_order>((OrderId(1),)).await.is_err());
        assert_eq!(odd.requests(), 3, "attempts end");

        let odd = flaky(1, fate);
        let client = impatient(&odd.url).retries(quick);
        assert!(client.call::<receive_stock>((sku("MUG-STONE"), 1, None)).await.is_err());
        assert_eq!(odd.requests(), 1, "a command that would count twice is not repeated");

        let odd = flaky(1, fate);
        let client = impatient(&odd.url).retries(quick);
        let mut batch = client.batch();
        batch.call::<get_order>((OrderId(1),));
        batch.call::<receive_stock>((sku("MUG-STONE"), 1, None));
        assert!(batch.send().await.is_err());
        assert_eq!(odd.requests(), 1, "a batch is as careful as the most careful of its calls");
    }

    let start = Instant::now();
    let client = impatient(&nobody()).retries(Retries { first_pause: Duration::from_millis(200), ..quick });
    let error = client.call::<cancel_order>((OrderId(1),)).await.unwrap_err();
    assert!(matches!(error, ClientError::Transport(TransportError::NotSent(_))), "{error:?}");
    assert!(start.elapsed() >= Duration::from_millis(300), "what never left is repeated, with two pauses");
}

#[tokio::test]
async fn a_server_that_comes_up_late_is_reached() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let server = Server::start(":memory:");
    let url = server.url();
    let patient = Retries { attempts: 20, first_pause: Duration::from_millis(100), ..Retries::default() };
    let client = impatient(&format!("http://{address}/cmd")).retries(patient);
    let late = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(300));
        OddServer::at(address, move |_, body| Fate::Answer(reversed_answer(&url, body)))
    });
    // It changes something, and may be repeated all the same: no connection, nothing sent.
    let level = client.call::<receive_stock>((sku("MUG-STONE"), 1, None)).await.unwrap();
    assert_eq!(level.sku, sku("MUG-STONE"));
    assert_eq!(late.join().unwrap().requests(), 1);
}

#[tokio::test]
async fn secrets_are_sent_and_never_shown() {
    let odd = OddServer::start(|_, _| Fate::Close);
    let transport = HttpTransport::new(&format!("{}?key=SECRET", odd.url)).unwrap();
    let transport = transport.header("authorization", "Bearer SECRET").unwrap();
    let shown = format!("{transport:?}");
    let client = Client::over(transport).retries(Retries::NONE);
    let parameters = (OrderId(15), Money::from_cents(1_830), PaymentMethod::Cash, Some("SECRET".to_owned()));
    let error = client.call::<pay_order>(parameters).await.unwrap_err();
    let head = odd.last_head();
    assert!(head.contains("?key=SECRET") && head.contains("authorization: Bearer SECRET"), "{head}");
    for text in [shown, format!("{client:?}"), format!("{error:?} {error}")] {
        assert!(!text.contains("SECRET"), "{text}");
    }
    for url in ["", "/cmd", "ftp://127.0.0.1/cmd", "wss://127.0.0.1/cmd", "https://me:SECRET@127.0.0.1/cmd"] {
        let error = HttpTransport::new(url).expect_err(url);
        assert!(!error.to_string().contains("SECRET"), "{error}");
    }
    let transport = HttpTransport::new("http://127.0.0.1/cmd").unwrap();
    let error = transport.header("authorization", "SECRET\n").unwrap_err();
    assert!(!error.to_string().contains("SECRET"), "{error}");
}

#[tokio::test]
async fn a_call_that_nobody_waits_for_is_given_up() {
    let hanging = OddServer::start(|_, _| Fate::Hang(String::new()));
    let client = Client::new(&hanging.url).unwrap();
    let outcome =
        tokio::time::timeout(Duration::from_millis(100), client.call::<get_order>((OrderId(1),))).await;
    assert!(outcome.is_err(), "dropping the future ends it");
}
