//! Every caller, every command, every way.

use axum::http::StatusCode;
use commandry_tests::{RunningServer, Site};
use serde_json::json;

use super::{
    commands::{CLERK_KEY, Ran, SECRET, TILL_KEY, router},
    tokens::token,
    ways::{Seen, Service, Who},
};

async fn service() -> (Service, Ran) {
    let ran = Ran::default();
    let router = router(&ran);
    let server = RunningServer::start_router(router.clone()).await;
    (Service { site: Site::of(router), server }, ran)
}

#[tokio::test]
async fn no_way_of_calling_gets_past_the_rules() {
    let (service, ran) = service().await;
    let admin = format!("Bearer {}", token(&json!({"sub": "ada", "role": "admin"}), SECRET));
    let clerk = format!("Bearer {CLERK_KEY}");
    for (who, roles) in [
        (Who(None), None),
        (Who(Some(("x-api-key", TILL_KEY))), Some(&[][..])),
        (Who(Some(("authorization", &clerk))), Some(&["clerk"][..])),
        (Who(Some(("x-api-key", CLERK_KEY))), Some(&["clerk"][..])),
        (Who(Some(("authorization", &admin))), Some(&["admin"][..])),
    ] {
        for (name, alias, allowed_roles, public) in [
            ("look", None, &[][..], true),
            ("sell", Some("vend"), &["clerk", "admin"], false),
            ("follow", None, &["clerk", "admin"], false),
            ("count", None, &["*"], false),
            ("admin_discard", None, &["admin"], false),
            ("forgotten", None, &[], false),
        ] {
            let allowed = public
                || roles.is_some_and(|roles| allowed_roles.iter().any(|it| *it == "*" || roles.contains(it)));
            let refusal = if roles.is_none() { Seen::Unauthenticated } else { Seen::Forbidden };
            for (way, seen) in service.call_in_all_ways(who, name, alias).await {
                let as_expected = match seen {
                    Seen::Result => allowed,
                    Seen::Unknown => way.contains("tool") || way.contains("search mode"),
                    other => !allowed && other == refusal,
                };
                assert!(as_expected, "{who:?} {name} {way}: {seen:?}");
                let is_tool = way.contains("tool") || way.contains("search mode");
                if allowed && is_tool && !way.contains("reading") {
                    assert_eq!(seen, Seen::Result, "{who:?} {name} {way}");
                }
            }
            let runs = ran.take();
            if allowed {
                assert!(runs.len() > 20 && runs.iter().all(|it| *it == name), "{name}: {runs:?}");
            } else {
                assert_eq!(runs, [""; 0], "{who:?} {name}");
            }
        }
    }
}

#[tokio::test]
async fn a_notification_of_a_forbidden_command_does_not_run_it() {
    let (service, ran) = service().await;
    for name in ["sell", "admin_discard", "forgotten", "count"] {
        let body = json!({"jsonrpc": "2.0", "method": name, "params": {"sku": "A1"}});
        service.post(Who(None), "/cmd", &body).await;
        service.post(Who(None), "/cmd", &json!([body])).await;
    }
    assert_eq!(ran.take(), [""; 0]);
    let body = json!({"jsonrpc": "2.0", "method": "sell", "params": {"sku": "A1"}});
    let answer = service.post(Who(Some(("x-api-key", CLERK_KEY))), "/cmd", &body).await;
    assert_eq!((answer.status, ran.take()), (StatusCode::ACCEPTED, vec!["sell"]));
}

#[tokio::test]
async fn routes_of_rest_are_under_the_same_rules() {
    let (service, ran) = service().await;
    let clerk = Who(Some(("x-api-key", CLERK_KEY)));
    for (who, method, path, status) in [
        (Who(None), "POST", "/sales/A1", 401),
        (Who(Some(("x-api-key", TILL_KEY))), "POST", "/sales/A1", 403),
        (clerk, "POST", "/sales/A1", 200),
        (Who(None), "GET", "/stock/A1", 401),
        (Who(Some(("x-api-key", TILL_KEY))), "GET", "/stock/A1", 200),
    ] {
        let body = if method == "POST" { "{}" } else { "" };
        let answer = service.send(who, method, path, &[], body).await;
        assert_eq!(answer.status.as_u16(), status, "{who:?} {method} {path} {}", answer.text());
    }
    assert_eq!(ran.take(), ["sell", "count"]);
}

