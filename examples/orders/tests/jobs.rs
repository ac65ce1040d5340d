//! A long import in the background: over HTTP, through the death of the server, and by a worker of its own.

#[expect(dead_code, reason = "other tests use more of it")]
mod support;

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use self::support::Server;

const PATIENCE: Duration = Duration::from_secs(20);

fn rows(count: u32) -> Value {
    let row = |number| json!({"sku": format!("TEA-JOB-{number}"), "name": format!("Tea {number}"), "category": "tea", "price": "4.20"});
    json!({"source": {"format": "rows", "rows": (1..=count).map(row).collect::<Vec<_>>()}})
}

#[test]
fn an_import_is_a_job() {
    let folder = tempfile::tempdir().expect("there is room");
    let database = folder.path().join("orders.db");
    let server = Server::start(database.to_str().expect("a plain path"));
    let refused = server.call("import_products_later", &json!({"source": {"format": "csv"}}));
    assert_eq!(refused["error"]["code"], -32602, "{refused}");

    let ticket = server.call("import_products_later", &rows(250))["result"].clone();
    let id = ticket["job_id"].as_str().expect("a ticket names its job").to_owned();
    let outcome =
        server.call("job_result", &json!({"job_id": id, "wait": PATIENCE.as_secs()}))["result"].clone();
    assert_eq!(outcome["status"], "finished", "{outcome}");
    assert_eq!(outcome["result"]["created"], 250);
    let state = server.call("get_task_status", &json!({"job_id": id}))["result"].clone();
    assert_eq!(state["progress"]["done"], 250.0, "{state}");

    // What the rows are worth is found out when they are read, and the answer is that of the job.
    let wrong = json!({"source": {"format": "csv", "text": "sku,name\nTEA,Tea\n"}});
    let ticket = server.call("import_products_later", &wrong)["result"].clone();
    let wait = json!({"job_id": ticket["job_id"], "wait": PATIENCE.as_secs()});
    let outcome = server.call("job_result", &wait)["result"].clone();
    assert_eq!(outcome["status"], "failed", "{outcome}");
    assert_eq!(outcome["error"]["data"]["kind"], "invalid_rows", "{outcome}");

    // The job outlives the server.
    server.kill();
    let server = Server::start(database.to_str().expect("a plain path"));
    let start = Instant::now();
    let kept = server.call("job_result", &json!({"job_id": id}))["result"].clone();
    assert_eq!(kept["result"]["created"], 250, "{kept}");
    let listed = server.call("job_list", &json!({"status": "failed"}))["result"].clone();
    assert_eq!(listed["total"], 1, "{listed}");
    assert!(start.elapsed() < PATIENCE);
}
