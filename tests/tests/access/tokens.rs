//! Tokens that are to be believed, and those that are not.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use commandry::{
    auth::{Algorithm, ApiKeySettings, AuthSettings, Authenticator, TokenSettings, api_key_digest},
    config::Secret,
};
use commandry_tests::{RunningServer, Site};
use ring::{
    hmac,
    rand::SystemRandom,
    rsa,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair},
};
use serde_json::{Value, json};

use super::{
    commands::{Ran, SECRET, dispatcher},
    ways::{Service, Who},
};

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

fn encoded(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits =
            chunk.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for digit in 0..=chunk.len() {
            text.push(char::from(DIGITS[(bits >> (18 - 6 * digit) & 63) as usize]));
        }
    }
    text
}

fn signed(header: &Value, claims: &Value, sign: impl FnOnce(&[u8]) -> Vec<u8>) -> String {
    let message =
        format!("{}.{}", encoded(header.to_string().as_bytes()), encoded(claims.to_string().as_bytes()));
    let signature = sign(message.as_bytes());
    format!("{message}.{}", encoded(&signature))
}

fn by_secret(secret: &str) -> impl FnOnce(&[u8]) -> Vec<u8> + '_ {
    move |message| {
        hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()), message).as_ref().to_vec()
    }
}

/// A token of an hour, signed by a shared secret.
pub(crate) fn token(claims: &Value, secret: &str) -> String {
    let mut claims = claims.clone();
    if claims.get("exp").is_none() {
        claims["exp"] = (now() + 3600).into();
    }
    signed(&json!({"alg": "HS256", "typ": "JWT"}), &claims, by_secret(secret))
}

async fn service(tokens: Vec<TokenSettings>) -> Service {
    let settings = AuthSettings {
        enabled: true,
        tokens,
        api_keys: vec![ApiKeySettings {
            name: "till".to_owned(),
            sha256: api_key_digest("key.with.dots"),
            roles: vec!["clerk".to_owned()],
        }],
        failures_per_minute: 100_000,
        ..AuthSettings::default()
    };
    let authenticator = Authenticator::new(&settings).unwrap();
    let router = authenticator.protect(commandry::http::router(dispatcher(&Ran::default())).unwrap());
    let server = RunningServer::start_router(router.clone()).await;
    Service { site: Site::of(router), server }
}

/// The code of the answer to a call of `sell`, which clerks and admins may make; 0 for a result.
async fn code(service: &Service, token: &str) -> i64 {
    let header = format!("Bearer {token}");
    let body = json!({"jsonrpc": "2.0", "id": 1, "method": "sell", "params": {"sku": "A1"}});
    let answer = service.post(Who(Some(("authorization", &header))), "/cmd", &body).await.json();
    answer["error"]["code"].as_i64().unwrap_or_default()
}

fn hs256() -> TokenSettings {
    TokenSettings {
        secret: Some(Secret::from(SECRET)),
        issuer: Some("https://login.example.com".to_owned()),
        audience: vec!["shop".to_owned(), "shop-test".to_owned()],
        leeway_seconds: 5,
        ..TokenSettings::default()
    }
}

#[tokio::test]
async fn claims_are_held_against_the_settings() {
    let service = service(vec![hs256()]).await;
    let good = json!({"sub": "ada", "role": "clerk", "iss": "https://login.example.com", "aud": "shop",
        "nbf": now() - 10, "exp": now() + 60});
    let with = |name: &str, value: Value| {
        let mut claims = good.clone();
        match value {
            Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
            value => claims[name] = value,
        }
        signed(&json!({"alg": "HS256"}), &claims, by_secret(SECRET))
    };
    for (name, value, expected) in [
        ("x", json!(1), 0),
        ("aud", json!(["other", "shop-test"]), 0),
        ("exp", json!(now() - 2), 0),
        ("exp", json!(now() - 20), -32001),
        ("exp", Value::Null, -32001),
        ("exp", json!("tomorrow"), -32001),
        ("exp", json!(1e300), -32001),
        ("nbf", json!(now() + 60), -32001),
        ("iss", json!("https://evil.example.com"), -32001),
        ("iss", Value::Null, -32001),
        ("aud", json!("other"), -32001),
        ("aud", Value::Null, -32001),
        ("sub", Value::Null, -32001),
        ("sub", json!(""), -32001),
        ("sub", json!(7), -32001),
        ("role", json!("*"), -32002),
        ("role", json!(["clerk"]), 0),
        ("role", json!("reader clerk"), 0),
        ("role", json!("reader"), -32002),
        ("role", Value::Null, -32002),
    ] {
        assert_eq!(code(&service, &with(name, value.clone())).await, expected, "{name}: {value}");
    }
    let mut claims = good.clone();
    claims.as_object_mut().unwrap().remove("role");
    claims["roles"] = json!(["clerk"]);
    assert_eq!(code(&service, &signed(&json!({"alg": "HS256"}), &claims, by_secret(SECRET))).await, 0);
}

