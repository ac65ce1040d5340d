//! The key or token that a running server asks for, which should stand neither in the history of a shell nor in the list
//! of processes.

use std::{env, fs};

use super::{secrets::variable_name, settings::Settings};

/// What is sent as `Authorization: Bearer …` with `--url`: what a file holds, or else an environment variable such as
/// `ORDERS_TOKEN`.
pub(super) fn read(settings: &Settings, title: &str) -> Result<Option<String>, String> {
    match (&settings.token_file, &settings.url) {
        (Some(_), None) => {
            Err("`--token-file` goes with `--url`; a call in this process needs no token".to_owned())
        }
        (Some(path), Some(_)) => {
            let text = fs::read_to_string(path)
                .map_err(|error| format!("--token-file: {} cannot be read: {error}", path.display()))?;
            Ok(Some(text.trim_end_matches(['\r', '\n']).to_owned()))
        }
        (None, None) => Ok(None),
        (None, Some(_)) => {
            let name = variable_name(&format!("{title}_token"));
            match env::var(&name) {
                Ok(token) => Ok(Some(token).filter(|it| !it.is_empty())),
                Err(env::VarError::NotPresent) => Ok(None),
                Err(env::VarError::NotUnicode(_)) => {
                    Err(format!("the environment variable {name} is not UTF-8"))
                }
            }
        }
    }
}
