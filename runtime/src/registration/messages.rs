//! What is said to a proxy, and what its answers mean, in all three generations of the protocol.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value, json};

use super::{ProxyProtocol, RegistrationError, RegistrationSettings, plan, wire::WireAnswer};

/// Most names of commands that a proxy is told; it asks the server itself for more.
const MOST_COMMANDS: usize = 500;

/// Longest part of a proxy's words that is passed on.
const LONGEST_WORDS: usize = 200;

/// What a server tells of itself.
pub(super) struct Introduction<'a> {
    pub(super) settings: &'a RegistrationSettings,
    pub(super) uuid: &'a str,
    pub(super) url: &'a str,
    pub(super) version: &'a str,
    pub(super) commands: &'a [String],
}

impl Introduction<'_> {
    /// The body of a registration; `Auto` is that which all generations read.
    pub(super) fn register(&self, protocol: ProxyProtocol) -> Value {
        let Self { settings, uuid, url, version, .. } = self;
        let mut body = json!({"server_id": settings.server_id, "server_url": url});
        let Value::Object(members) = &mut body else { return body };
        let mut add = |name: &str, value: Value| members.insert(name.to_owned(), value);
        if protocol != ProxyProtocol::V8 {
            add("server_name", settings.server_name.as_str().into());
            add("description", settings.description.as_str().into());
        }
        if protocol != ProxyProtocol::V6_0 {
            add("capabilities", self.capabilities());
        }
        if matches!(protocol, ProxyProtocol::Auto | ProxyProtocol::V6_4) {
            add("version", (*version).into());
            add("endpoints", json!({"jsonrpc": "/api/jsonrpc", "rest": "/cmd", "health": "/health"}));
        }
        if matches!(protocol, ProxyProtocol::Auto | ProxyProtocol::V8) {
            add("metadata", plan::metadata(settings, uuid, url).into());
            add("uuid", (*uuid).into());
        }
        body
    }

    /// The body of a heartbeat, which names the server to proxies that have forgotten it.
    pub(super) fn heartbeat(&self, protocol: ProxyProtocol, key: Option<&str>) -> Value {
        let mut body = self.register(protocol);
        body["timestamp"] = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs().into();
        if let Some(key) = key {
            body["server_key"] = key.into();
        }
        body
    }

    fn capabilities(&self) -> Value {
        match &self.settings.capabilities {
            Some(given) => given.as_slice().into(),
            None => {
                let usual = ["jsonrpc", "rest", "health"].into_iter();
                usual.chain(self.commands.iter().take(MOST_COMMANDS).map(String::as_str)).collect()
            }
        }
    }
}

/// The body by which a server is taken off; the number of the copy is behind the last `_` of the key.
pub(super) fn unregister(server_id: &str, key: Option<&str>) -> Value {
    let mut body = json!({"server_id": server_id, "server_url": "", "capabilities": [], "metadata": {}});
    let copy = key.and_then(|key| key.rsplit_once('_')).and_then(|(_, number)| number.parse::<u64>().ok());
    if let Some(copy) = copy {
        body["copy_number"] = copy.into();
    }
    body
}

/// What a proxy made of a registration.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Registered {
    /// The server is registered.
    Yes {
        /// Key that the proxy gave it, if it gave one.
        key: Option<String>,
        /// How often the proxy wants to hear of it at least, if it said so.
        interval: Option<Duration>,
    },
    /// An earlier registration of this server is in the way; it has to be taken off first.
    InTheWay(String),
}

/// Reads the answer to a registration.
pub(super) fn registered(server_id: &str, answer: &WireAnswer) -> Result<Registered, RegistrationError> {
    let body = object(answer)?;
    if is_success(answer.status, body) {
        return Ok(Registered::Yes { key: text(body, "server_key"), interval: interval(body) });
    }
    let error = &body.get("error").unwrap_or(&Value::Null);
    if error["code"] == "DUPLICATE_SERVER_URL"
        && let Some(key) = error["details"]["existing_server_key"].as_str().filter(|it| is_of(it, server_id))
    {
        return Ok(Registered::Yes { key: Some(key.to_owned()), interval: interval(body) });
    }
    let words = words(body);
    let known = words.split_once("already registered as ").map(|(_, rest)| {
        rest.split_whitespace().next().unwrap_or_default().trim_matches(|it: char| "'\"`.,;".contains(it))
    });
    // What another server has registered is not ours to take off.
    if let Some(key) = known.filter(|key| is_of(key, server_id)) {
        return Ok(Registered::InTheWay(key.to_owned()));
    }
    Err(refusal(answer.status, &words))
}

