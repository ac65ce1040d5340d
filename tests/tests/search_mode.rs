//! Search mode over the Model Context Protocol: finding, explaining and calling commands by four tools.

use std::sync::{Arc, Mutex};

use axum::{body::Body, http::Request};
use commandry::{
    Answer, Ask, Call, CallError, Content, Dispatcher, Interceptor, Next, Registry, Reply,
    mcp::{self, McpOptions},
    prelude::*,
};
use commandry_tests::Site;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Somebody who may sign in.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
struct User {
    /// Number of the user.
    id: u32,
    /// Name of the user.
    name: String,
}

/// A part of all users.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
struct Users {
    items: Vec<User>,
}

/// The users there are.
#[derive(Clone, Default)]
struct Database(Arc<Mutex<Vec<User>>>);

/// Lists the users, the first registered first.
///
/// # Returns
/// The users.
#[command(group = "users", read_only)]
fn list_users(
    #[inject] database: State<Database>,
    /// Most users to give.
    #[param(default = 10)]
    limit: usize,
) -> Users {
    Users { items: database.0.lock().unwrap().iter().take(limit).cloned().collect() }
}

/// Shows one user.
///
/// # Examples
/// The first one:
/// ```json
/// {"id": 1}
/// ```
#[command(group = "users", read_only, aliases("show_user"))]
fn get_user(
    #[inject] database: State<Database>,
    /// Number of the user.
    #[param(range(min = 1, max = 1000))]
    id: u32,
) -> Result<User, CallError> {
    let users = database.0.lock().unwrap();
    let found = users.iter().find(|user| user.id == id).cloned();
    found.ok_or_else(|| CallError::new(1404, "no_such_user", "There is no such user."))
}

/// Registers a user.
///
/// # Returns
/// The new user.
#[command(group = "users", read_only = false)]
fn register_user(
    #[inject] database: State<Database>,
    /// Name of the user.
    name: String,
) -> User {
    let mut users = database.0.lock().unwrap();
    let user = User { id: u32::try_from(users.len()).unwrap() + 1, name };
    users.push(user.clone());
    user
}

/// Adds numbers.
#[command(group = "arithmetic", read_only)]
fn add_numbers(
    /// The numbers.
    numbers: Vec<u32>,
) -> u32 {
    numbers.iter().sum()
}

/// Draws a dot.
#[command(group = "drawing", read_only)]
fn draw_dot() -> Content {
    Content::text("A dot.")
}

/// Repeats a text.
#[command(group = "texts")]
fn repeat_text(
    /// How often.
    limit: usize,
) -> Vec<String> {
    vec!["A sentence of some words.".to_owned(); limit]
}

