//! Interceptors look at calls, refuse them, change them and replace their answers.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use commandry::{Call, CallError, Dispatcher, Interceptor, Next, Origin, Registry, Reply, prelude::*};
use commandry_tests::{Site, answer, answer_bytes, call, error_of, result_of};
use serde_json::{Value, json};

/// Says who calls, and what.
#[command(group = "talk", read_only)]
fn greet(
    #[inject] caller: Caller,
    /// What is said.
    #[param(length(max = 20))]
    text: String,
    /// Not for everybody's eyes.
    #[param(secret)]
    whisper: Option<String>,
) -> String {
    let name = caller.name().unwrap_or("nobody");
    format!("{name}: {text}{}", whisper.map_or_else(String::new, |it| format!(" ({it})")))
}

/// Writes something.
#[command(group = "work")]
fn write_down(
    /// What to write.
    text: String,
) -> String {
    text
}

type Notes = Arc<Mutex<Vec<String>>>;

/// Notes what passes by, on the way in and on the way out.
struct Noting {
    name: &'static str,
    notes: Notes,
}

impl Interceptor for Noting {
    async fn call(&self, call: Call<'_>, next: Next<'_>) -> Reply {
        let before = format!(
            "{} > {} of {:?}, reads {}, by {:?}: {}",
            self.name,
            call.name(),
            call.group(),
            call.is_read_only(),
            call.caller().name(),
            call.params()
        );
        self.notes.lock().unwrap().push(before);
        let reply = next.run(call).await;
        let outcome = match (reply.result(), reply.error()) {
            (Some(result), None) => result.to_owned(),
            (None, Some(error)) => format!("{} {}", error.code(), error.kind()),
            both => format!("an answer with {both:?}"),
        };
        self.notes.lock().unwrap().push(format!("{} < {outcome}", self.name));
        reply
    }
}

fn builder() -> commandry::DispatcherBuilder {
    Dispatcher::builder(Registry::new().with::<greet>().with::<write_down>())
}

#[tokio::test]
async fn interceptors_see_calls_and_answers_in_order() {
    let notes = Notes::default();
    let dispatcher = builder()
        .interceptor(Noting { name: "outer", notes: Arc::clone(&notes) })
        .interceptor(Noting { name: "inner", notes: Arc::clone(&notes) })
        .build()
        .unwrap();
    let params = json!({"text": "hello", "whisper": "hunter2"});
    assert_eq!(result_of(&dispatcher, "greet", &params).await, "nobody: hello (hunter2)");
    let seen = r#"greet of Some("talk"), reads true, by None: {"text":"hello","whisper":"(secret)"}"#;
    assert_eq!(
        *notes.lock().unwrap(),
        [
            format!("outer > {seen}"),
            format!("inner > {seen}"),
            r#"inner < "nobody: hello (hunter2)""#.to_owned(),
            r#"outer < "nobody: hello (hunter2)""#.to_owned(),
        ]
    );
    notes.lock().unwrap().clear();
    error_of(&dispatcher, "greet", &json!({"text": 5})).await;
    assert_eq!(
        notes.lock().unwrap()[2..],
        ["inner < -32602 invalid_params", "outer < -32602 invalid_params"]
    );
}

/// Lets only readers pass.
struct ReadOnly;

impl Interceptor for ReadOnly {
    async fn call(&self, call: Call<'_>, next: Next<'_>) -> Reply {
        if call.is_read_only() {
            return next.run(call).await;
        }
        Reply::from_error(CallError::new(-32002, "forbidden", "Only questions are answered."))
    }
}

#[tokio::test]
async fn an_interceptor_can_refuse() {
    let dispatcher = builder().interceptor(ReadOnly).build().unwrap();
    assert_eq!(result_of(&dispatcher, "greet", &json!(["hello"])).await, "nobody: hello");
    let error = error_of(&dispatcher, "write_down", &json!(["hello"])).await;
    assert_eq!(
        error,
        json!({"code": -32002, "message": "Only questions are answered.", "data": {"kind": "forbidden"}})
    );
    assert_eq!(Site::new(&dispatcher).post("/cmd/write_down", "[\"a\"]").await.status, 403);
    let batch = r#"[{"jsonrpc":"2.0","id":1,"method":"write_down","params":["a"]},{"jsonrpc":"2.0","id":2,"method":"greet","params":["b"]}]"#;
    let answers = answer(&dispatcher, batch).await;
    assert_eq!((&answers[0]["error"]["code"], &answers[1]["result"]), (&json!(-32002), &json!("nobody: b")));
    let silent = r#"{"jsonrpc":"2.0","method":"write_down","params":["a"]}"#;
    assert_eq!(answer_bytes(&dispatcher, silent.as_bytes()).await, None);
}

