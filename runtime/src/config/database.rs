//! The settings of a database, under the names that users of the Python original know.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Secret;

/// Where an application finds its database; for [`App::settings`](crate::App::settings) under the name `database`.
///
/// The variables `APP_DB_HOST`, `APP_DB_PORT`, `APP_DB_NAME`, `APP_DB_USER`, `APP_DB_PASSWORD` and `APP_DB_URL` set it
/// too.
///
/// # Examples
///
/// ```
/// use commandry::{App, config::DatabaseSettings};
///
/// let app = App::new("shop", "1.0.0").settings::<DatabaseSettings>("database").setup(|setup| async move {
///     let database: &DatabaseSettings = setup.settings();
///     let _address = format!("{}:{}", database.host, database.port.unwrap_or(5432));
///     Ok(setup)
/// });
/// ```
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DatabaseSettings {
    /// Whole address with all that follows, such as `postgres://shop@db.example/shop`; an application that uses it
    /// needs none of the others.
    pub url: Option<Secret>,
    /// Name or address of the machine.
    pub host: String,
    /// Port of the database; the usual one of its kind unless set.
    pub port: Option<u16>,
    /// Name of the database.
    pub name: String,
    /// Who the application is there.
    pub user: String,
    /// Its password.
    pub password: Secret,
}

impl Default for DatabaseSettings {
    fn default() -> Self {
        Self {
            url: None,
            host: "localhost".to_owned(),
            port: None,
            name: String::new(),
            user: String::new(),
            password: Secret::default(),
        }
    }
}
