//! What people are told when settings are wrong.

use std::fs;

use commandry::{
    App, AppError,
    config::{ConfigOrigin, ConfigSources, Secret},
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{faults_of_file, folder_with, read, without};

#[test]
fn all_faults_are_told_at_once_with_their_lines() {
    let toml = "strict_mod = true\n\
                [server]\n\
                port = \"http\"\n\
                hots = \"0.0.0.0\"\n\
                shutdown_grace = 20\n\
                [server.limits]\n\
                depth = 1000\n\
                timeout = \"soon\"\n\
                [mail]\n\
                transport = \"ssl\"\n\
                waiting = -1\n\
                copies = [\"a\", 7]\n\
                [mial]\n";
    let expected = [
        "config.toml:12: `mail.copies[1]` must be a text, and is the number 7",
        "config.toml:10: `mail.transport` must be one of \"plain\", \"tls\", and is the text \"ssl\"",
        "config.toml:11: `mail.waiting` must be at least 0, and is the number -1",
        "config.toml:13: `mial` is not known; the nearest setting is `mail`",
        "config.toml:4: `server.hots` is not known; the nearest setting is `server.host`",
        "config.toml:7: `server.limits.depth` must be at most 128, and is the number 1000",
        "config.toml:8: `server.limits.timeout` must be a time with its unit, such as 500ms, 30s, 5m, 1h30m or 7d, and \
         is the text \"soon\"",
        "config.toml:3: `server.port` must be an integer from 0 to 65535, and is the text \"http\"",
        "config.toml:5: `server.shutdown_grace` must be a time with its unit, such as 500ms, 30s, 5m, 1h30m or 7d, and \
         is the number 20",
        "config.toml:1: `strict_mod` is not known; the nearest setting is `strict_mode`",
    ];
    let mut expected = expected.map(str::to_owned);
    let mut found = faults_of_file("config.toml", toml);
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
}

#[test]
fn what_would_break_the_server_is_refused() {
    for (key, value, expected) in [
        ("websocket.ping_interval", "\"0s\"", "longer than no time, and is the text \"0s\""),
        ("server.limits.timeout", "\"0h 00m\"", "longer than no time, and is the text \"0h 00m\""),
        ("websocket.requests", "9000000000", "at most 1000000, and is the number 9000000000"),
        ("server.limits.concurrent_calls", "0", "at least 1, and is the number 0"),
        ("server.name", "\"\"", "at least 1 character, and is the text \"\""),
    ] {
        if key.starts_with("websocket") && !cfg!(feature = "websocket") {
            continue;
        }
        let found = faults_of_file("config.toml", format!("{key} = {value}\n"));
        assert_eq!(found, [format!("config.toml:1: `{key}` must be {expected}")]);
    }
}

#[test]
fn every_format_knows_its_lines() {
    for (name, text) in [
        ("a.yaml", "# A comment\nserver:\n  # Another\n  port: \"http\"\n  limits:\n    batches: 7\n"),
        ("a.json", "\n{\n  \"server\": {\n    \"port\": \"http\", \"limits\":\n   { \n\"batches\":7}}}"),
        ("a.toml", "\n\n[server]\nport = \"http\"\nlimits = {\nbatches = 7 }\n"),
    ] {
        let expected = [
            format!(
                "{name}:6: `server.limits.batches` is not known; the nearest setting is `server.limits.batch`"
            ),
            format!("{name}:4: `server.port` must be an integer from 0 to 65535, and is the text \"http\""),
        ];
        assert_eq!(faults_of_file(name, text), expected);
    }
}

#[test]
fn a_name_in_the_wrong_place_is_led_to_the_right_one() {
    for (key, nearest) in [
        ("shutdown", "server.shutdown_grace"),
        ("body_bytes", "server.limits.body_bytes"),
        ("Strict-Mode", "strict_mode"),
        ("databse", "database"),
    ] {
        let found = faults_of_file("config.toml", format!("{key} = 1\n"));
        assert_eq!(
            found,
            [format!("config.toml:1: `{key}` is not known; the nearest setting is `{nearest}`")]
        );
    }
    assert_eq!(
        faults_of_file("config.toml", "port = 9000"),
        ["config.toml:1: `port` is not known; the nearest settings are `database.port`, `server.port`"]
    );
}

#[test]
fn a_file_that_cannot_be_read_says_why() {
    for (name, contents, expected) in [
        ("a.toml", &b"[server]\nport = \n"[..], "a.toml:2: is not TOML: "),
        ("a.toml", b"a = 1\na = 2\n", "a.toml:2: is not TOML: duplicate key"),
        ("a.yaml", b"server:\n  port: [1\n", "a.yaml:3: is not YAML: "),
        ("a.yaml", b"server: 1\n---\nserver: 2\n", "a.yaml:3: begins a second document; only one is read"),
        ("a.yaml", b"server: {}\nserver: {}\n", "a.yaml:2: names the member `server` a second time"),
        ("a.yaml", b"server: !rust {}\n", "a.yaml:1: has the tag `!rust`, which no setting has"),
        ("a.yaml", b"? [a]\n: 1\n", "a.yaml:1: has a name that is no plain text"),
        ("a.json", b"{\n\"server\": {,}}", "a.json:2: is not JSON: key must be a string"),
        ("a.json", b"{\"server\": {},\n\"server\": {}}", "a.json:2: names the member `server` a second time"),
        ("a.json", b"[1]", "a.json:1: holds no sections; `config init` writes a file that does"),
        ("a.toml", b"# caf\xe9\n", "a.toml:1: is not UTF-8 from here on"),
        (
            "a.ini",
            b"[server]",
            "a.ini is no file of settings: its name must end with .toml, .yaml, .yml or .json",
        ),
        (
            "settings",
            b"",
            "settings is no file of settings: its name must end with .toml, .yaml, .yml or .json",
        ),
    ] {
        let found = faults_of_file(name, contents);
        assert!(found.len() == 1 && found[0].starts_with(expected), "{found:?} {expected}");
    }
    let folder = tempfile::tempdir().unwrap();
    let found = read(&ConfigSources::default().file(folder.path().join("a.toml"))).unwrap_err();
    assert!(
        without(&found[0], folder.path()).starts_with("a.toml cannot be read: No such file"),
        "{found:?}"
    );
    let found = faults_of_file("a.toml", " ".repeat(2_000_000));
    assert_eq!(found, ["a.toml is too long; at most 1048576 bytes are read"]);
}

#[test]
fn two_files_are_one_too_many() {
    let (folder, _) = folder_with("config.toml", "");
    fs::write(folder.path().join("config.json"), "{}").unwrap();
    let found = read(&ConfigSources::default().folder(folder.path())).unwrap_err();
    assert_eq!(
        without(&found[0], folder.path()),
        "there are config.toml and config.json, and only one file of settings is read; remove one, or name it with \
         `--config`"
    );
}

#[test]
fn variables_are_told_by_their_names() {
    for (name, value, expected) in [
        ("APP_SERVER__PROT", "1", "names no setting; the nearest variable is APP_SERVER__PORT"),
        ("APP_STRICTMODE", "1", "names no setting; the nearest variable is APP_STRICT_MODE"),
        ("APP_APIPORT", "1", "names no setting; the nearest variable is APP_API_PORT"),
        ("APP_SERVER_PORT", "1", "names no setting; the nearest variable is APP_SERVER__PORT"),
        ("APP_MAIL__HOSTS", "1", "names no setting; the nearest variable is APP_MAIL__HOST"),
        ("APP_PORT", "1", "names no setting; the nearest variables are APP_DATABASE__PORT, APP_SERVER__PORT"),
        (
            "APP_SERVER__PORT",
            "http",
            "`server.port` must be an integer from 0 to 65535, and is the text \"http\"",
        ),
        ("APP_SERVER__PORT", "", "`server.port` must be an integer from 0 to 65535, and is the text \"\""),
        ("APP_SERVER", "8000", "`server` must be a section, and is the number 8000"),
        ("APP_STRICT_MODE", "perhaps", "`strict_mode` must be a boolean, and is the text \"perhaps\""),
        ("APP_MAIL__COPIES", "[1", "`mail.copies` must be a list, and is the text \"[1\""),
    ] {
        let found = read(&ConfigSources::default().variables([(name, value)])).unwrap_err();
        assert_eq!(found, [format!("environment, {name}: {expected}")]);
    }
}

#[test]
fn a_file_of_variables_is_told_by_its_lines() {
    for (text, expected) in [
        (
            "# One\nOTHER=1\nAPP_SERVER__PORT=http\n",
            ".env:3, APP_SERVER__PORT: `server.port` must be an integer from 0 to 65535, and is the text \"http\"",
        ),
        (
            "A=1\nAPP_STRICT=1\n",
            ".env:2, APP_STRICT: names no setting; the nearest variable is APP_STRICT_MODE",
        ),
        ("A=1\nsecret tea\n", ".env:2: is no line of the form `NAME=value`"),
        ("A=1\nAPP_MAIL__PASSWORD=\"tea\n", ".env:2: is no line of the form `NAME=value`"),
    ] {
        let (folder, _) = folder_with(".env", text);
        let found = read(&ConfigSources::default().folder(folder.path())).unwrap_err();
        assert_eq!(found.iter().map(|it| without(it, folder.path())).collect::<Vec<_>>(), [expected]);
    }
}

#[test]
fn secrets_are_in_no_message() {
    let (_folder, path) = folder_with("a.toml", "[mail]\npassword = 12345\nsenders = {shop = [\"tea\"]}\n");
    let found = read(&ConfigSources::default().file(&path)).unwrap_err().join("\n");
    assert!(found.contains("`mail.password` must be a text, and is a number"), "{found}");
    assert!(!found.contains("12345") && !found.contains("tea"), "{found}");
    let sources = ConfigSources::default().variables([
        ("APP_MAIL__PASSWORD", "file:/there/is/no/such"),
        ("APP_MAIL__SENDERS__SHOP", "(secret)"),
        ("APP_DATABASE__URL", "file:/nor/this"),
    ]);
    let found = read(&sources).unwrap_err();
    assert_eq!(found.len(), 3, "{found:?}");
    for (fault, expected) in found.iter().zip([
        "environment, APP_DATABASE__URL: `database.url` cannot be taken: the file /nor/this of the secret cannot be read",
        "environment, APP_MAIL__PASSWORD: `mail.password` cannot be taken: the file /there/is/no/such of the secret \
         cannot be read",
        "environment, APP_MAIL__SENDERS__SHOP: `mail.senders.shop` cannot be taken: `(secret)` only stands for a secret",
    ]) {
        assert!(fault.starts_with(expected), "{fault}");
    }
}

/// A section that asks for more than its schema says.
#[derive(Deserialize, JsonSchema)]
struct Strict {
    /// Where it is.
    #[expect(dead_code, reason = "only whether it is there counts")]
    url: String,
    /// The key to it.
    #[expect(dead_code, reason = "only whether it is there counts")]
    key: Secret,
    /// An even number.
    #[serde(default, deserialize_with = "even")]
    #[expect(dead_code, reason = "only whether it is taken counts")]
    pairs: u32,
}

fn even<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    let number = u32::deserialize(deserializer)?;
    if number % 2 == 0 { Ok(number) } else { Err(serde::de::Error::custom("it is odd")) }
}