/// The end of a token and the leeway are numbers of strangers; their sum may be later than any clock can show.
#[tokio::test]
async fn an_end_beyond_every_clock_is_survived() {
    let service = service(vec![TokenSettings { leeway_seconds: 3600, ..hs256() }]).await;
    for end in [1_u64 << 62, (1 << 63) - 1024, 1 << 63, u64::MAX] {
        let claims = json!({"sub": "ada", "role": "clerk", "iss": "https://login.example.com", "aud": "shop", "exp": end});
        let token = signed(&json!({"alg": "HS256"}), &claims, by_secret(SECRET));
        assert_eq!(code(&service, &token).await, 0, "{end}");
    }
}

#[tokio::test]
async fn what_is_not_signed_as_it_should_be_is_refused() {
    let service = service(vec![hs256()]).await;
    let claims = json!({"sub": "ada", "role": "clerk", "iss": "https://login.example.com", "aud": "shop",
        "exp": now() + 60});
    let good = signed(&json!({"alg": "HS256"}), &claims, by_secret(SECRET));
    assert_eq!(code(&service, &good).await, 0);
    let parts: Vec<&str> = good.split('.').collect();
    let other_claims =
        encoded(json!({"sub": "eve", "role": "admin", "exp": now() + 60}).to_string().as_bytes());
    let unsigned = signed(&json!({"alg": "none"}), &claims, |_| Vec::new());
    for wrong in [
        unsigned.as_str(),
        &signed(&json!({"alg": "HS384"}), &claims, by_secret(SECRET)),
        &signed(&json!({"alg": "RS256"}), &claims, by_secret(SECRET)),
        &signed(&json!({"alg": "HS256", "crit": ["b64"]}), &claims, by_secret(SECRET)),
        &signed(&json!({"alg": "HS256"}), &claims, by_secret("another secret of thirty-two bytes")),
        &signed(&json!({"alg": "HS256"}), &claims, by_secret("")),
        &format!("{}.{}.", parts[0], parts[1]),
        &format!("{}.{other_claims}.{}", parts[0], parts[2]),
        &format!("{}.{}.{}A", parts[0], parts[1], parts[2]),
        "..",
        "a.b.c",
        "é.é.é",
        &format!("{}.{}.{}", parts[0], "A".repeat(9_000), parts[2]),
        &"x".repeat(100),
    ] {
        assert_eq!(code(&service, wrong).await, -32001, "{wrong}");
    }
    // A key of a program may look like a token, and is none.
    let answer = service
        .post(
            Who(Some(("x-api-key", "key.with.dots"))),
            "/cmd",
            &json!({"command": "sell", "params": {"sku": "A"}}),
        )
        .await;
    assert_eq!(
        answer.status.as_u16(),
        401,
        "keys with two dots are read as tokens where tokens are accepted"
    );
}

#[tokio::test]
async fn a_token_that_ends_ends_an_open_connection_too() {
    use futures_util::{SinkExt, StreamExt};
    use tokio_tungstenite::tungstenite::{Message, client::IntoClientRequest};

    let service = service(vec![TokenSettings {
        leeway_seconds: 0,
        ..TokenSettings { secret: Some(Secret::from(SECRET)), ..TokenSettings::default() }
    }])
    .await;
    let token = token(&json!({"sub": "ada", "role": "clerk", "exp": now() + 2}), SECRET);
    let mut handshake = format!("ws://{}/ws", service.server.address).into_client_request().unwrap();
    handshake.headers_mut().insert("authorization", format!("Bearer {token}").parse().unwrap());
    let (mut socket, _) = tokio_tungstenite::connect_async(handshake).await.unwrap();
    let mut codes = Vec::new();
    for pause in [0, 2_500] {
        tokio::time::sleep(Duration::from_millis(pause)).await;
        let call = json!({"jsonrpc": "2.0", "id": 1, "method": "sell", "params": {"sku": "A1"}});
        socket.send(Message::text(call.to_string())).await.unwrap();
        let answer = socket.next().await.unwrap().unwrap();
        let answer: Value = serde_json::from_str(answer.to_text().unwrap()).unwrap();
        codes.push(answer["error"]["code"].as_i64());
    }
    assert_eq!(codes, [None, Some(-32001)]);
}

fn ec_key() -> EcdsaKeyPair {
    let random = SystemRandom::new();
    let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &random).unwrap()
}

