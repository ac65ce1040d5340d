//! What settings are read from.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

use super::{
    ConfigError, ConfigFault, ConfigOrigin,
    load::fill_sections,
    node::Node,
    read,
    schema::Schemas,
    variables::{self, Variable},
};

/// Files that are looked for where none is named.
const USUAL_FILES: [&str; 4] = ["config.toml", "config.yaml", "config.yml", "config.json"];
/// The file of variables that is looked for.
const DOT_ENV: &str = ".env";

/// What settings are read from, for [`App::configure`](crate::App::configure).
///
/// From the weakest to the strongest: a file of settings, `.env`, the variables of the environment, and values of the
/// command line. [`ConfigSources::default`] has none of them.
///
/// # Examples
///
/// ```
/// use commandry::{App, config::ConfigSources};
///
/// let sources = ConfigSources::default().variables([("SHOP_SERVER__PORT", "70000")]);
/// let refused = App::new("shop", "1.0.0").config_prefix("SHOP_").configure(&sources).unwrap_err();
/// assert_eq!(
///     refused.faults()[0].to_string(),
///     "environment, SHOP_SERVER__PORT: `server.port` must be at most 65535, and is the number 70000"
/// );
/// ```
#[derive(Clone, Debug, Default)]
pub struct ConfigSources {
    file: Option<PathBuf>,
    folder: Option<PathBuf>,
    variables: Vec<(OsString, OsString)>,
    flags: Vec<Flag>,
}

/// A value of the command line.
#[derive(Clone, Debug)]
struct Flag {
    path: Vec<String>,
    name: String,
    text: String,
}

impl ConfigSources {
    /// The working folder and the environment of the process.
    pub fn of_process() -> Self {
        Self { folder: Some(PathBuf::new()), variables: std::env::vars_os().collect(), ..Self::default() }
    }

    /// Reads this file of settings, in TOML, YAML or JSON by the ending of its name.
    #[must_use]
    pub fn file(mut self, path: impl Into<PathBuf>) -> Self {
        self.file = Some(path.into());
        self
    }

    /// Looks in this folder for `.env`, and for `config.toml`, `config.yaml`, `config.yml` or `config.json` where no
    /// file of settings is named.
    #[must_use]
    pub fn folder(mut self, path: impl Into<PathBuf>) -> Self {
        self.folder = Some(path.into());
        self
    }

    /// Takes variables as those of the environment; only those count whose names have the prefix of the application.
    #[must_use]
    pub fn variables<N: Into<OsString>, V: Into<OsString>>(
        mut self,
        variables: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        self.variables.extend(variables.into_iter().map(|(name, value)| (name.into(), value.into())));
        self
    }

    /// Takes a value of the command line, which wins over everything else; the name is what faults are told with.
    ///
    /// ```
    /// use commandry::{App, config::ConfigSources};
    ///
    /// let sources = ConfigSources::default().flag(&["server", "port"], "--port", "9000");
    /// let app = App::new("shop", "1.0.0").configure(&sources)?;
    /// assert_eq!(app.service_settings().server.port, 9000);
    /// # Ok::<(), commandry::config::ConfigError>(())
    /// ```
    #[must_use]
    pub fn flag(mut self, path: &[&str], name: &str, text: &str) -> Self {
        let path = path.iter().map(|name| (*name).to_owned()).collect();
        self.flags.push(Flag { path, name: name.to_owned(), text: text.to_owned() });
        self
    }

    /// Lays everything that the sources say over the settings of the program.
    pub(super) fn read(
        &self,
        program: Node,
        prefix: &str,
        schemas: &Schemas,
        faults: &mut Vec<ConfigFault>,
    ) -> Node {
        // Without a prefix, every variable of the process would be taken for a setting.
        let (in_file, in_environment) = if prefix.is_empty() {
            Default::default()
        } else {
            (self.dot_env(prefix, faults), self.environment(prefix))
        };
        let mut node = program;
        match self.file_of_settings(prefix, &in_file, &in_environment) {
            Ok(Some(path)) => match read::file(&path) {
                Ok(mut file) => {
                    fill_sections(&mut file, &mut Vec::new(), schemas);
                    node.overlay(file);
                }
                Err(wrong) => faults.extend(wrong),
            },
            Ok(None) => {}
            Err(error) => faults.extend(error.faults().iter().cloned()),
        }
        node.overlay(variables::node_of(&in_file, prefix, schemas, faults));
        node.overlay(variables::node_of(&in_environment, prefix, schemas, faults));
        for flag in &self.flags {
            let origin = ConfigOrigin::CommandLine { flag: flag.name.clone() };
            node.set(&flag.path, Node::of(variables::value_of(&flag.text, &flag.path, schemas), &origin));
        }
        node
    }

    fn dot_env(&self, prefix: &str, faults: &mut Vec<ConfigFault>) -> Vec<Variable> {
        let Some(path) =
            self.folder.as_deref().map(|folder| folder.join(DOT_ENV)).filter(|path| path.is_file())
        else {
            return Vec::new();
        };
        let name = path.display().to_string();
        match read::bytes_of(&path) {
            Ok(bytes) => variables::of_file(&name.into(), &bytes, prefix).unwrap_or_else(|wrong| {
                faults.extend(wrong);
                Vec::new()
            }),
            Err(reason) => {
                faults.push(ConfigFault::new("", ConfigOrigin::Default, format!("{name} {reason}")));
                Vec::new()
            }
        }
    }

    fn environment(&self, prefix: &str) -> Vec<Variable> {
        let own = self.variables.iter().filter_map(|(name, value)| {
            let name = name.to_string_lossy();
            name.starts_with(prefix).then(|| Variable {
                value: value.to_str().map(str::to_owned),
                origin: ConfigOrigin::Environment { variable: name.clone().into_owned() },
                name: name.into_owned(),
            })
        });
        own.collect()
    }

    /// The file that is named on the command line, else by a variable, else the one in the folder.
    fn file_of_settings(
        &self,
        prefix: &str,
        in_file: &[Variable],
        in_environment: &[Variable],
    ) -> Result<Option<PathBuf>, ConfigError> {
        if let Some(path) = &self.file {
            return Ok(Some(path.clone()));
        }
        let name = format!("{prefix}{}", variables::FILE);
        let named = in_environment.iter().chain(in_file).find(|variable| variable.name == name);
        if let Some(variable) = named.filter(|variable| variable.value.as_deref() != Some("")) {
            let path = variable.value.as_ref().map(PathBuf::from);
            return path
                .map(Some)
                .ok_or_else(|| ConfigFault::new("", variable.origin.clone(), "is not UTF-8").into());
        }
        let Some(folder) = &self.folder else { return Ok(None) };
        let mut present = USUAL_FILES.iter().map(|name| folder.join(name)).filter(|path| path.is_file());
        match (present.next(), present.next()) {
            (Some(one), Some(other)) => Err(several(&one, &other).into()),
            (found, _) => Ok(found),
        }
    }
}

fn several(one: &Path, other: &Path) -> ConfigFault {
    let message = format!(
        "there are {} and {}, and only one file of settings is read; remove one, or name it with `--config`",
        one.display(),
        other.display()
    );
    ConfigFault::new("", ConfigOrigin::Default, message)
}
