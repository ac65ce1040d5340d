//! Patterns of names.

/// Whether a name fits a pattern, in which each `*` stands for any number of characters.
///
/// The stars are followed without going back further than the last one, so that no pattern takes long.
pub(crate) fn fits(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = name.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        match rest.split_once(part) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_star_stands_for_any_characters() {
        for (pattern, name, expected) in [
            ("admin_*", "admin_reset", true),
            ("admin_*", "admin_", true),
            ("admin_*", "administer", false),
            ("*", "", true),
            ("*", "anything", true),
            ("*_order", "place_order", true),
            ("*_order", "place_orders", false),
            ("get_*_by_*", "get_order_by_id", true),
            ("get_*_by_*", "get_order", false),
            ("a*a", "a", false),
            ("a*a", "aa", true),
            ("*ab*ab", "ab", false),
            ("*ab*ab", "abab", true),
            ("ping", "ping", true),
            ("ping", "pings", false),
            ("", "", true),
            ("", "x", false),
        ] {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
    }
}
