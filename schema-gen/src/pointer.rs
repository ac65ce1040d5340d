//! JSON Pointers (RFC 6901), by which faults and changes tell their place.

/// A member's name as one step of a pointer.
///
/// ```
/// use commandry_schema::pointer::escaped;
///
/// assert_eq!(escaped("a/b~c"), "a~1b~0c");
/// ```
#[must_use]
pub fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// A pointer with one more step.
pub(crate) fn step(pointer: &str, name: &str) -> String {
    format!("{pointer}/{}", escaped(name))
}