#[tokio::test]
async fn resources_and_prompts_are_under_the_same_rules() {
    let (service, ran) = service().await;
    let admin = format!("Bearer {}", token(&json!({"sub": "ada", "roles": ["admin"]}), SECRET));
    let clerk = Who(Some(("x-api-key", CLERK_KEY)));
    let admin = Who(Some(("authorization", &admin)));
    let read = json!({"uri": "books://all"});
    let get = json!({"name": "advise", "arguments": {"sku": "A1"}});
    for (who, method, params, allowed) in [
        (Who(None), "resources/read", &read, false),
        (clerk, "resources/read", &read, false),
        (admin, "resources/read", &read, true),
        (Who(None), "prompts/get", &get, false),
        (admin, "prompts/get", &get, false),
        (clerk, "prompts/get", &get, true),
    ] {
        for path in ["/mcp", "/mcp/all"] {
            let newest = service.newest(who, path, method, params.clone()).await;
            let older = service.older(who, path, method, params.clone()).await;
            for answer in [newest, older] {
                assert_eq!(answer.get("result").is_some(), allowed, "{who:?} {method} {answer}");
            }
        }
        assert_eq!(ran.take().len(), if allowed { 4 } else { 0 }, "{who:?} {method}");
    }
}

#[tokio::test]
async fn a_session_belongs_to_the_one_who_began_it() {
    let (service, ran) = service().await;
    let clerk = Who(Some(("x-api-key", CLERK_KEY)));
    let till = Who(Some(("x-api-key", TILL_KEY)));
    let session = service.session(clerk, "/mcp/all").await;
    let call = json!({"name": "look", "arguments": {"sku": "A1"}});
    for stranger in [till, Who(None)] {
        let (status, answer) =
            service.in_session(stranger, "/mcp/all", &session, "tools/call", call.clone()).await;
        assert_eq!((status.as_u16(), &answer["error"]["data"]["kind"]), (404, &json!("session_not_found")));
        let headers = [("mcp-session-id", session.as_str()), ("accept", "text/event-stream")];
        for method in ["GET", "DELETE"] {
            let answer = service.send(stranger, method, "/mcp/all", &headers, "").await;
            assert_eq!(answer.status.as_u16(), 404, "{method}");
        }
    }
    assert_eq!(ran.take(), [""; 0]);
    let (_, answer) = service.in_session(clerk, "/mcp/all", &session, "tools/call", call).await;
    assert!(answer["result"]["isError"] != true, "{answer}");
    assert_eq!(ran.take(), ["look"]);
}

#[tokio::test]
async fn what_proves_nothing_is_refused_even_where_nothing_need_be_proved() {
    let (service, ran) = service().await;
    let forged = format!(
        "Bearer {}",
        token(&json!({"sub": "ada", "role": "admin"}), "another secret of 32 bytes or so!!")
    );
    for header in [
        ("authorization", "Bearer nobody knows this key"),
        ("authorization", "Basic YTpi"),
        ("x-api-key", "nobody knows this key"),
        ("authorization", &forged),
    ] {
        let who = Who(Some(header));
        let look = json!({"jsonrpc": "2.0", "id": 1, "method": "look", "params": {"sku": "A1"}});
        for path in ["/cmd", "/cmd/look", "/mcp", "/openapi.json", "/ws"] {
            let answer = service.post(who, path, &look).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{header:?} {path}");
            let challenge = answer.header("www-authenticate");
            assert!(
                challenge.starts_with("Bearer resource_metadata=\"https://shop.example.com/.well-known/")
                    && challenge.contains("error=\"invalid_token\""),
                "{challenge}"
            );
            assert_eq!(answer.json()["error"]["code"], -32001);
        }
    }
    assert_eq!(ran.take(), [""; 0]);
}
