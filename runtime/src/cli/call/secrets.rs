//! Secret parameters, which should stand neither in the history of a shell nor in the list of processes.

use std::{env, fs};

use super::parameters::StandardInput;

/// The environment variable that a secret parameter is read from, such as `ORDERS_PAY_ORDER_CONFIRMATION`.
///
/// It names the command as well, so that no command picks up what was meant for another.
pub(super) fn environment_variable(title: &str, command: &str, parameter: &str) -> String {
    variable_name(&format!("{title}_{command}_{parameter}"))
}

/// Words as the name of an environment variable.
pub(super) fn variable_name(words: &str) -> String {
    words.chars().map(|it| if it.is_ascii_alphanumeric() { it.to_ascii_uppercase() } else { '_' }).collect()
}

/// The value of a secret that no flag gives.
pub(super) fn from_environment(
    title: &str,
    command: &str,
    parameter: &str,
) -> Result<Option<String>, String> {
    let name = environment_variable(title, command, parameter);
    match env::var(&name) {
        Ok(value) => Ok(Some(value)),
        Err(env::VarError::NotPresent) => Ok(None),
        Err(env::VarError::NotUnicode(_)) => Err(format!("the environment variable {name} is not UTF-8")),
    }
}

/// The value of a secret from the word behind its flag: `@FILE` is read, and `@@` stands for a single `@`.
pub(super) fn from_word(word: &str, flag: &str, input: &mut StandardInput) -> Result<String, String> {
    let Some(path) = word.strip_prefix('@') else { return Ok(word.to_owned()) };
    if path.starts_with('@') {
        return Ok(path.to_owned());
    }
    let text = if path == "-" {
        input.read(&format!("--{flag}"))?
    } else {
        fs::read_to_string(path).map_err(|error| format!("--{flag}: {path} cannot be read: {error}"))?
    };
    // Editors end a file with a line break that is no part of the secret.
    let line = text.strip_suffix('\n').unwrap_or(&text);
    Ok(line.strip_suffix('\r').unwrap_or(line).to_owned())
}

#[cfg(test)]
mod tests {
    use super::{StandardInput, environment_variable, from_word};

    #[test]
    fn variables_name_the_application_the_command_and_the_parameter() {
        assert_eq!(environment_variable("my-app", "pay_order", "code"), "MY_APP_PAY_ORDER_CODE");
    }

    #[test]
    fn words_are_values_or_name_files() {
        let mut input = StandardInput::default();
        assert_eq!(from_word("abc", "code", &mut input).unwrap(), "abc");
        assert_eq!(from_word("@@abc", "code", &mut input).unwrap(), "@abc");
        let error = from_word("@/does/not/exist", "code", &mut input).unwrap_err();
        assert!(error.starts_with("--code: /does/not/exist cannot be read: "), "{error}");
    }
}