/// Establishes a caller and adds to what is said.
struct Changing;

impl Interceptor for Changing {
    async fn call(&self, mut call: Call<'_>, next: Next<'_>) -> Reply {
        call.set_caller(Caller::named("ann"));
        if call.params() == "{}" {
            call.set_param("text", &json!("nothing"));
        } else if call.params().contains("long") {
            call.set_param("text", &json!("x".repeat(21)));
        } else if call.params().contains("unknown") {
            call.set_param("txet", &json!(1));
        }
        next.run(call).await
    }
}

/// What an interceptor changes is checked like what callers send.
#[tokio::test]
async fn an_interceptor_can_change_a_call() {
    let dispatcher = builder().interceptor(Changing).build().unwrap();
    assert_eq!(result_of(&dispatcher, "greet", &json!(["hello"])).await, "ann: hello");
    assert_eq!(result_of(&dispatcher, "greet", &json!({})).await, "ann: nothing");
    let error = error_of(&dispatcher, "greet", &json!(["long"])).await;
    assert_eq!(error["data"]["errors"][0]["pointer"], "/text", "{error}");
    let error = error_of(&dispatcher, "greet", &json!(["unknown"])).await;
    assert_eq!(error["data"]["errors"][0]["pointer"], "/txet", "{error}");
}

/// Answers by itself, twice, or with something else.
struct Answering;

impl Interceptor for Answering {
    async fn call(&self, call: Call<'_>, next: Next<'_>) -> Reply {
        let params = call.params();
        if params.contains("cached") {
            return Reply::from_value(&json!({"from": "the cache"}));
        }
        let reply = next.run(call).await;
        if params.contains("replace") { Reply::from_value(&json!([reply.result()])) } else { reply }
    }
}

#[tokio::test]
async fn an_interceptor_can_answer() {
    let dispatcher = builder().interceptor(Answering).build().unwrap();
    assert_eq!(
        call(&dispatcher, "greet", &json!(["cached"])).await,
        json!({"jsonrpc": "2.0", "id": 1, "result": {"from": "the cache"}})
    );
    assert_eq!(result_of(&dispatcher, "greet", &json!(["replace"])).await, json!(["\"nobody: replace\""]));
    let command = answer(&dispatcher, r#"{"command":"greet","params":["cached"]}"#).await;
    assert_eq!(command, json!({"result": {"from": "the cache"}}));
    let by_name = Site::new(&dispatcher).post("/cmd/greet", r#"["cached"]"#).await;
    assert_eq!(by_name.json(), json!({"from": "the cache"}));
    let dropped: Value =
        dispatcher.call_by_name("greet", &json!(["plain"]), &Origin::default()).await.unwrap();
    assert_eq!(dropped, "nobody: plain");
}

/// Breaks.
struct Panicking;

impl Interceptor for Panicking {
    async fn call(&self, call: Call<'_>, next: Next<'_>) -> Reply {
        tokio::time::sleep(Duration::from_millis(1)).await;
        assert!(!call.params().contains("break"), "the secret recipe");
        next.run(call).await
    }
}

/// A panic of an interceptor is as contained as one of a command.
#[tokio::test]
async fn a_panic_in_an_interceptor_is_contained() {
    let dispatcher = builder().interceptor(Panicking).build().unwrap();
    let error = error_of(&dispatcher, "greet", &json!(["break"])).await;
    assert_eq!(error["code"], -32603, "{error}");
    assert!(error["data"]["incident"].is_string() && !error.to_string().contains("recipe"), "{error}");
    let batch = r#"[{"jsonrpc":"2.0","id":1,"method":"greet","params":["break"]},{"jsonrpc":"2.0","id":2,"method":"greet","params":["b"]}]"#;
    let answers = answer(&dispatcher, batch).await;
    assert_eq!((&answers[0]["error"]["code"], &answers[1]["result"]), (&json!(-32603), &json!("nobody: b")));
}
