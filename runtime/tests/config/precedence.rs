//! Which source wins.

use std::{fs, time::Duration};

use commandry::{App, Limits, config::ConfigSources};

use super::{folder_with, read};

/// The sources from the weakest to the strongest.
const SOURCES: usize = 5;

/// What holds where some of the sources say something, the others nothing.
fn batch(given: [bool; SOURCES]) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let mut app = App::new("shop", "1.0.0");
    let mut sources = ConfigSources::default().folder(folder.path());
    for (source, _) in given.iter().enumerate().filter(|(_, given)| **given) {
        let value = source + 1;
        match source {
            0 => app = app.limits(Limits { batch: value, ..Limits::default() }),
            1 => fs::write(folder.path().join("config.toml"), format!("[server.limits]\nbatch = {value}\n"))
                .unwrap(),
            2 => {
                fs::write(folder.path().join(".env"), format!("APP_SERVER__LIMITS__BATCH={value}\n"))
                    .unwrap();
            }
            3 => sources = sources.variables([("APP_SERVER__LIMITS__BATCH", value.to_string())]),
            _ => sources = sources.flag(&["server", "limits", "batch"], "--batch", &value.to_string()),
        }
    }
    app.configure(&sources).unwrap().service_settings().server.limits.batch
}

#[test]
fn the_strongest_source_that_says_something_wins() {
    assert_eq!(batch([false; SOURCES]), Limits::default().batch);
    for choice in 1..1_usize << SOURCES {
        let given = std::array::from_fn(|source| choice & (1 << source) != 0);
        let strongest = given.iter().rposition(|given| *given).unwrap();
        assert_eq!(batch(given), strongest + 1, "{given:?}");
    }
}

#[test]
fn sources_that_say_different_things_are_put_together() {
    let (folder, _) =
        folder_with("config.yaml", "server:\n  port: 1\n  limits:\n    depth: 7\nmail:\n  copies: [a]\n");
    fs::write(folder.path().join(".env"), "APP_SERVER__HOST=0.0.0.0\nOTHER=1\n").unwrap();
    let sources = ConfigSources::default().folder(folder.path()).variables([
        ("APP_SERVER__LIMITS__TIMEOUT", "2m"),
        ("HOME", "/root"),
        ("APP_MAIL__COPIES", "b, c"),
    ]);
    let app = super::app().configure(&sources).unwrap();
    let server = &app.service_settings().server;
    assert_eq!((server.port, &*server.host, server.limits.depth), (1, "0.0.0.0", 7));
    assert_eq!(server.limits.timeout, Duration::from_secs(120));
    // A list is given as a whole.
    assert!(super::look(app).contains("copies: [\"b\", \"c\"]"));
}