/// What a proxy knows of a server that it got a heartbeat of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// It knows the server.
    Yes,
    /// It has forgotten the server, or refuses it.
    No,
    /// It has no such way of asking.
    NoSuchWay,
}

/// Reads the answer to a heartbeat.
pub(super) fn known(answer: &WireAnswer) -> Result<Known, RegistrationError> {
    let body = answer.body.as_ref().and_then(Value::as_object);
    Ok(match answer.status {
        // A proxy that has this path says in its own words what it does not know.
        404 if body.is_some_and(|it| it.contains_key("status") || it.contains_key("success")) => Known::No,
        404 | 405 | 501 => Known::NoSuchWay,
        429 | 500.. => return Err(refusal(answer.status, &body.map(words).unwrap_or_default())),
        status => match body {
            Some(body) if is_success(status, body) => Known::Yes,
            None if (200..300).contains(&status) => Known::Yes,
            _ => Known::No,
        },
    })
}

/// Reads the answer to the wish to be taken off. A proxy that does not know the server has granted it.
pub(super) fn unregistered(answer: &WireAnswer) -> Result<(), RegistrationError> {
    if answer.status == 404 {
        return Ok(());
    }
    let body = object(answer)?;
    if is_success(answer.status, body) && body.get("unregistered") != Some(&Value::Bool(false)) {
        return Ok(());
    }
    Err(refusal(answer.status, &words(body)))
}

/// Whether a list of servers names a server by its name or its key.
pub(super) fn is_listed(list: &Value, server_id: &str, key: Option<&str>) -> bool {
    let is_it = |text: &str| text == server_id || Some(text) == key;
    match list {
        Value::String(text) => is_it(text),
        Value::Array(items) => items.iter().any(|item| is_listed(item, server_id, key)),
        Value::Object(members) => {
            members.iter().any(|(name, value)| is_it(name) || is_listed(value, server_id, key))
        }
        _ => false,
    }
}

/// Whether an answer says yes: its status does, and its body does not contradict.
fn is_success(status: u16, body: &Map<String, Value>) -> bool {
    (200..300).contains(&status)
        && body.get("success") != Some(&Value::Bool(false))
        && body.get("registered") != Some(&Value::Bool(false))
        && body.get("status").and_then(Value::as_str) != Some("error")
}

/// Whether a key is that of a server: its name, or its name and the number of a copy.
fn is_of(key: &str, server_id: &str) -> bool {
    key == server_id
        || key.rsplit_once('_').is_some_and(|(id, number)| id == server_id && number.parse::<u64>().is_ok())
}

fn object(answer: &WireAnswer) -> Result<&Map<String, Value>, RegistrationError> {
    let status = answer.status;
    match answer.body.as_ref().and_then(Value::as_object) {
        Some(body) => Ok(body),
        None if (300..400).contains(&status) => Err(RegistrationError::UnexpectedAnswer(format!(
            "it redirects to another place (status {status}), which is not followed"
        ))),
        None if (200..300).contains(&status) => {
            Err(RegistrationError::UnexpectedAnswer("it is no JSON object; is this a proxy?".to_owned()))
        }
        None => Err(refusal(status, "")),
    }
}

fn refusal(status: u16, words: &str) -> RegistrationError {
    let words = if words.is_empty() { "without a reason" } else { words };
    if status >= 500 || status == 429 {
        return RegistrationError::Unreachable(format!("it answered with status {status}: {words}"));
    }
    RegistrationError::Refused { status, message: words.to_owned() }
}