fn ec_set(keys: &[(&str, &EcdsaKeyPair)]) -> Value {
    let keys: Vec<Value> = keys
        .iter()
        .map(|(id, key)| {
            let point = key.public_key().as_ref();
            json!({"kty": "EC", "crv": "P-256", "kid": id, "use": "sig", "alg": "ES256",
                "x": encoded(&point[1..33]), "y": encoded(&point[33..])})
        })
        .collect();
    json!({"keys": keys})
}

fn es256(key: &EcdsaKeyPair, id: &str) -> String {
    let claims = json!({"sub": "ada", "role": "clerk", "exp": now() + 60});
    signed(&json!({"alg": "ES256", "kid": id}), &claims, |message| {
        key.sign(&SystemRandom::new(), message).unwrap().as_ref().to_vec()
    })
}

#[tokio::test]
async fn public_keys_come_from_a_file() {
    let (key, stranger) = (ec_key(), ec_key());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys.json");
    let mut set = ec_set(&[("one", &key)]);
    set["keys"].as_array_mut().unwrap().push(json!({"kty": "unheard-of", "kid": "two"}));
    std::fs::write(&path, set.to_string()).unwrap();
    let settings =
        TokenSettings { algorithm: Algorithm::Es256, jwks_file: Some(path), ..TokenSettings::default() };
    let service = service(vec![settings]).await;
    assert_eq!(code(&service, &es256(&key, "one")).await, 0);
    assert_eq!(code(&service, &es256(&stranger, "one")).await, -32001);
    assert_eq!(code(&service, &es256(&key, "two")).await, -32001);
    // Whoever knows the public key must not be able to sign by it as if it were a shared secret.
    let claims = json!({"sub": "ada", "role": "clerk", "exp": now() + 60});
    let public = String::from_utf8_lossy(key.public_key().as_ref()).into_owned();
    assert_eq!(
        code(&service, &signed(&json!({"alg": "HS256", "kid": "one"}), &claims, by_secret(&public))).await,
        -32001
    );
}

#[tokio::test]
async fn public_keys_are_fetched_and_fetched_again_when_they_change() {
    use std::sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    };

    let (first, second) = (ec_key(), ec_key());
    let published = Arc::new(Mutex::new(ec_set(&[("first", &first)])));
    let fetched = Arc::new(AtomicUsize::new(0));
    let (shown, counted) = (Arc::clone(&published), Arc::clone(&fetched));
    let router = axum::Router::new().route(
        "/keys",
        axum::routing::get(move || {
            counted.fetch_add(1, Ordering::Relaxed);
            let set = shown.lock().unwrap().to_string();
            async move { set }
        }),
    );
    let issuer = RunningServer::start_router(router).await;
    let settings = TokenSettings {
        algorithm: Algorithm::Es256,
        jwks_url: Some(format!("http://127.0.0.1:{}/keys", issuer.address.port())),
        ..TokenSettings::default()
    };
    let service = service(vec![settings]).await;
    for _ in 0..3 {
        assert_eq!(code(&service, &es256(&first, "first")).await, 0);
    }
    assert_eq!(fetched.load(Ordering::Relaxed), 1);
    // Nobody makes the service fetch keys again and again by naming keys that there are not.
    for number in 0..20 {
        assert_eq!(code(&service, &es256(&second, &format!("made-up-{number}"))).await, -32001);
    }
    assert_eq!(fetched.load(Ordering::Relaxed), 1);
    *published.lock().unwrap() = ec_set(&[("second", &second)]);
    assert_eq!(
        code(&service, &es256(&first, "first")).await,
        0,
        "known keys count until they are fetched again"
    );
}

#[tokio::test]
async fn rsa_keys_are_read_from_pem() {
    let pem = include_bytes!("rsa_private_key.der");
    let key = RsaKeyPair::from_der(pem).unwrap();
    let public: rsa::PublicKeyComponents<Vec<u8>> = key.public().into();
    let set = json!({"keys": [{"kty": "RSA", "kid": "r", "alg": "RS256", "n": encoded(&public.n), "e": encoded(&public.e)}]});
    let folder = tempfile::tempdir().unwrap();
    let set_path = folder.path().join("keys.json");
    std::fs::write(&set_path, set.to_string()).unwrap();
    let pem_path = folder.path().join("public.pem");
    std::fs::write(&pem_path, include_str!("rsa_public_key.pem")).unwrap();
    let claims = json!({"sub": "ada", "role": "clerk", "exp": now() + 60});
    let token = signed(&json!({"alg": "RS256", "kid": "r"}), &claims, |message| {
        let mut signature = vec![0; key.public().modulus_len()];
        key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature).unwrap();
        signature
    });
    for settings in [
        TokenSettings { jwks_file: Some(set_path), ..TokenSettings::default() },
        TokenSettings { public_key_file: Some(pem_path), ..TokenSettings::default() },
    ] {
        let service = service(vec![TokenSettings { algorithm: Algorithm::Rs256, ..settings }]).await;
        assert_eq!(code(&service, &token).await, 0);
        assert_eq!(code(&service, &format!("{}x", &token[..token.len() - 1])).await, -32001);
    }
}

