//! The program as its users meet it: a process, a socket, and nothing else.

#[allow(dead_code, reason = "each test program uses its part of it")]
mod support;

use std::thread;

use serde_json::{Value, json};

use support::Server;

#[test]
fn commands_are_called_one_by_one_and_in_batches() {
    let server = Server::start(":memory:");
    let level = server.result("stock_level", &json!({"sku": "TEA-GREEN-100"}));
    assert_eq!(level, json!({"sku": "TEA-GREEN-100", "on_hand": 120, "reserved": 0, "available": 120}));
    assert_eq!(
        server.result("stock_level", &json!(["TEA-GREEN-100"])),
        level,
        "parameters may come by position"
    );

    let batch = json!([
        {"jsonrpc": "2.0", "id": 1, "method": "get_order", "params": {"order": 1}},
        {"jsonrpc": "2.0", "method": "reserve_stock", "params": {"sku": "MUG-STONE", "quantity": 2}},
        {"jsonrpc": "2.0", "id": "x", "method": "get_order", "params": {"order": 99}},
        {"jsonrpc": "2.0", "id": null, "method": "no_such_command"},
        7
    ]);
    let answer = server.send_json("POST", "/cmd", &batch);
    assert_eq!(answer.status, 200);
    let answers = answer.json();
    let answers = answers.as_array().expect("a batch is answered by a list");
    assert_eq!(answers.len(), 4, "the notification gets no answer: {answers:?}");
    assert_eq!(answers[0]["result"]["amounts"]["total"], json!("26.46"));
    assert_eq!((&answers[1]["id"], &answers[1]["error"]["code"]), (&json!("x"), &json!(1401)));
    assert_eq!(answers[2]["error"]["code"], json!(-32601));
    assert_eq!(answers[3]["error"]["code"], json!(-32600));
    assert_eq!(server.result("stock_level", &json!({"sku": "MUG-STONE"}))["reserved"], json!(2));

    let notification = json!({"jsonrpc": "2.0", "method": "reserve_stock", "params": ["MUG-STONE", 1]});
    let answer = server.send_json("POST", "/cmd", &notification);
    assert_eq!((answer.status, answer.body.as_str()), (202, ""));
}

#[test]
fn an_alias_reaches_the_command_and_so_does_its_own_path() {
    let server = Server::start(":memory:");
    let reservation = server.result("book_stock", &json!({"sku": "MUG-STONE", "quantity": 1}));
    assert_eq!(reservation["quantity"], json!(1));
    let answer = server.send_json("POST", "/cmd/reserve_stock", &json!({"sku": "MUG-STONE", "quantity": 20}));
    assert_eq!(answer.status, 200, "{}", answer.body);
    let answer = server.send_json("POST", "/cmd/reserve_stock", &json!({"sku": "MUG-STONE", "quantity": 1}));
    assert_eq!((answer.status, &answer.json()["error"]["data"]["kind"]), (409, &json!("out_of_stock")));
}

#[test]
fn a_customer_lives_by_rest() {
    let server = Server::start(":memory:");
    let address = json!({"street": "Am Hafen 2", "postcode": "18055", "city": "Rostock", "country": "DE"});
    let new = json!({"name": "Ida", "email": "ida@example.com", "address": address});
    let created = server.send_json("POST", "/customers", &new);
    assert_eq!(created.status, 200, "{}", created.body);
    let customer = created.json();
    assert_eq!((&customer["id"], &customer["level"]), (&json!(14), &json!("standard")));
    assert_eq!(server.get("/customers/14").json(), customer);

    let changed = server.send_json("PATCH", "/customers/14", &json!({"level": "wholesale"})).json();
    assert_eq!((&changed["level"], &changed["name"]), (&json!("wholesale"), &json!("Ida")));
    let address = json!({"street": "Neuer Weg 1", "postcode": "18057", "city": "Rostock", "country": "DE"});
    let moved = server.send_json("PUT", "/customers/14/address", &json!({"address": address}));
    assert_eq!(moved.json()["address"], address);

    let page = server.get("/customers?level=wholesale&limit=2").json();
    let ids: Vec<&Value> =
        page["items"].as_array().expect("a page has items").iter().map(|it| &it["id"]).collect();
    assert_eq!(ids, [&json!(2), &json!(6)]);
    let next = page["next_cursor"].as_str().expect("there are more");
    let page = server.get(&format!("/customers?level=wholesale&limit=2&cursor={next}")).json();
    assert_eq!(page["items"][1]["id"], json!(14));
    assert!(page.get("next_cursor").is_none());

    let removed = server.send("DELETE", "/customers/14", None);
    assert_eq!((removed.status, removed.json()), (200, Value::Null));
    let gone = server.get("/customers/14");
    assert_eq!((gone.status, &gone.json()["error"]["data"]["kind"]), (404, &json!("unknown_customer")));
    let kept = server.send("DELETE", "/customers/1", None);
    assert_eq!((kept.status, &kept.json()["error"]["data"]["details"]["orders"]), (409, &json!(2)));
}

