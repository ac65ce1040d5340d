//! Settings in every form in which they are given.

use std::{fs, path::PathBuf};

use commandry::{
    App,
    config::{ConfigSources, DatabaseSettings, Secret},
};
use schemars::JsonSchema;
use serde::Deserialize;
use tempfile::TempDir;

thread_local! {
    static FOLDER: TempDir = tempfile::tempdir().expect("there is a folder for files that do not last");
}

/// A section of the application.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
struct MailSettings {
    /// Machine that sends mail.
    host: String,
    /// Password there.
    password: Secret,
    /// How often it is tried.
    tries: u8,
}

impl Default for MailSettings {
    fn default() -> Self {
        Self { host: "localhost".to_owned(), password: Secret::default(), tries: 3 }
    }
}

/// Reads settings: the first line says in which form the rest is. Settings that are taken are the same when they are
/// written and read again; those that are not are refused with reasons.
///
/// # Panics
///
/// Panics when the library does, and when settings change by being written.
pub fn config(input: &[u8]) {
    let Some(end) = input.iter().position(|it| *it == b'\n') else { return };
    let (form, content) = (&input[..end], &input[end + 1..]);
    // A secret file is a file of this machine; one that is a terminal would be waited for.
    if content.windows(5).any(|it| it == b"file:") {
        return;
    }
    let sources = match form {
        b"toml" | b"yaml" | b"yml" | b"json" => {
            let name = format!("config.{}", String::from_utf8_lossy(form));
            ConfigSources::default().file(file(&name, content))
        }
        b"env" => {
            let path = file(".env", content);
            ConfigSources::default().folder(path.parent().unwrap_or(&path))
        }
        b"variables" => {
            let text = String::from_utf8_lossy(content);
            let variables = text.lines().filter_map(|line| line.split_once('='));
            ConfigSources::default().variables(variables)
        }
        _ => return,
    };
    let outcome = app().configure(&sources);
    let _ = fs::remove_file(FOLDER.with(|folder| folder.path().join(".env")));
    match outcome {
        Ok(app) => read_again(&app),
        Err(error) => {
            assert!(!error.faults().is_empty(), "refused without a reason");
            assert!(error.faults().iter().all(|fault| !fault.message().is_empty()), "{error}");
        }
    }
}

fn app() -> App {
    App::new("fuzzed", "1.0.0")
        .option("db", "Where data is kept.", "shop.db")
        .settings::<DatabaseSettings>("database")
        .settings::<MailSettings>("mail")
}

fn file(name: &str, content: &[u8]) -> PathBuf {
    let path = FOLDER.with(|folder| folder.path().join(name));
    fs::write(&path, content).expect("the folder can be written to");
    path
}

fn read_again(taken: &App) {
    let settings = serde_json::to_string(taken.service_settings()).expect("settings can be written");
    // A secret is not written.
    if settings.contains("(secret)") {
        return;
    }
    let sources = ConfigSources::default().file(file("again.json", settings.as_bytes()));
    let again = app().configure(&sources).unwrap_or_else(|error| panic!("{error} in {settings}"));
    let again = serde_json::to_string(again.service_settings()).expect("settings can be written");
    assert_eq!(again, settings, "settings change by being read again");
}
