//! Settings from files, `.env`, the environment and the command line.

mod faults;
mod files;
mod hostile;
mod page;
mod precedence;

use std::{
    fs,
    path::{Path, PathBuf},
};

use commandry::{
    App, command,
    config::{ConfigSources, DatabaseSettings, Secret, duration},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Answers at once.
///
/// # Returns
/// Always `true`.
#[command(group = "demo", read_only)]
fn ping() -> bool {
    true
}

/// Settings of an application, of every shape that is usual.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
struct MailSettings {
    /// Machine that sends mail.
    host: String,
    /// How it is spoken to.
    transport: Transport,
    /// Password there.
    password: Secret,
    /// Further passwords, by the name of the sender.
    senders: std::collections::BTreeMap<String, Secret>,
    /// Who gets a copy.
    copies: Vec<String>,
    /// How much mail may wait.
    waiting: Option<u32>,
    /// Share of mail that is looked at.
    share: f64,
    /// Time between two tries.
    #[serde(with = "duration")]
    #[schemars(with = "duration::DurationText")]
    delay: std::time::Duration,
    /// What is done with mail that comes back.
    returned: Option<Returned>,
}

impl Default for MailSettings {
    fn default() -> Self {
        Self {
            host: "localhost".to_owned(),
            transport: Transport::Plain,
            password: Secret::default(),
            senders: std::collections::BTreeMap::new(),
            copies: vec!["archive@mail.example".to_owned()],
            waiting: None,
            share: 0.5,
            delay: std::time::Duration::from_secs(90),
            returned: None,
        }
    }
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Transport {
    /// Everybody on the way can read it.
    Plain,
    /// By TLS from the beginning.
    Tls,
}

/// What is done with mail that comes back.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
struct Returned {
    /// Whether it is kept.
    kept: bool,
}

impl Default for Returned {
    fn default() -> Self {
        Self { kept: true }
    }
}

/// An application with everything that can be set.
fn app() -> App {
    App::new("shop", "1.0.0")
        .describe_group("demo", "Commands to try things with.")
        .option("db", "File to keep data in", "shop.db")
        .option("data-dir", "Folder for everything else", ".")
        .settings::<MailSettings>("mail")
        .settings::<DatabaseSettings>("database")
}

/// Reads settings and gives how all of them look; what is wrong otherwise, one text for each fault.
fn read(sources: &ConfigSources) -> Result<String, Vec<String>> {
    match app().configure(sources) {
        Ok(app) => Ok(look(app)),
        Err(error) => Err(error.faults().iter().map(ToString::to_string).collect()),
    }
}

/// How all settings of an application look.
fn look(app: App) -> String {
    let service = format!("{:?}", app.service_settings());
    let (give, taken) = std::sync::mpsc::channel();
    let app = app.setup(move |setup| async move {
        let mail: &MailSettings = setup.settings();
        let database: &DatabaseSettings = setup.settings();
        let exposed = [mail.password.expose(), database.password.expose()];
        let options = [setup.option("db"), setup.option("data-dir")];
        let _ = give.send(format!("{mail:?} {database:?} {exposed:?} {options:?}"));
        Ok(setup)
    });
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(app.build()).unwrap();
    format!("{service} {}", taken.recv().unwrap())
}

/// A folder with one file.
fn folder_with(name: &str, contents: impl AsRef<[u8]>) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, contents).unwrap();
    (folder, path)
}

/// The faults of a file, named as if it lay in the working folder.
fn faults_of_file(name: &str, contents: impl AsRef<[u8]>) -> Vec<String> {
    let (folder, path) = folder_with(name, contents);
    read(&ConfigSources::default().file(path))
        .err()
        .unwrap_or_default()
        .iter()
        .map(|it| without(it, folder.path()))
        .collect()
}

fn without(text: &str, folder: &Path) -> String {
    text.replace(&format!("{}/", folder.display()), "")
}