#[test]
fn an_order_goes_its_way_by_rest() {
    let server = Server::start(":memory:");
    let order = json!({
        "customer": 11,
        "lines": [{"sku": "KETTLE-GOOSE", "quantity": 1}, {"sku": "TEA-OOLONG-100", "quantity": 3}],
        "delivery": {"method": "locker", "locker": "WIE-7"},
        "reference": "TW-0008"
    });
    let quote = server.send_json(
        "POST",
        "/quotes",
        &json!({
            "customer": order["customer"], "lines": order["lines"], "delivery": order["delivery"]
        }),
    );
    assert_eq!(quote.status, 200, "{}", quote.body);
    let placed = server.send_json("POST", "/orders", &order).json();
    let amounts = json!({
        "goods": "95.20", "discount_rate": "0.12", "discount": "11.42", "delivery": "3.50", "total": "87.28"
    });
    assert_eq!((&placed["amounts"], &quote.json()["amounts"]), (&amounts, &amounts));

    let again = server.send_json("POST", "/orders", &order);
    let told = &again.json()["error"]["data"]["details"];
    assert_eq!((again.status, told), (409, &json!({"reference": "TW-0008", "order": 16})));

    let payment = json!({
        "amount": "87.28",
        "method": {"type": "transfer", "received_on": "2026-03-05"},
        "confirmation": "SEPA-99812"
    });
    let paid = server.send_json("POST", "/orders/16/payment", &payment);
    assert_eq!(paid.json()["status"], json!("paid"), "{}", paid.body);
    assert!(!paid.body.contains("SEPA-99812"), "the code of the bank is never shown");
    let shipped =
        server.send_json("POST", "/orders/16/shipment", &json!({"shipped_on": "2026-03-06"})).json();
    assert_eq!(shipped["shipped_on"], json!("2026-03-06"));
    let late = server.send_json("POST", "/orders/16/cancellation", &json!({}));
    let details = json!({"order": 16, "status": "shipped", "needed": ["placed", "paid"]});
    assert_eq!((late.status, &late.json()["error"]["data"]["details"]), (409, &details));

    let report = server.get("/reports/sales?from=2026-02-01&until=2026-02-28").json();
    assert_eq!(report["orders"], json!(5));
    let orders = server.get("/orders?placed_before=2025-12-01T00%3A00%3A00Z&limit=1").json();
    assert_eq!(orders["items"][0]["id"], json!(3));
}

#[test]
fn a_refused_call_hears_of_every_fault() {
    let server = Server::start(":memory:");
    let error = server.error(
        "place_order",
        &json!({
            "customer": "first",
            "lines": [{"sku": "tea", "quantity": 0}, {"sku": "MUG-STONE", "quantity": 1, "colour": "red"}],
            "delivery": {"method": "locker", "locker": "nowhere"},
            "referense": "typo"
        }),
    );
    assert_eq!(error["code"], json!(-32602));
    let faults = error["data"]["errors"].as_array().expect("faults are listed");
    let places: Vec<&str> = faults.iter().filter_map(|fault| fault["pointer"].as_str()).collect();
    for place in ["/referense", "/customer", "/lines/0/sku", "/lines/0/quantity", "/delivery"] {
        assert!(places.iter().any(|it| it.starts_with(place)), "{place} is missing in {faults:#?}");
    }
    assert!(
        places.iter().any(|it| it.starts_with("/lines/1")),
        "the unknown member is missing in {faults:#?}"
    );
    let typo = faults.iter().find(|fault| fault["pointer"] == "/referense").expect("it was found above");
    assert_eq!(typo["did_you_mean"], json!("reference"));
    let signature = error["data"]["signature"].as_str().expect("the signature helps");
    assert!(signature.starts_with("place_order("), "{signature}");

    for (amount, fits) in
        [(json!("1.00"), true), (json!(1.0), false), (json!("1.0"), false), (json!("-1.00"), false)]
    {
        let params = json!({"order": 15, "amount": amount, "method": {"type": "cash"}});
        let error = server.error("pay_order", &params);
        let code = if fits { 1405 } else { -32602 };
        assert_eq!(error["code"], json!(code), "{amount}: {error}");
    }
    let error = server.error(
        "pay_order",
        &json!({"order": 15, "amount": "1.00", "method": {"type": "cash"}, "confirmation": "abc"}),
    );
    assert!(!error.to_string().contains("abc"), "a secret is not repeated: {error}");

    let refused = server.get("/customers?limit=0");
    assert_eq!(
        (refused.status, &refused.json()["error"]["data"]["errors"][0]["pointer"]),
        (400, &json!("/limit"))
    );
    let cursor = server.error("list_orders", &json!({"cursor": "nowhere"}));
    assert_eq!(cursor["data"]["kind"], json!("invalid_cursor"));
}

