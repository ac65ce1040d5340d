//! JSON Pointers in documents.

use serde_json::Value;

pub(super) use crate::pointer::step;

/// Documents nested deeper than this are refused.
pub(super) const DEPTH: usize = 200;

/// A reference after a reference, and so on, ends after so many steps.
const STEPS: usize = 100;

/// A place in a document: the prefix of its source, a colon and the pointer.
pub(super) fn place(prefix: &str, pointer: &str) -> String {
    format!("{prefix}:{pointer}")
}

/// The steps of a pointer, unescaped.
pub(super) fn steps(pointer: &str) -> Vec<String> {
    pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~")).collect()
}

/// The pointer of a reference into its own document, or why there is none.
pub(super) fn of_reference(reference: &str) -> Result<String, String> {
    let Some(fragment) = reference.strip_prefix('#') else {
        return Err(format!(
            "refers to `{reference}` outside of the document, and nothing is fetched; put everything into one \
            document first"
        ));
    };
    let pointer = decoded(fragment);
    if pointer.is_empty() || pointer.starts_with('/') {
        Ok(pointer)
    } else {
        Err(format!(
            "refers to the anchor `{reference}`; only JSON Pointers such as `#/$defs/name` are followed"
        ))
    }
}

/// Follows references until something else comes; gives it with its pointer.
pub(super) fn follow<'a>(
    root: &'a Value,
    value: &'a Value,
    pointer: &str,
) -> Result<(&'a Value, String), String> {
    let (mut value, mut pointer) = (value, pointer.to_owned());
    for _ in 0..STEPS {
        let Some(reference) = value.get("$ref").and_then(Value::as_str) else { return Ok((value, pointer)) };
        pointer = of_reference(reference)?;
        value =
            root.pointer(&pointer).ok_or_else(|| format!("refers to `{reference}`, which does not exist"))?;
    }
    Err("refers to itself in a circle".into())
}

/// How deep a value is nested.
pub(super) fn depth(value: &Value) -> usize {
    let mut deepest = 0;
    let mut pending = vec![(value, 1)];
    while let Some((value, depth)) = pending.pop() {
        deepest = deepest.max(depth);
        if depth > DEPTH {
            break;
        }
        match value {
            Value::Object(members) => pending.extend(members.values().map(|it| (it, depth + 1))),
            Value::Array(items) => pending.extend(items.iter().map(|it| (it, depth + 1))),
            _ => {}
        }
    }
    deepest
}

/// A fragment of a URL with its percent signs read.
fn decoded(fragment: &str) -> String {
    let mut bytes = Vec::with_capacity(fragment.len());
    let mut rest = fragment.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let hex = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        match (first, behind) {
            (b'%', [high, low, behind @ ..]) => match (hex(*high), hex(*low)) {
                (Some(high), Some(low)) => {
                    bytes.push(high * 16 + low);
                    rest = behind;
                    continue;
                }
                _ => bytes.push(b'%'),
            },
            _ => bytes.push(*first),
        }
        rest = behind;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::of_reference;

    #[test]
    fn references_are_read_as_urls() {
        assert_eq!(of_reference("#/paths/~1a%7Bid%7D"), Ok("/paths/~1a{id}".to_owned()));
        assert_eq!(of_reference("#/a%"), Ok("/a%".to_owned()));
        assert!(of_reference("#name").unwrap_err().contains("anchor"));
        assert!(of_reference("other.yaml#/a").unwrap_err().contains("outside"));
    }
}