/// Why a proxy refused, in its words, without what would confuse a log.
fn words(body: &Map<String, Value>) -> String {
    let error = body.get("error");
    let said = [error.and_then(|it| it.get("message")), error, body.get("detail"), body.get("message")];
    let said = said.into_iter().flatten().find(|it| !it.is_null());
    let said = match said {
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    said.chars().take(LONGEST_WORDS).map(|it| if it.is_control() { ' ' } else { it }).collect()
}

fn text(body: &Map<String, Value>, name: &str) -> Option<String> {
    let text = body.get(name)?.as_str()?;
    Some(text.chars().filter(|it| !it.is_control()).take(LONGEST_WORDS).collect())
}

/// How often a proxy wants to hear of a server: as it says, or three times within the lease that it grants.
fn interval(body: &Map<String, Value>) -> Option<Duration> {
    let seconds = |name: &str| {
        body.get(name).and_then(Value::as_f64).filter(|it| (0.0..=1e6).contains(it) && *it > 0.0)
    };
    let lease = ["lease", "lease_seconds", "ttl"].into_iter().find_map(seconds);
    let interval = seconds("heartbeat_interval").or(lease.map(|it| it / 3.0))?;
    Some(Duration::from_secs_f64(interval).max(plan::SHORTEST_INTERVAL))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::{Value, json};

    use super::{
        super::{ProxyProtocol, RegistrationError, RegistrationSettings},
        Introduction, Known, Registered, WireAnswer, is_listed, known, registered, unregister, unregistered,
    };

    fn answer(status: u16, body: Value) -> WireAnswer {
        WireAnswer { status, body: Some(body) }
    }

    fn yes(key: Option<&str>) -> Registered {
        Registered::Yes { key: key.map(str::to_owned), interval: None }
    }

    #[test]
    fn each_generation_is_told_what_it_knows() {
        let settings = RegistrationSettings { server_id: "orders".to_owned(), ..Default::default() };
        let commands = ["add".to_owned()];
        let url = "https://orders.example:8443";
        let introduction =
            Introduction { settings: &settings, uuid: "u", url, version: "1.2.3", commands: &commands };
        let names = |protocol| {
            let body = introduction.register(protocol);
            let mut names: Vec<String> = body.as_object().unwrap().keys().cloned().collect();
            names.sort();
            names.join(" ")
        };
        assert_eq!(names(ProxyProtocol::V6_0), "description server_id server_name server_url");
        assert_eq!(
            names(ProxyProtocol::V6_4),
            "capabilities description endpoints server_id server_name server_url version"
        );
        assert_eq!(names(ProxyProtocol::V8), "capabilities metadata server_id server_url uuid");
        let all = introduction.register(ProxyProtocol::Auto);
        assert_eq!(all.as_object().unwrap().len(), 9);
        assert_eq!(all["capabilities"], json!(["jsonrpc", "rest", "health", "add"]));
        let metadata = json!({"protocol": "https", "host": "orders.example", "port": 8443, "uuid": "u"});
        assert_eq!(all["metadata"], metadata);
        let heartbeat = introduction.heartbeat(ProxyProtocol::V8, Some("orders_1"));
        assert!(heartbeat["timestamp"].is_u64() && heartbeat["server_key"] == "orders_1");
    }

    #[test]
    fn answers_of_all_generations_are_understood() {
        let duplicate = |key: &str| {
            json!({"success": false, "error": {"code": "DUPLICATE_SERVER_URL", "message": "taken",
                                               "details": {"existing_server_key": key}}})
        };
        for (status, body, expected) in [
            (200, json!({"server_key": "orders_2"}), yes(Some("orders_2"))),
            (200, json!({"success": true, "server_key": "orders_1"}), yes(Some("orders_1"))),
            (200, json!({"status": "ok", "registered": "orders"}), yes(None)),
            (201, json!({}), yes(None)),
            (200, duplicate("orders_3"), yes(Some("orders_3"))),
            (409, duplicate("orders_3"), yes(Some("orders_3"))),
            (
                400,
                json!({"error": "http://x already registered as orders_4"}),
                Registered::InTheWay("orders_4".to_owned()),
            ),
            (
                400,
                json!({"status": "error", "detail": "Server already registered as 'orders_4'."}),
                Registered::InTheWay("orders_4".to_owned()),
            ),
        ] {
            assert_eq!(registered("orders", &answer(status, body.clone())), Ok(expected), "{body}");
        }
        for (status, body) in [
            (200, json!({"success": false, "error": {"message": "no"}})),
            (200, json!({"status": "error", "detail": "no"})),
            (200, json!({"registered": false, "message": "no"})),
            (400, json!({"error": "no"})),
            (422, json!({"detail": "no"})),
        ] {
            let refused = RegistrationError::Refused { status, message: "no".to_owned() };
            assert_eq!(registered("orders", &answer(status, body.clone())), Err(refused), "{body}");
        }
        // What belongs to another server is not taken over.
        for key in ["billing_1", "orders_x", "_1", "orders_1_1", ""] {
            assert!(registered("orders", &answer(200, duplicate(key))).is_err(), "{key}");
            let words = json!({"error": format!("already registered as {key}")});
            assert!(registered("orders", &answer(400, words)).is_err(), "{key}");
        }
        for (status, body) in [(200, Some(json!([]))), (200, None), (302, None), (200, Some(json!("ok")))] {
            let outcome = registered("orders", &WireAnswer { status, body });
            assert!(matches!(outcome, Err(RegistrationError::UnexpectedAnswer(_))), "{outcome:?}");
        }
        for status in [500, 503, 429] {
            let outcome = registered("orders", &answer(status, json!({"detail": "busy"})));
            assert!(matches!(outcome, Err(RegistrationError::Unreachable(_))), "{outcome:?}");
        }
        let leased = registered("orders", &answer(200, json!({"lease": 30})));
        assert_eq!(leased, Ok(Registered::Yes { key: None, interval: Some(Duration::from_secs(10)) }));
        let absurd = registered("orders", &answer(200, json!({"lease": -1e300, "ttl": "x"})));
        assert_eq!(absurd, Ok(yes(None)));
    }

    #[test]
    fn words_of_a_proxy_are_short_and_on_one_line() {
        let long = json!({"error": {"message": format!("a\nb{}", "c".repeat(10_000))}});
        let Err(RegistrationError::Refused { message, .. }) = registered("orders", &answer(400, long)) else {
            panic!("it is refused")
        };
        assert!(message.starts_with("a b") && message.len() == 200);
    }

    #[test]
    fn heartbeats_tell_whether_the_server_is_known() {
        for (status, body, expected) in [
            (200, Some(json!({"status": "ok", "heartbeat": "orders"})), Known::Yes),
            (200, None, Known::Yes),
            (200, Some(json!({"success": false})), Known::No),
            (404, Some(json!({"status": "error", "detail": "unknown"})), Known::No),
            (404, Some(json!({"detail": "Not Found"})), Known::NoSuchWay),
            (404, None, Known::NoSuchWay),
            (405, None, Known::NoSuchWay),
            (401, None, Known::No),
            (409, Some(json!({"success": false})), Known::No),
        ] {
            assert_eq!(known(&WireAnswer { status, body: body.clone() }), Ok(expected), "{status} {body:?}");
        }
        assert!(known(&WireAnswer { status: 503, body: None }).is_err());
    }

    #[test]
    fn a_copy_is_taken_off_by_its_number() {
        assert_eq!(unregister("a_b", Some("a_b_12"))["copy_number"], 12);
        for key in [None, Some("a_b"), Some("a_"), Some("12")] {
            assert!(unregister("a_b", key).get("copy_number").is_none(), "{key:?}");
        }
        for (status, body, done) in [
            (200, json!({"unregistered": true}), true),
            (200, json!({"status": "ok", "unregistered": "a"}), true),
            (404, json!({"detail": "unknown"}), true),
            (200, json!({"unregistered": false}), false),
            (200, json!({"success": false}), false),
            (400, json!({}), false),
        ] {
            assert_eq!(unregistered(&answer(status, body.clone())).is_ok(), done, "{body}");
        }
    }

    #[test]
    fn lists_of_any_form_are_searched() {
        for list in [
            json!([{"server_id": "orders"}]),
            json!({"servers": {"orders_1": {"url": "x"}}}),
            json!({"servers": ["orders_1"]}),
        ] {
            assert!(is_listed(&list, "orders", Some("orders_1")), "{list}");
        }
        for list in [json!([]), json!([{"server_id": "orders2"}]), json!(null), json!({"orders_2": 1})] {
            assert!(!is_listed(&list, "orders", Some("orders_1")), "{list}");
        }
    }
}
