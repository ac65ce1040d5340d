//! Rules for the names that callers see, and help for those that were mistyped.

use syn::LitStr;

use crate::errors::Errors;

/// The longest name of a command or a group; some hosts of AI models refuse longer ones.
const LONGEST_NAME: usize = 48;
/// The longest name of a parameter, for the same reason.
const LONGEST_PARAMETER: usize = 64;

/// What is wrong with the name of a command, or `None`.
pub(crate) fn command_name_fault(name: &str) -> Option<String> {
    if name.starts_with("rpc_") || name.starts_with("rpc.") {
        return Some("must not start with `rpc_`, which JSON-RPC keeps for itself".to_owned());
    }
    snake_case_fault(name)
}

/// What is wrong with a name that must be `snake_case`, or `None`.
pub(crate) fn snake_case_fault(name: &str) -> Option<String> {
    let mut characters = name.chars();
    let starts_well = characters.next().is_some_and(|it| it.is_ascii_lowercase());
    if !starts_well || !characters.all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_') {
        return Some(
            "must start with a lower-case letter and have only lower-case letters, digits and `_`".to_owned(),
        );
    }
    (name.len() > LONGEST_NAME)
        .then(|| format!("must not be longer than {LONGEST_NAME} characters, and has {}", name.len()))
}

/// What is wrong with a further name of a command, or `None`; older names may have been written in other styles.
pub(crate) fn alias_fault(name: &str) -> Option<String> {
    if name.starts_with("rpc_") || name.starts_with("rpc.") {
        return Some("must not start with `rpc_` or `rpc.`, which JSON-RPC keeps for itself".to_owned());
    }
    let starts_well = name.starts_with(|it: char| it.is_ascii_alphabetic());
    if !starts_well || !name.chars().all(|it| it.is_ascii_alphanumeric() || "_-.".contains(it)) {
        return Some("must start with a letter and have only letters, digits, `_`, `-` and `.`".to_owned());
    }
    (name.len() > LONGEST_NAME)
        .then(|| format!("must not be longer than {LONGEST_NAME} characters, and has {}", name.len()))
}

/// What is wrong with the name of a parameter, or `None`.
pub(crate) fn parameter_name_fault(name: &str) -> Option<String> {
    if name.is_empty() || !name.chars().all(|it| it.is_ascii_alphanumeric() || "_-.".contains(it)) {
        return Some("must have only letters, digits, `_`, `-` and `.`".to_owned());
    }
    (name.len() > LONGEST_PARAMETER)
        .then(|| format!("must not be longer than {LONGEST_PARAMETER} characters, and has {}", name.len()))
}

/// Reports a string whose text breaks a rule.
pub(crate) fn check(what: &str, text: &LitStr, fault: Option<String>, errors: &mut Errors) {
    if let Some(fault) = fault {
        errors.report(text, &format!("{what} `{}` {fault}", text.value()));
    }
}

/// Whether a text is an identifier for lints, such as `parameter-undocumented`.
pub(crate) fn is_kebab_case(text: &str) -> bool {
    text.starts_with(|it: char| it.is_ascii_lowercase())
        && !text.ends_with('-')
        && text.chars().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-')
}

/// The names in backticks, separated by commas.
pub(crate) fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// The known name that was probably meant, as the end of a message, or nothing.
pub(crate) fn did_you_mean<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(name, known).map_or_else(String::new, |nearest| format!("; did you mean `{nearest}`?"))
}

fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = (name.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|candidate| (edits(name, candidate), candidate))
        .filter(|(edits, _)| *edits <= allowed)
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, candidate)| candidate)
}

/// How many characters must be inserted, removed, replaced or swapped to get from one text to the other.
fn edits(from: &str, to: &str) -> usize {
    let from: Vec<char> = from.chars().collect();
    let to: Vec<char> = to.chars().collect();
    let mut table = vec![vec![0; to.len() + 1]; from.len() + 1];
    for row in 0..=from.len() {
        for column in 0..=to.len() {
            table[row][column] = if row == 0 || column == 0 {
                row + column
            } else {
                let same = from[row - 1] == to[column - 1];
                let replaced = table[row - 1][column - 1] + usize::from(!same);
                let shifted = table[row - 1][column].min(table[row][column - 1]) + 1;
                let swapped = row > 1
                    && column > 1
                    && from[row - 1] == to[column - 2]
                    && from[row - 2] == to[column - 1];
                let best = replaced.min(shifted);
                if swapped { best.min(table[row - 2][column - 2] + 1) } else { best }
            };
        }
    }
    table[from.len()][to.len()]
}

#[cfg(test)]
mod tests {
    use super::{alias_fault, command_name_fault, did_you_mean, edits, is_kebab_case, parameter_name_fault};

    #[test]
    fn names_of_commands_are_short_snake_case() {
        assert_eq!(command_name_fault("reserve_stock2"), None);
        for wrong in ["", "_x", "2x", "Reserve", "reserve-stock", "größe", "rpc_discover", &"a".repeat(49)]
        {
            assert!(command_name_fault(wrong).is_some(), "{wrong:?}");
        }
        assert_eq!(command_name_fault(&"a".repeat(48)), None);
    }

    #[test]
    fn aliases_may_be_written_in_older_styles() {
        assert_eq!(alias_fault("bookStock-2.x"), None);
        for wrong in ["", "-x", "a b", "rpc.discover", &"a".repeat(49)] {
            assert!(alias_fault(wrong).is_some(), "{wrong:?}");
        }
    }

    #[test]
    fn names_of_parameters_may_have_any_case() {
        assert_eq!(parameter_name_fault("warehouseName"), None);
        assert!(parameter_name_fault("warehouse name").is_some());
        assert!(parameter_name_fault("").is_some());
    }

    #[test]
    fn lints_are_written_in_kebab_case() {
        assert!(is_kebab_case("errors-undeclared"));
        assert!(!is_kebab_case("errors_undeclared"));
        assert!(!is_kebab_case("errors-"));
        assert!(!is_kebab_case(""));
    }

    #[test]
    fn the_nearest_name_is_suggested_and_a_far_one_is_not() {
        assert_eq!(edits("grup", "group"), 1);
        assert_eq!(edits("", "abc"), 3);
        assert_eq!(edits("nmae", "name"), 1);
        assert_eq!(edits("kitten", "sitting"), 3);
        assert_eq!(did_you_mean("grup", ["name", "group"]), "; did you mean `group`?");
        assert_eq!(did_you_mean("roles", ["name", "group"]), "");
    }
}
