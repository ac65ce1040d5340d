//! Addresses with placeholders: `orders://{id}`, the first level of RFC 6570.

use percent_encoding::percent_decode_str;

/// Finds the values of a template's placeholders in an address; `None` where the address is not of that form.
///
/// A placeholder stands for at least one character and none of `/`, `?` and `#`, which separate the parts of an address
/// and are escaped within a value.
pub(crate) fn values<'a>(template: &'a str, uri: &str) -> Option<Vec<(&'a str, String)>> {
    let (prefix, mut template) = template.split_once('{').unwrap_or((template, ""));
    let mut rest = uri.strip_prefix(prefix)?;
    let mut values = Vec::new();
    while !template.is_empty() {
        let (name, after) = template.split_once('}')?;
        let (literal, next) = after.split_once('{').unwrap_or((after, ""));
        let end = if next.is_empty() {
            rest.len().checked_sub(literal.len()).filter(|end| rest.get(*end..) == Some(literal))?
        } else {
            let first = rest.chars().next()?.len_utf8();
            first + rest[first..].find(literal)?
        };
        values.push((name, value(&rest[..end])?));
        rest = &rest[end + literal.len()..];
        template = next;
    }
    rest.is_empty().then_some(values)
}

fn value(text: &str) -> Option<String> {
    if text.is_empty() || text.contains(['/', '?', '#']) {
        return None;
    }
    percent_decode_str(text).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

/// A template without the names of its placeholders; templates of one shape stand for the same addresses.
pub(crate) fn shape(template: &str) -> String {
    let mut parts = template.split('{');
    let mut shape = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        shape.push_str("{}");
        shape.push_str(part.split_once('}').map_or("", |(_, literal)| literal));
    }
    shape
}

/// How many characters of a template are its own; the more there are, the fewer addresses it stands for.
pub(super) fn literal_length(template: &str) -> usize {
    let shape = shape(template);
    shape.len() - 2 * shape.matches("{}").count()
}

#[cfg(test)]
mod tests {
    use super::{literal_length, shape, values};

    #[test]
    fn addresses_are_taken_apart() {
        for (template, uri, expected) in [
            ("a://b", "a://b", Some(vec![])),
            ("a://b", "a://bc", None),
            ("a://{x}", "a://1", Some(vec![("x", "1")])),
            ("a://{x}", "a://", None),
            ("a://{x}", "a://1/2", None),
            ("a://{x}", "a://1?q", None),
            ("a://{x}", "b://1", None),
            ("a://{x}", "a://gr%C3%BCn%2F", Some(vec![("x", "grün/")])),
            ("a://{x}", "a://%FF", None),
            ("a://{x}/data", "a://1/data", Some(vec![("x", "1")])),
            ("a://{x}/data", "a://1/date", None),
            ("a://{x}/data", "a:///data", None),
            ("a://{x}/data", "a", None),
            ("a://{x}-{y}", "a://1-2-3", Some(vec![("x", "1"), ("y", "2-3")])),
            ("a://{x}-{y}", "a://--2", Some(vec![("x", "-"), ("y", "2")])),
            ("a://{x}-{y}", "a://12", None),
            ("a://{x}.{y}/z", "a://ü.é/z", Some(vec![("x", "ü"), ("y", "é")])),
            ("a://{x}é", "a://1é", Some(vec![("x", "1")])),
            ("a://{x}é", "a://1ü", None),
        ] {
            let found = values(template, uri);
            let found: Option<Vec<(&str, &str)>> =
                found.as_ref().map(|it| it.iter().map(|(name, value)| (*name, value.as_str())).collect());
            assert_eq!(found, expected, "{template} {uri}");
        }
    }

    #[test]
    fn names_of_placeholders_do_not_tell_templates_apart() {
        assert_eq!(shape("a://{x}/b/{y}.c"), "a://{}/b/{}.c");
        assert_eq!(shape("a://b"), "a://b");
        assert_eq!(literal_length("a://{xyz}/b"), 6);
    }
}
