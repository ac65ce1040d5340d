//! Names of commands and types as a catalog has them.

use std::collections::BTreeSet;

/// The longest name of a command.
pub(super) const LENGTH: usize = 48;

/// Length of the hash that makes a shortened name its own, with its underscore.
const HASH: usize = 9;

/// A name in the form of a command's: words in small letters, joined by underscores, beginning with a letter.
pub(super) fn snake_case(text: &str) -> String {
    let mut name = String::new();
    let characters: Vec<char> = text.chars().collect();
    for (index, &character) in characters.iter().enumerate() {
        if !character.is_ascii_alphanumeric() {
            if !name.is_empty() && !name.ends_with('_') {
                name.push('_');
            }
            continue;
        }
        let before = index.checked_sub(1).map(|index| characters[index]);
        let behind = characters.get(index + 1);
        // `listUsers` has two words, and so has `HTTPServer`.
        let begins_word = character.is_ascii_uppercase()
            && before.is_some_and(|before| {
                before.is_ascii_lowercase()
                    || before.is_ascii_digit()
                    || before.is_ascii_uppercase() && behind.is_some_and(char::is_ascii_lowercase)
            });
        if begins_word && !name.ends_with('_') {
            name.push('_');
        }
        name.push(character.to_ascii_lowercase());
    }
    let name = name.trim_end_matches('_');
    match name.chars().next() {
        None => "unnamed".into(),
        Some(first) if first.is_ascii_digit() => format!("n{name}"),
        Some(_) => name.to_owned(),
    }
}

/// A name behind the prefix of its source, no longer than [`LENGTH`].
pub(super) fn prefixed(prefix: &str, name: &str) -> String {
    shortened(&format!("{prefix}_{name}"))
}

/// A name of at most [`LENGTH`] characters; what a longer one loses, a hash of the whole stands for.
pub(super) fn shortened(name: &str) -> String {
    if name.len() <= LENGTH { name.to_owned() } else { with_hash(name, name) }
}

/// A name with a hash of `whole` behind it, no longer than [`LENGTH`].
pub(super) fn with_hash(name: &str, whole: &str) -> String {
    let kept: String = name.chars().take(LENGTH - HASH).collect();
    format!("{}_{:08x}", kept.trim_end_matches('_'), hash(whole))
}

/// A name in the form of a type's: `order_items` becomes `OrderItems`.
pub(super) fn pascal_case(text: &str) -> String {
    let mut name = String::new();
    let mut begins_word = true;
    for character in text.chars() {
        if !character.is_ascii_alphanumeric() {
            begins_word = true;
        } else if begins_word {
            name.push(character.to_ascii_uppercase());
            begins_word = false;
        } else {
            name.push(character);
        }
    }
    if name.is_empty() { "Type".into() } else { name }
}

/// The wanted name, or with a number behind it when it is taken; taken from then on.
pub(super) fn free(wanted: &str, taken: &mut BTreeSet<String>) -> String {
    let mut name = wanted.to_owned();
    let mut number = 2;
    while !taken.insert(name.clone()) {
        name = format!("{wanted}{number}");
        number += 1;
    }
    name
}

/// FNV-1a, folded to 32 bits: the same on every machine and in every version.
fn hash(text: &str) -> u32 {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    #[allow(clippy::cast_possible_truncation, reason = "both halves are kept by folding one into the other")]
    let folded = (hash ^ (hash >> 32)) as u32;
    folded
}

#[cfg(test)]
mod tests {
    use super::{pascal_case, prefixed, snake_case};

    #[test]
    fn names_become_those_of_commands() {
        for (text, name) in [
            ("listUsers", "list_users"),
            ("HTTPServer.start", "http_server_start"),
            ("repos/list-for-org", "repos_list_for_org"),
            ("getV2Item", "get_v2_item"),
            ("2fa", "n2fa"),
            ("__x__", "x"),
            ("größe", "gr_e"),
            ("", "unnamed"),
        ] {
            assert_eq!(snake_case(text), name, "{text}");
        }
    }

    #[test]
    fn long_names_are_shortened_the_same_way_every_time() {
        let long = "a_name_that_goes_on_and_on_until_nobody_wants_to_read_it";
        let name = prefixed("users", long);
        assert_eq!(name, "users_a_name_that_goes_on_and_on_until_8f2d3c0a");
        assert!(name.len() <= 48);
        assert_ne!(prefixed("users", &format!("{long}_too")), name);
        assert_eq!(prefixed("users", "list"), "users_list");
    }

    #[test]
    fn words_become_names_of_types() {
        assert_eq!(pascal_case("order_items"), "OrderItems");
        assert_eq!(pascal_case("get-petById"), "GetPetById");
    }
}