#[test]
fn settings_that_cannot_work_are_refused_with_their_place() {
    let faults = |settings: TokenSettings| {
        let settings = AuthSettings { tokens: vec![settings], ..AuthSettings::default() };
        Authenticator::new(&settings).unwrap_err().to_string()
    };
    let of = TokenSettings::default;
    for (settings, expected) in [
        (of(), "auth.tokens[0]: give one of"),
        (
            TokenSettings { secret: Some(Secret::from("short")), ..of() },
            "`secret` has 5 bytes; it needs 32 at least",
        ),
        (
            TokenSettings { algorithm: Algorithm::Rs256, secret: Some(Secret::from(SECRET)), ..of() },
            "HS256 goes with `secret`",
        ),
        (
            TokenSettings {
                algorithm: Algorithm::Es256,
                jwks_url: Some("http://login.example.com/k".to_owned()),
                ..of()
            },
            "must be one of https",
        ),
        (
            TokenSettings {
                algorithm: Algorithm::Es256,
                public_key_file: Some("/nowhere/key.pem".into()),
                ..of()
            },
            "/nowhere/key.pem cannot be read",
        ),
        (
            TokenSettings {
                algorithm: Algorithm::Rs256,
                public_key_file: Some(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml").into()),
                ..of()
            },
            "is no public key for Rs256 in PEM form",
        ),
    ] {
        let told = faults(settings);
        assert!(told.contains(expected), "{told}");
        assert!(!told.contains(SECRET));
    }
    let nobody = Authenticator::new(&AuthSettings::default()).unwrap_err().to_string();
    assert!(nobody.contains("nobody can prove who they are"), "{nobody}");
}

/// Keys that come in the clear come from this machine, and not from one whose name begins like it.
#[test]
fn keys_are_fetched_in_the_clear_from_this_machine_alone() {
    let refused = |url: &str| {
        let token = TokenSettings {
            algorithm: Algorithm::Es256,
            jwks_url: Some(url.to_owned()),
            ..TokenSettings::default()
        };
        let settings = AuthSettings { tokens: vec![token], ..AuthSettings::default() };
        Authenticator::new(&settings).is_err_and(|error| error.to_string().contains("must be one of https"))
    };
    for url in
        ["http://127.0.0.1:8080/k", "http://localhost/k", "http://[::1]/k", "https://login.example.com/k"]
    {
        assert!(!refused(url), "{url}");
    }
    for url in [
        "http://127.0.0.1.evil.example/k",
        "http://localhost.evil.example/k",
        "http://localhosts/k",
        "HTTP://login.example.com/k",
    ] {
        assert!(refused(url), "{url}");
    }
}

#[tokio::test]
async fn an_address_that_guesses_is_told_to_wait() {
    let settings = AuthSettings {
        api_keys: vec![ApiKeySettings {
            name: "a".to_owned(),
            sha256: api_key_digest("key"),
            roles: Vec::new(),
        }],
        failures_per_minute: 5,
        ..AuthSettings::default()
    };
    let authenticator = Authenticator::new(&settings).unwrap();
    let router = authenticator.protect(commandry::http::router(dispatcher(&Ran::default())).unwrap());
    let service =
        Service { site: Site::of(router.clone()), server: RunningServer::start_router(router).await };
    let body = json!({"jsonrpc": "2.0", "id": 1, "method": "count", "params": {"sku": "A1"}});
    for _ in 0..5 {
        let answer = service.post(Who(Some(("x-api-key", "guess"))), "/cmd", &body).await;
        assert_eq!(answer.status.as_u16(), 401);
    }
    // Who has the right key waits too: otherwise the answer would tell which guess was right.
    for key in ["guess", "key"] {
        let answer = service.post(Who(Some(("x-api-key", key))), "/cmd", &body).await;
        assert_eq!((answer.status.as_u16(), answer.header("retry-after")), (429, "15"), "{}", answer.text());
        assert_eq!(answer.json()["error"]["data"]["kind"], "too_many_attempts");
    }
    // Whoever proves nothing is none who guesses.
    let look = json!({"jsonrpc": "2.0", "id": 1, "method": "look", "params": {"sku": "A1"}});
    assert_eq!(service.post(Who(None), "/cmd", &look).await.status.as_u16(), 200);
}
