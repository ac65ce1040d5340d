//! Calls of a running server.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Stdio},
};

use axum::{
    Router,
    extract::Request,
    http::{StatusCode, Uri},
    response::IntoResponse,
    routing::post,
};
use commandry::{Dispatcher, Items, Registry, prelude::*};
use commandry_tests::RunningServer;
use futures_util::stream;
use tower::ServiceExt;

use crate::program::{Server, call, call_with, free_port, program};

/// The variable that holds what the program of these tests sends to servers.
const VARIABLE: &str = "COMMAND_LINE_TOKEN";

#[test]
fn a_running_server_is_called_in_the_same_way() {
    let server = Server::start();
    let remote = |words: &[&str]| call(&[&["--url", &server.url][..], words].concat());
    for words in [
        &["describe", "--max-price", "2.5", "--paint", "dark_red", "--tags", "a b"][..],
        &["describe", "--max-price", "1001", "--paint", "blue"],
        &["describe", "--json", r#"{"x": 1, "x": 2}"#],
        &["list_items", "--output", "table"],
        &["buy_item", "--number", "1"],
        &["buy_item", "--number", "2"],
        &["fail", "--way", "forbidden"],
        &["oversleep"],
        &["count", "--numbers", "3"],
        &["count_and_fail"],
        &["count_and_fail", "--numbers", "0"],
        &["draw"],
    ] {
        let (here, there) = (call(words), remote(words));
        assert_eq!(
            (here.code, here.output, here.errors),
            (there.code, there.output, there.errors),
            "{words:?}"
        );
    }
    // The address of the commands themselves is as good as that of the server.
    let endpoint = format!("{}/cmd", server.url);
    assert_eq!(call(&["count", "--numbers", "1", "--url", &endpoint]).output, "1\n");

    drop(server);
    let nowhere = format!("http://127.0.0.1:{}", free_port());
    let ran = call(&["list_items", "--url", &nowhere]);
    assert_eq!(ran.code, 6, "{ran:?}");
    assert!(ran.errors.starts_with("error: the server cannot be reached: "), "{ran:?}");
    assert_eq!(call(&["list_items", "--url", "nonsense"]).code, 2);
}

/// A call of a stream without an end, of which two items have been read.
fn endless_call(server: &Server) -> (Child, BufReader<std::process::ChildStdout>) {
    let words = ["call", "count", "--url", &server.url];
    let mut child = program().args(words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    for expected in ["1\n", "2\n"] {
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        assert_eq!(line, expected);
    }
    (child, output)
}

#[test]
fn items_of_a_server_come_one_after_the_other() {
    let server = Server::start();
    // Nobody reads on, which is no failure.
    let (child, output) = endless_call(&server);
    drop(output);
    let ended = child.wait_with_output().unwrap();
    assert_eq!((ended.status.code(), ended.stderr.as_slice()), (Some(0), &b""[..]));

    let rest_of = |(child, mut output): (Child, BufReader<_>)| {
        std::io::copy(&mut output, &mut std::io::sink()).unwrap();
        let ended = child.wait_with_output().unwrap();
        (ended.status.code(), String::from_utf8(ended.stderr).unwrap())
    };
    let call = endless_call(&server);
    server.stop();
    let expected = "error: The server stopped before the stream was complete. (shutting_down)\n";
    assert_eq!(rest_of(call), (Some(5), expected.to_owned()));

    let mut server = Server::start();
    let call = endless_call(&server);
    server.kill();
    let (code, errors) = rest_of(call);
    assert!(
        code == Some(6) && errors.starts_with("error: the connection broke before the answer: "),
        "{errors}"
    );
}

/// Counts up.
#[command(group = "streams", read_only)]
fn count(numbers: Option<u32>) -> Items<u32> {
    Items::new(stream::iter(1..=numbers.unwrap_or(u32::MAX)))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_collects_the_items_where_commands_have_no_paths() {
    let dispatcher = Dispatcher::builder(Registry::new().with::<count>()).build().unwrap();
    let commands = commandry::http::router(dispatcher).unwrap();
    let forward = post(|mut request: Request| async move {
        *request.uri_mut() = Uri::from_static("/cmd");
        commands.oneshot(request).await
    });
    let router = Router::new().route("/rpc", forward.clone()).route("/shop/cmd", forward);
    let server = RunningServer::start_router(router).await;
    for path in ["/rpc", "/shop/cmd"] {
        let url = format!("http://{}{path}", server.address);
        let calls = move || {
            let words = ["count", "--numbers", "3", "--url", &url];
            (call(&words), call(&["count", "--url", &url]))
        };
        let (three, endless) = tokio::task::spawn_blocking(calls).await.unwrap();
        assert_eq!(
            (three.code, three.output.as_str(), three.errors.as_str()),
            (0, "1\n2\n3\n", ""),
            "{path}"
        );
        assert_eq!((endless.code, endless.output.lines().count()), (0, 1000), "{path}");
        assert!(endless.errors.contains("warning: there are more items"), "{endless:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_is_told_who_calls() {
    let dispatcher = Dispatcher::builder(Registry::new().with::<count>()).build().unwrap();
    let commands = commandry::http::router(dispatcher).unwrap();
    let guarded = Router::new().fallback(move |request: Request| async move {
        if request.headers().get("authorization").is_some_and(|it| it == "Bearer tea for two") {
            commands.oneshot(request).await.into_response()
        } else {
            StatusCode::UNAUTHORIZED.into_response()
        }
    });
    let server = RunningServer::start_router(guarded).await;
    let url = format!("http://{}", server.address);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("token");
    std::fs::write(&file, "tea for two\n").unwrap();
    let file = file.to_str().unwrap().to_owned();
    tokio::task::spawn_blocking(move || {
        let words = ["count", "--numbers", "1", "--url", &url];
        assert_ne!(call(&words).code, 0);
        assert_eq!(call_with(&words, &[(VARIABLE, "tea for two")], "").output, "1\n");
        assert_ne!(call_with(&words, &[(VARIABLE, "coffee")], "").code, 0);
        // What is given last and closest wins.
        let with_file = [&words[..], &["--token-file", &file]].concat();
        assert_eq!(call_with(&with_file, &[(VARIABLE, "coffee")], "").output, "1\n");
        let ran = call(&[&words[..], &["--token-file", "/no/such/file"]].concat());
        assert!(
            ran.code == 2 && ran.errors.starts_with("error: --token-file: /no/such/file cannot be"),
            "{ran:?}"
        );
        let ran = call(&["count", "--numbers", "1", "--token-file", &file]);
        assert!(ran.code == 2 && ran.errors.contains("`--token-file` goes with `--url`"), "{ran:?}");
        let ran = call_with(&words, &[(VARIABLE, "tea\nfor two")], "");
        assert_eq!(
            (ran.code, ran.errors.as_str()),
            (2, "error: the token has characters that cannot be sent\n")
        );
    })
    .await
    .unwrap();
}
