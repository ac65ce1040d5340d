//! Lists show what their reader may call, and nothing else.

use commandry_tests::{RunningServer, Site};
use serde_json::{Value, json};

use super::{
    commands::{CLERK_KEY, Ran, SECRET, router},
    tokens::token,
    ways::{Service, Who},
};

/// The commands that somebody else than the reader may call, and that no list may show.
const ALL: [&str; 6] = ["look", "sell", "count", "admin_discard", "forgotten", "follow"];

async fn service() -> Service {
    let router = router(&Ran::default());
    let server = RunningServer::start_router(router.clone()).await;
    Service { site: Site::of(router), server }
}

#[tokio::test]
async fn every_list_shows_what_its_reader_may_call() {
    let service = service().await;
    let admin = format!("Bearer {}", token(&json!({"sub": "ada", "roles": ["admin"]}), SECRET));
    for (who, seen) in [
        (Who(None), &["look"][..]),
        (Who(Some(("x-api-key", CLERK_KEY))), &["look", "sell", "count", "follow"]),
        (Who(Some(("authorization", &admin))), &["look", "sell", "count", "follow", "admin_discard"]),
    ] {
        let mut texts: Vec<(String, String)> = Vec::new();
        for path in [
            "/openapi.json",
            "/openapi.json?level=expanded",
            "/openrpc.json",
            "/commands.d.ts",
            "/cmd/catalog.txt",
            "/catalog.json",
            "/docs/catalog.json",
            "/commands",
            "/api/commands",
        ] {
            texts.push((path.to_owned(), service.send(who, "GET", path, &[], "").await.text()));
        }
        for method in ["help", "rpc.discover"] {
            let body = json!({"jsonrpc": "2.0", "id": 1, "method": method});
            let answer = service.post(who, "/cmd", &body).await.json();
            assert!(answer.get("result").is_some(), "{answer}");
            texts.push((method.to_owned(), answer.to_string()));
        }
        texts.push((
            "tools".to_owned(),
            service.newest(who, "/mcp/all", "tools/list", json!({})).await.to_string(),
        ));
        texts.push((
            "tools, older".to_owned(),
            service.older(who, "/mcp/all", "tools/list", json!({})).await.to_string(),
        ));
        let openapi = json!({"uri": "commandry://openapi.json"});
        texts.push((
            "resource".to_owned(),
            service.newest(who, "/mcp", "resources/read", openapi).await.to_string(),
        ));
        for (place, text) in texts {
            for name in ALL {
                let shown = names(&text).any(|it| it == name);
                assert_eq!(shown, seen.contains(&name), "{who:?} {place} {name}: {text}");
            }
        }
        for name in ALL {
            let body = json!({"jsonrpc": "2.0", "id": 1, "method": "help", "params": {"cmdname": name}});
            let answer = service.post(who, "/cmd", &body).await.json();
            assert_eq!(answer.get("result").is_some(), seen.contains(&name), "{who:?} {answer}");
            let page = json!({"uri": format!("commandry://commands/{name}")});
            let answer = service.newest(who, "/mcp", "resources/read", page).await;
            assert_eq!(answer.get("result").is_some(), seen.contains(&name), "{who:?} {answer}");
            let page = service.send(who, "GET", &format!("/api/commands/{name}"), &[], "").await;
            assert_eq!(page.status.is_success(), seen.contains(&name), "{who:?} {name}");
            let search = json!({"name": "search", "arguments": {"query": name.replace('_', " ")}});
            let found = service.newest(who, "/mcp", "tools/call", search).await.to_string();
            // What is not found is named as it was asked for; what is found stands there with its signature.
            assert!(seen.contains(&name) || !found.contains(&format!("{name}(")), "{who:?} {found}");
        }
    }
}

/// The words of a text that could be names of commands.
fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split(|it: char| !it.is_ascii_alphanumeric() && it != '_').filter(|it| !it.is_empty())
}

#[tokio::test]
async fn resources_and_prompts_are_listed_for_those_who_may_use_them() {
    let service = service().await;
    let admin = format!("Bearer {}", token(&json!({"sub": "ada", "roles": ["admin"]}), SECRET));
    for (who, books, advise) in [
        (Who(None), false, false),
        (Who(Some(("x-api-key", CLERK_KEY))), false, true),
        (Who(Some(("authorization", &admin))), true, false),
    ] {
        for (method, word, listed) in
            [("resources/list", "books://all", books), ("prompts/list", "advise", advise)]
        {
            let newest = service.newest(who, "/mcp", method, json!({})).await;
            assert_eq!(newest.to_string().contains(word), listed, "{who:?} {newest}");
            assert_eq!(newest["result"]["cacheScope"], "private");
            let older = service.older(who, "/mcp", method, json!({})).await;
            assert_eq!(older.to_string().contains(word), listed, "{who:?} {older}");
        }
    }
}

#[tokio::test]
async fn a_wrong_name_is_not_told_the_names_of_others() {
    let service = service().await;
    let body = json!({"jsonrpc": "2.0", "id": 1, "method": "admin_discar", "params": {}});
    let answer: Value = service.post(Who(None), "/cmd", &body).await.json();
    assert_eq!(answer["error"]["code"], -32601);
    assert!(!answer.to_string().contains("admin_discard"), "{answer}");
}