#[test]
fn variables_say_every_kind_of_value() {
    let looks = |variables: &[(&str, &str)], expected: &str| {
        let sources = ConfigSources::default().variables(variables.iter().copied());
        let found = read(&sources).unwrap();
        assert!(found.contains(expected), "{variables:?}\n{expected}\n{found}");
    };
    for text in ["true", "True", "1", "yes", "on"] {
        looks(&[("APP_STRICT_MODE", text)], "strict_mode: true");
    }
    for text in ["false", "FALSE", "0", "no", "off"] {
        looks(&[("APP_DOCS_PAGE", text)], "docs_page: false");
    }
    looks(&[("APP_MAIL__HOST", "1")], "host: \"1\"");
    looks(&[("APP_MAIL__HOST", "")], "host: \"\"");
    looks(&[("APP_MAIL__SHARE", "1")], "share: 1.0");
    looks(&[("APP_MAIL__SHARE", " 0.25 ")], "share: 0.25");
    looks(&[("APP_MAIL__WAITING", "12")], "waiting: Some(12)");
    looks(&[("APP_MAIL__WAITING", "null")], "waiting: None");
    looks(&[("APP_MAIL__TRANSPORT", "tls")], "transport: Tls");
    looks(&[("APP_MAIL__COPIES", r#"["a,b", "c"]"#)], r#"copies: ["a,b", "c"]"#);
    looks(&[("APP_MAIL__COPIES", "")], "copies: []");
    looks(
        &[("APP_MAIL__SENDERS__SHOP", "x"), ("APP_MAIL__SENDERS__DESK", "y")],
        r#"{"desk": (secret), "shop": (secret)}"#,
    );
    looks(&[("APP_MAIL__RETURNED__KEPT", "no")], "returned: Some(Returned { kept: false })");
    looks(&[("APP_MAIL", r#"{"host": "h", "share": 0.1}"#)], "MailSettings { host: \"h\"");
    looks(&[("APP_APP__DATA_DIR", "/data")], "[\"shop.db\", \"/data\"]");
}

#[test]
fn names_of_the_original_are_known() {
    let variables = [
        ("APP_DEBUG", "True"),
        ("APP_API_HOST", "0.0.0.0"),
        ("APP_API_PORT", "8100"),
        ("APP_STRICT_MODE", "true"),
        ("APP_AUTO_FIX", "true"),
        ("APP_DB_HOST", "db.example"),
        ("APP_DB_PORT", "5433"),
        ("APP_DB_NAME", "shop"),
        ("APP_DB_USER", "clerk"),
        ("APP_DB_PASSWORD", "tea for two"),
        ("APP_DB_URL", "postgres://clerk@db.example/shop"),
    ];
    let app = super::app().configure(&ConfigSources::default().variables(variables)).unwrap();
    let settings = app.service_settings();
    assert!(settings.server.debug && settings.strict_mode && settings.auto_fix);
    assert_eq!((&*settings.server.host, settings.server.port), ("0.0.0.0", 8100));
    let app = app.strict_mode(false);
    let found = super::look(app);
    for expected in [
        "DatabaseSettings { url: Some((secret)), host: \"db.example\", port: Some(5433), name: \"shop\", user: \"clerk\", \
         password: (secret) }",
        "[\"\", \"tea for two\"]",
    ] {
        assert!(found.contains(expected), "{expected}\n{found}");
    }
    // The whole way to a setting says more than its short name.
    let both = [("APP_API_PORT", "1"), ("APP_SERVER__PORT", "2")];
    let app = super::app().configure(&ConfigSources::default().variables(both)).unwrap();
    assert_eq!(app.service_settings().server.port, 2);
}

#[test]
fn the_prefix_says_whose_variables_they_are() {
    let variables =
        [("APP_SERVER__PORT", "1"), ("SHOP_SERVER__PORT", "2"), ("SERVER__PORT", "3"), ("PATH", "/bin")];
    let port = |prefix: &str| {
        let app = App::new("shop", "1.0.0").config_prefix(prefix);
        let app = app.configure(&ConfigSources::default().variables(variables)).unwrap();
        app.service_settings().server.port
    };
    assert_eq!((port("APP_"), port("SHOP_"), port("")), (1, 2, 8000));
}

#[test]
fn the_file_is_named_or_found() {
    let (folder, path) = folder_with("other.json", r#"{"server": {"port": 1}}"#);
    let port = |sources: &ConfigSources| {
        App::new("shop", "1.0.0").configure(sources).unwrap().service_settings().server.port
    };
    let here = ConfigSources::default().folder(folder.path());
    assert_eq!(port(&here), 8000, "a file of another name is not read");
    fs::write(folder.path().join(".env"), format!("APP_CONFIG={}\n", path.display())).unwrap();
    assert_eq!(port(&here), 1);
    fs::write(folder.path().join("config.yml"), "server: {port: 2}").unwrap();
    assert_eq!(port(&here), 1);
    let environment = here.clone().variables([("APP_CONFIG", folder.path().join("config.yml"))]);
    assert_eq!(port(&environment), 2);
    assert_eq!(port(&environment.file(path)), 1);
    fs::remove_file(folder.path().join(".env")).unwrap();
    assert_eq!(port(&here), 2);
}

#[test]
fn a_file_of_variables_is_read_as_shells_write_it() {
    let text = "# Settings\nexport APP_MAIL__HOST='mail.example'\nAPP_MAIL__PASSWORD=\"tea # for two\"\nAPP_MAIL__SHARE=1 # all\n";
    let (folder, _) = folder_with(".env", text);
    let found = read(&ConfigSources::default().folder(folder.path())).unwrap();
    for expected in ["host: \"mail.example\"", "[\"tea # for two\", \"\"]", "share: 1.0"] {
        assert!(found.contains(expected), "{expected}\n{found}");
    }
}

#[test]
fn what_kubernetes_sets_for_a_service_of_that_name_is_passed_over() {
    let links = [
        ("APP_SERVICE_HOST", "10.0.0.1"),
        ("APP_SERVICE_PORT", "80"),
        ("APP_SERVICE_PORT_HTTP", "80"),
        ("APP_PORT", "tcp://10.0.0.1:80"),
        ("APP_PORT_80_TCP", "tcp://10.0.0.1:80"),
        ("APP_PORT_80_TCP_ADDR", "10.0.0.1"),
        ("APP_PORT_53_UDP_PROTO", "udp"),
    ];
    assert_eq!(read(&ConfigSources::default().variables(links)), read(&ConfigSources::default()));
    let ours = ConfigSources::default().variables([("APP_PORT", "80")]);
    assert_eq!(
        read(&ours).unwrap_err(),
        [
            "environment, APP_PORT: names no setting; the nearest variables are APP_DATABASE__PORT, APP_SERVER__PORT"
        ]
    );
}

#[test]
fn a_set_section_is_what_the_setup_gets() {
    let app = super::app().set_settings(super::MailSettings { host: "set".to_owned(), ..Default::default() });
    assert!(super::look(app).contains("host: \"set\""));
}

/// Rules of an operator are in force by themselves; `auth.enabled` is about proving who one is.
#[cfg(feature = "auth")]
#[tokio::test]
async fn rules_hold_where_nobody_is_asked_for_keys() {
    let registry = || commandry::Registry::new().with::<super::ping>();
    let call = async |rules: &str| {
        let sources = ConfigSources::default().variables([("APP_ACCESS__RULES", rules)]);
        let app = App::new("shop", "1.0.0").registry(registry()).configure(&sources).unwrap();
        assert!(!app.service_settings().auth.enabled);
        let request = br#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#;
        let (dispatcher, origin) = (app.build().await.unwrap(), commandry::Origin::default());
        let answer = commandry::jsonrpc::answer(&dispatcher, request, &origin).await;
        String::from_utf8(answer.unwrap()).unwrap()
    };
    assert!(call(r#"[{"roles": ["*"]}]"#).await.contains("-32001"));
    assert!(call(r#"[{"public": true}]"#).await.contains("result"));
    assert!(call("[]").await.contains("result"));
}