#[test]
fn products_are_imported_from_text_and_rows() {
    let server = Server::start(":memory:");
    let text = "sku,name,category,price\nTEA-MINT-50,\"Peppermint, 50 g\",tea,4.20\nMUG-STONE,Other,tableware,1.00\n";
    let import = json!({"source": {"format": "csv", "text": text}, "existing": "overwrite"});
    let done = server.send_json("POST", "/products/imports", &import);
    assert_eq!(
        done.json(),
        json!({"created": 1, "overwritten": 1, "kept": 0, "not_done": 0}),
        "{}",
        done.body
    );
    assert_eq!(server.get("/products/TEA-MINT-50").json()["price"], json!("4.20"));

    let rows: Vec<Value> = (0..1_000)
        .map(|number| json!({"sku": format!("ROW-{number}"), "name": "A row", "category": "sweets", "price": "2.00"}))
        .collect();
    let done = server.result("import_products", &json!({"source": {"format": "rows", "rows": rows}}));
    assert_eq!(done["created"], json!(1_000));

    let unusable = "sku,name,category,price\nTEA-ROSE-50,Rose,tea,cheap\nTEA-LIME-50,Lime,fruit,3.00\n";
    let error = server.error("import_products", &json!({"source": {"format": "csv", "text": unusable}}));
    assert_eq!((&error["code"], &error["data"]["kind"]), (&json!(1203), &json!("invalid_rows")));
    let faults = error["data"]["details"]["faults"].as_array().expect("faults are listed");
    assert_eq!(faults.iter().map(|it| &it["row"]).collect::<Vec<_>>(), [&json!(2), &json!(3)]);
}

#[test]
fn documents_and_health_are_served() {
    let server = Server::start(":memory:");
    let document = server.get("/openapi.json");
    assert_eq!(document.status, 200);
    let document = document.json();
    assert!(document["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")));
    for path in ["/cmd", "/health", "/customers/{customer}", "/stock/{sku}/reservations", "/products/imports"]
    {
        assert!(document["paths"][path].is_object(), "{path} is missing");
    }
    let commands = &document["components"]["schemas"]["Commands"]["properties"];
    assert!(commands["place_order"].is_object() && commands["stock_level"].is_object());
    assert_eq!(server.get("/openapi.json").body, server.get("/openapi.json").body);
    let health = server.get("/health");
    assert_eq!((health.status, &health.json()["status"]), (200, &json!("ok")));
    assert!(server.invitation.contains("curl"), "{}", server.invitation);
}

#[test]
fn hosts_of_models_call_commands_as_tools() {
    let server = Server::start(":memory:");
    let headers = [
        ("accept", "application/json, text/event-stream"),
        ("mcp-protocol-version", "2026-07-28"),
        ("mcp-method", "tools/call"),
        ("mcp-name", "stock_level"),
    ];
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    let params = json!({"name": "stock_level", "arguments": {"sku": "TEA-GREEN-100"}, "_meta": meta});
    let request = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params});
    let answer = server.send_with(&headers, "POST", "/mcp/all", Some(&request.to_string()));
    assert_eq!(answer.status, 200, "{}", answer.body);
    let description = include_str!("../../../docs/mcp.md");
    assert!(description.contains(&answer.body), "docs/mcp.md shows another answer than {}", answer.body);
}

#[test]
fn many_callers_never_sell_a_unit_twice() {
    let folder = tempfile::tempdir().expect("there is room for a file");
    let path = folder.path().join("orders.db");
    let server = Server::start(path.to_str().expect("temporary folders have plain names"));
    let params = json!({
        "customer": 1, "lines": [{"sku": "MUG-STONE", "quantity": 2}], "delivery": {"method": "pickup"}
    });
    let outcomes: Vec<Value> = thread::scope(|scope| {
        let callers: Vec<_> = (0..20).map(|_| scope.spawn(|| server.call("place_order", &params))).collect();
        callers.into_iter().map(|caller| caller.join().expect("every call is answered")).collect()
    });
    let placed = outcomes.iter().filter(|outcome| outcome["result"].is_object()).count();
    let refused = outcomes.iter().filter(|outcome| outcome["error"]["code"] == 1301).count();
    assert_eq!((placed, refused), (10, 10), "there were 21 mugs: {outcomes:#?}");
    assert_eq!(server.result("stock_level", &json!({"sku": "MUG-STONE"}))["on_hand"], json!(1));
}

#[test]
fn what_was_answered_survives_the_end_of_the_process() {
    let folder = tempfile::tempdir().expect("there is room for a file");
    let path = folder.path().join("orders.db");
    let path = path.to_str().expect("temporary folders have plain names");
    let server = Server::start(path);
    let params = json!({
        "customer": 1, "lines": [{"sku": "MUG-STONE", "quantity": 1}], "delivery": {"method": "pickup"}
    });
    let order = server.result("place_order", &params);
    server.kill();
    let server = Server::start(path);
    assert_eq!(server.result("get_order", &json!({"order": order["id"]})), order);
    assert_eq!(
        server.result("list_orders", &json!({"limit": 100}))["items"].as_array().map(Vec::len),
        Some(16)
    );
}
