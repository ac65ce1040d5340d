//! A service of a few commands.

use std::sync::{Arc, Mutex};

use commandry::{Answer, Ask, Call, CallError, Content, Interceptor, Next, Reply, prelude::*};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Somebody who may sign in.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub(crate) struct User {
    /// Number of the user.
    pub(crate) id: u32,
    /// Name of the user.
    pub(crate) name: String,
}

/// A part of all users.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
pub(crate) struct Users {
    items: Vec<User>,
}

/// The users there are.
#[derive(Clone, Default)]
pub(crate) struct Database(pub(crate) Arc<Mutex<Vec<User>>>);

/// Lists the users, the first registered first.
///
/// # Returns
/// The users.
#[command(group = "users", read_only)]
pub(crate) fn list_users(
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
pub(crate) fn get_user(
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
pub(crate) fn register_user(
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
#[command(group = "arithmetic", read_only, pinned)]
pub(crate) fn add_numbers(
    /// The numbers.
    numbers: Vec<u32>,
) -> u32 {
    numbers.iter().sum()
}

/// Draws a dot.
#[command(group = "drawing", read_only)]
pub(crate) fn draw_dot() -> Content {
    Content::text("A dot.")
}

/// Repeats a text.
#[command(group = "texts")]
pub(crate) fn repeat_text(
    /// How often.
    limit: usize,
) -> Vec<String> {
    vec!["A sentence of some words.".to_owned(); limit]
}

/// Renames a user after having asked for the name.
#[command(group = "users")]
pub(crate) async fn rename_user(
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
pub(crate) struct NoEve;

impl Interceptor for NoEve {
    async fn call(&self, call: Call<'_>, next: Next<'_>) -> Reply {
        if call.name() == "register_user" && call.params().contains("Eve") {
            return Reply::from_error(CallError::new(1403, "forbidden", "Eve may not come in."));
        }
        next.run(call).await
    }
}
