//! Schemas of other services, and values held against them.

use std::collections::BTreeMap;

use commandry_schema::validation::Validator;
use serde_json::Value;

/// Reads a schema on the first line, and holds the value behind it against that. A schema refers to itself as `Self`.
///
/// # Panics
///
/// Panics when the library does, and when its verdict and its reasons disagree.
pub fn schemas(input: &[u8]) {
    let Some(end) = input.iter().position(|it| *it == b'\n') else { return };
    let Ok(schema) = serde_json::from_slice::<Value>(&input[..end]) else { return };
    let Ok(value) = serde_json::from_slice::<Value>(&input[end..]) else { return };
    let definitions = BTreeMap::from([("Self".to_owned(), schema.clone())]);
    let Ok(validator) = Validator::new(&schema, &definitions) else { return };
    let (fits, faults) = (validator.is_valid(&value), validator.faults(&value));
    assert_eq!(fits, faults.is_empty(), "{schema} and {value}: {faults:?}");
    assert!(fits || !validator.accepts_everything(), "{schema} refuses {value}");
    // What is wrong is told to callers.
    for fault in &faults {
        assert!(!fault.to_string().is_empty());
    }
}