#[test]
fn what_must_be_given_is_asked_for() {
    let app = || App::new("shop", "1.0.0").settings::<Strict>("strict");
    let error = app().configure(&ConfigSources::default()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the settings have 2 faults\n  \
         `strict.url` is missing; give it in a file of settings or as the variable APP_STRICT__URL\n  \
         `strict.key` is missing; give it in a file of settings or as the variable APP_STRICT__KEY"
    );
    let (_folder, path) = folder_with("a.toml", "[strict]\nurl = \"u\"\nkey = \"k\"\npairs = 3\n");
    let error = app().configure(&ConfigSources::default().file(path)).unwrap_err();
    let fault = &error.faults()[0];
    assert_eq!((fault.key(), fault.message()), ("strict.pairs", "cannot be taken: it is odd"));
    assert!(matches!(fault.origin(), ConfigOrigin::File { line: 4, .. }), "{fault}");
}

#[tokio::test]
async fn an_application_that_is_not_configured_says_what_it_lacks() {
    let error = App::new("shop", "1.0.0").settings::<Strict>("strict").build().await.unwrap_err();
    assert!(matches!(&error, AppError::Configuration(error) if error.faults().len() == 1));
    assert!(error.to_string().contains("`strict` cannot be taken: missing field `url`"), "{error}");
}

#[test]
#[should_panic(expected = "there are two sections `server` of settings")]
fn a_section_of_the_service_cannot_be_declared_again() {
    let _ = App::new("shop", "1.0.0").settings::<Strict>("server");
}

#[cfg(feature = "mcp")]
#[test]
fn a_key_that_is_none_is_told_without_it() {
    let sources = ConfigSources::default().variables([("APP_MCP__REQUEST_STATE_KEY", "tea for two")]);
    let error = App::new("shop", "1.0.0").configure(&sources).unwrap_err();
    assert_eq!(
        error.faults()[0].to_string(),
        "environment, APP_MCP__REQUEST_STATE_KEY: `mcp.request_state_key` must be 64 hexadecimal digits, and is another \
         text"
    );
}