/// Renames a user after having asked for the name.
#[command(group = "users")]
async fn rename_user(
    #[inject] database: State<Database>,
    #[inject] ask: Ask,
    /// Number of the user.
    id: u32,
) -> Result<User, CallError> {
    let form = json!({"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]});
    let name = match ask.form("name", "Which name?", &form).await? {
        Answer::Accepted(form) => form["name"].as_str().unwrap_or_default().to_owned(),
        _ => return Err(CallError::new(1001, "not_renamed", "No name was given.")),
    };
    let mut users = database.0.lock().unwrap();
    let user = users.iter_mut().find(|user| user.id == id);
    let user = user.ok_or_else(|| CallError::new(1404, "no_such_user", "There is no such user."))?;
    user.name = name;
    Ok(user.clone())
}

/// Refuses what an interceptor may refuse: registering people named Eve.
struct NoEve;

impl Interceptor for NoEve {
    async fn call(&self, call: Call<'_>, next: Next<'_>) -> Reply {
        if call.name() == "register_user" && call.params().contains("Eve") {
            return Reply::from_error(CallError::new(1403, "forbidden", "Eve may not come in."));
        }
        next.run(call).await
    }
}

/// A service in search mode.
struct Host {
    site: Site,
    database: Database,
    capabilities: Value,
}

impl Host {
    fn new() -> Self {
        Self::with(McpOptions::default().tool_list_tokens(0))
    }

    fn with(options: McpOptions) -> Self {
        let database = Database::default();
        for (id, name) in [(1, "Ada"), (2, "Bob")] {
            database.0.lock().unwrap().push(User { id, name: name.to_owned() });
        }
        let registry = Registry::new()
            .with::<list_users>()
            .with::<get_user>()
            .with::<register_user>()
            .with::<add_numbers>()
            .with::<draw_dot>()
            .with::<repeat_text>()
            .with::<rename_user>();
        let dispatcher =
            Dispatcher::builder(registry).state(database.clone()).interceptor(NoEve).build().unwrap();
        Self { site: Site::of(mcp::router(dispatcher, options)), database, capabilities: json!({}) }
    }

    /// The result of a request of the newest revision, with what comes along in `params`.
    async fn result(&self, path: &str, method: &str, mut params: Value) -> Value {
        params["_meta"] = json!({
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientCapabilities": self.capabilities,
            "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
        });
        let mut request = Request::post(path)
            .header("content-type", "application/json")
            .header("accept", "application/json, text/event-stream")
            .header("mcp-protocol-version", "2026-07-28")
            .header("mcp-method", method);
        if let Some(name) = params["name"].as_str() {
            request = request.header("mcp-name", name);
        }
        let body = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
        let answer = self.site.send(request.body(Body::from(body.to_string())).unwrap()).await.json();
        answer.get("result").cloned().unwrap_or_else(|| panic!("no result: {answer}"))
    }

    /// The text that a tool answers with, and whether it is a fault.
    async fn call(&self, tool: &str, arguments: Value) -> (String, bool) {
        let result = self.result("/mcp", "tools/call", json!({"name": tool, "arguments": arguments})).await;
        assert_eq!(result["content"].as_array().map(Vec::len), Some(1), "{result}");
        assert_eq!(result["content"][0]["type"], "text", "{result}");
        assert_eq!(result.get("structuredContent"), None, "no tool of search mode declares an output schema");
        let text = result["content"][0]["text"].as_str().unwrap().to_owned();
        (text, result["isError"] == true)
    }

    async fn text(&self, tool: &str, arguments: Value) -> String {
        let (text, is_fault) = self.call(tool, arguments).await;
        assert!(!is_fault, "{text}");
        text
    }

    async fn value(&self, tool: &str, arguments: Value) -> Value {
        let text = self.text(tool, arguments).await;
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error} in {text}"))
    }

    async fn fault(&self, tool: &str, arguments: Value) -> String {
        let (text, is_fault) = self.call(tool, arguments).await;
        assert!(is_fault, "{text}");
        text
    }

    fn names(&self) -> Vec<String> {
        self.database.0.lock().unwrap().iter().map(|user| user.name.clone()).collect()
    }
}

#[tokio::test]
async fn the_tools_depend_on_the_budget_and_on_the_address() {
    let names = |result: &Value| -> Vec<String> {
        result["tools"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap().to_owned()).collect()
    };
    let search = Host::new();
    let listed = search.result("/mcp", "tools/list", json!({})).await;
    assert_eq!(names(&listed), ["search", "help", "run_readonly", "run"]);
    assert_eq!(listed["tools"], Value::Array(commandry_schema::search_mode::tools()));
    // Whatever was called before, the list stays the same.
    search.text("run", json!({"command": "register_user", "params": {"name": "Eva"}})).await;
    assert_eq!(search.result("/mcp", "tools/list", json!({})).await, listed);
    assert_eq!(names(&search.result("/mcp/all", "tools/list", json!({})).await).len(), 7);
    assert_eq!(names(&search.result("/mcp/drawing", "tools/list", json!({})).await), ["draw_dot"]);
    let instructions = search.result("/mcp", "server/discover", json!({})).await["instructions"].clone();
    assert!(instructions.as_str().unwrap().ends_with(
        "7 commands: find them with search, read more with help, call them with run_readonly or run.\n\
         Groups: arithmetic 1, drawing 1, texts 1, users 4."
    ));
    let direct = Host::with(McpOptions::default());
    assert_eq!(names(&direct.result("/mcp", "tools/list", json!({})).await).len(), 7);
}

#[tokio::test]
async fn commands_are_found_and_explained() {
    let host = Host::new();
    let found = host.text("search", json!({"query": "sign up somebody", "limit": 1})).await;
    assert!(found.starts_with("register_user(name:string) -> User - Registers a user.\n1 of "), "{found}");
    let listed = host.text("search", json!({"query": "", "group": "users"})).await;
    assert_eq!(listed.lines().count(), 4);
    assert!(listed.starts_with("get_user(id:int 1..1000) -> User - Shows one user. [read]\n"), "{listed}");
    let groups = host.text("search", json!({"query": ""})).await;
    assert_eq!(groups, "7 commands in groups: users 4, arithmetic 1, drawing 1, texts 1.");
    let fault = host.fault("search", json!({"query": "user", "group": "user"})).await;
    assert!(fault.starts_with("There is no group `user`. Groups: users 4"), "{fault}");
    let fault = host.fault("search", json!({"question": "user"})).await;
    assert!(fault.starts_with("Invalid parameters: unknown field `question`"), "{fault}");
    assert!(fault.contains("\nSignature: search(query: string"), "{fault}");

    let help = host.text("help", json!({"names": ["show_user", "nothing_like_it"]})).await;
    assert!(help.starts_with("There is no command `nothing_like_it`."), "{help}");
    for part in [
        "get_user(id:int 1..1000) -> User",
        "- id: Number of the user.",
        "User = {id:",
        "Example: {\"id\":1}",
    ] {
        assert!(help.contains(part), "{part} in {help}");
    }
    let schema = host.value("help", json!({"names": ["get_user"], "format": "schema"})).await;
    assert_eq!(schema["params"]["required"], json!(["id"]));
    let fault = host.fault("help", json!({"names": []})).await;
    assert!(fault.starts_with("Invalid parameters: `names` must have 1 to 10 names, not 0."), "{fault}");
    let fault = host.fault("help", json!({"names": ["get_usr"]})).await;
    assert!(fault.contains("Did you mean:\n") && fault.contains("get_user("), "{fault}");
    // What every service has is no tool.
    assert!(
        host.fault("run", json!({"command": "health"})).await.starts_with("There is no command `health`.")
    );
}

#[tokio::test]
async fn commands_are_called_like_over_any_other_surface() {
    let host = Host::new();
    let ada = host.value("run_readonly", json!({"command": "get_user", "params": {"id": 1}})).await;
    assert_eq!(ada, json!({"id": 1, "name": "Ada"}));
    let eva = host.value("run", json!({"command": "register_user", "params": {"name": "Eva"}})).await;
    assert_eq!(eva["id"], 3);
    assert_eq!(host.text("run_readonly", json!({"command": "draw_dot"})).await, "A dot.");

    let fault =
        host.fault("run_readonly", json!({"command": "register_user", "params": {"name": "Eva"}})).await;
    assert_eq!(
        fault,
        "`register_user` may change something, and run_readonly calls only what changes nothing. Call it with run.\n\
         Signature: register_user(name: string) -> User"
    );
    let fault = host.fault("run", json!({"command": "register_user", "params": {"nam": "Eva"}})).await;
    let lines: Vec<&str> = fault.lines().collect();
    assert!(lines[0].starts_with("Invalid parameters: `/nam`"), "{fault}");
    assert!(fault.contains("\nSignature: register_user(name: string) -> User"), "{fault}");
    assert!(fault.ends_with("Did you mean: name?"), "{fault}");
    let fault = host.fault("run_readonly", json!({"command": "get_user", "params": {"id": 0}})).await;
    assert!(fault.starts_with("Invalid parameters: `/id`"), "{fault}");
    let fault = host.fault("run_readonly", json!({"command": "get_user", "params": "id=1"})).await;
    assert!(fault.contains("expected an object"), "{fault}");
    let fault = host.fault("run_readonly", json!({"command": "get_user", "params": {"id": 9}})).await;
    assert!(fault.starts_with("There is no such user."), "{fault}");
    let fault = host.fault("run", json!({"command": "register_user", "params": {"name": "Eve"}})).await;
    assert!(fault.starts_with("Eve may not come in."), "{fault}");
    for (arguments, reason) in [
        (json!({}), "`command` is missing"),
        (json!({"command": "get_user", "steps": []}), "give either `command` or `steps`"),
        (json!({"steps": [], "params": {}}), "each step has its own `params`"),
        (json!({"command": 5}), "invalid type"),
        (json!({"command": "get_user", "select": ["id"]}), "it must begin with `/`"),
    ] {
        let fault = host.fault("run", arguments).await;
        assert!(fault.contains(reason) && fault.contains("\nSignature: run("), "{reason} in {fault}");
    }
    assert_eq!(host.names(), ["Ada", "Bob", "Eva"]);
}

#[tokio::test]
async fn steps_take_values_from_earlier_ones() {
    let host = Host::new();
    let steps = json!([
        {"as": "users", "command": "list_users"},
        {"as": "sum", "command": "add_numbers", "params": {"numbers": {"$ref": "/users/items/*/id"}}},
        {"as": "last", "command": "get_user", "params": {"id": {"$ref": "/users/items/1/id"}}},
    ]);
    let last = host.value("run_readonly", json!({"steps": steps})).await;
    assert_eq!(last, json!({"id": 2, "name": "Bob"}));
    let selected =
        host.value("run_readonly", json!({"steps": steps, "select": ["/sum", "/users/items/*/name"]})).await;
    assert_eq!(selected, json!({"/sum": 3, "/users/items/*/name": ["Ada", "Bob"]}));
    // What is not selected does not come along.
    let one = host
        .value(
            "run_readonly",
            json!({"command": "list_users", "params": {"limit": 1}, "select": ["/items/0/id"]}),
        )
        .await;
    assert_eq!(one, json!({"/items/0/id": 1}));
}

#[tokio::test]
async fn every_step_is_checked_before_the_first_is_made() {
    let host = Host::new();
    let register = |name: &str| json!({"as": name, "command": "register_user", "params": {"name": name}});
    let twenty_one: Vec<Value> = (0..21).map(|number| register(&format!("user{number}"))).collect();
    for (second, reason) in [
        (json!({"as": "b", "command": "no_command"}), "Step 2 `b`: There is no command `no_command`."),
        (json!({"as": "a", "command": "list_users"}), "`as` of step 2 is taken: `a`"),
        (json!({"as": "", "command": "list_users"}), "`as` of step 2 must be a name"),
        (
            json!({"as": "b", "command": "get_user", "params": {"id": {"$ref": "/c/id"}}}),
            "`/c/id` must begin with the name of a step: `/a`",
        ),
        (json!({"command": "list_users"}), "missing field `as`"),
    ] {
        let fault = host.fault("run", json!({"steps": [register("a"), second]})).await;
        assert!(fault.contains(reason), "{reason} in {fault}");
    }
    let fault = host.fault("run", json!({"steps": twenty_one})).await;
    assert!(fault.contains("`steps` must have 1 to 20 steps, not 21"), "{fault}");
    let fault = host.fault("run_readonly", json!({"steps": [register("a")]})).await;
    assert!(fault.starts_with("Step 1 `a`: `register_user` may change something"), "{fault}");
    let fault = host.fault("run", json!({"steps": [register("a")], "select": ["/b"]})).await;
    assert!(fault.contains("`/b` must begin with the name of a step: `/a`"), "{fault}");
    assert_eq!(host.names(), ["Ada", "Bob"], "nothing was done");
}

#[tokio::test]
async fn a_step_that_fails_ends_them_and_tells_what_was_done() {
    let host = Host::new();
    let register =
        |step: &str, name: &str| json!({"as": step, "command": "register_user", "params": {"name": name}});
    let steps = [register("a", "Eva"), register("b", "Eve"), register("c", "Kim")];
    let fault = host.fault("run", json!({"steps": steps})).await;
    assert!(fault.starts_with("Step 2 `b` (`register_user`): Eve may not come in."), "{fault}");
    assert!(fault.ends_with("Done before that: `a`. Do not repeat what changes something."), "{fault}");
    let get = json!({"as": "b", "command": "get_user", "params": {"id": {"$ref": "/a/number"}}});
    let fault = host.fault("run", json!({"steps": [register("a", "Pat"), get]})).await;
    assert!(fault.contains("`/a/number` leads nowhere: `/a` is an object with id, name."), "{fault}");
    let fault = host.fault("run", json!({"steps": [register("a", "Sue")], "select": ["/a/number"]})).await;
    assert!(
        fault.contains("`/a/number` leads nowhere") && fault.contains("Done before that: `a`."),
        "{fault}"
    );
    assert_eq!(host.names(), ["Ada", "Bob", "Eva", "Pat", "Sue"]);
}

#[tokio::test]
async fn a_result_that_is_too_long_is_described() {
    let host = Host::with(McpOptions::default().tool_list_tokens(0).result_tokens(100));
    let call = |limit: usize| json!({"command": "repeat_text", "params": {"limit": limit}});
    assert_eq!(host.value("run", call(3)).await.as_array().map(Vec::len), Some(3));
    let text = host.text("run", call(1_000)).await;
    assert!(text.starts_with("The call succeeded, but its result has about "), "{text}");
    assert!(text.contains("It is list of 1000 text."), "{text}");
    assert!(text.contains("Ask for a part of it with `limit`"), "{text}");
    assert!(
        text.ends_with("What `repeat_text` does is done; do not call it again for its result."),
        "{text}"
    );
    let mut selecting = call(1_000);
    selecting["select"] = json!(["/999"]);
    assert_eq!(host.value("run", selecting).await, json!({"/999": "A sentence of some words."}));
}

#[tokio::test]
async fn a_command_may_ask_unless_other_steps_would_be_repeated() {
    let mut host = Host::new();
    host.capabilities = json!({"elicitation": {"form": {}}});
    let arguments = json!({"command": "rename_user", "params": {"id": 1}});
    let mut params = json!({"name": "run", "arguments": arguments});
    let asked = host.result("/mcp", "tools/call", params.clone()).await;
    assert_eq!(asked["resultType"], "input_required", "{asked}");
    let key = asked["inputRequests"].as_object().unwrap().keys().next().unwrap().clone();
    params["requestState"] = asked["requestState"].clone();
    params["inputResponses"] = json!({key: {"action": "accept", "content": {"name": "Ida"}}});
    let answered = host.result("/mcp", "tools/call", params).await;
    assert_eq!(answered["content"][0]["text"], r#"{"id":1,"name":"Ida"}"#, "{answered}");
    assert_eq!(host.names(), ["Ida", "Bob"]);

    let steps = json!([
        {"as": "new", "command": "register_user", "params": {"name": "Eva"}},
        {"as": "renamed", "command": "rename_user", "params": {"id": {"$ref": "/new/id"}}},
    ]);
    let fault = host.fault("run", json!({"steps": steps})).await;
    assert!(
        fault.starts_with("Step 2 `renamed` (`rename_user`): ") && fault.contains("cannot_ask"),
        "{fault}"
    );
    assert_eq!(host.names(), ["Ida", "Bob", "Eva"]);
}
