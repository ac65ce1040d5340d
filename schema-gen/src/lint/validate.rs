//! Holding values against schemas of a catalog.

use serde_json::Value;

use crate::validation::Validator;

/// More faults of one value than this are not listed; the first ones usually cause the others.
const MOST_FAULTS: usize = 3;

/// What is wrong with a value, in one line; nothing when it fits.
pub(super) fn faults(validator: &Validator, value: &Value) -> Option<String> {
    let found = validator.faults(value);
    let mut faults: Vec<String> = found.iter().take(MOST_FAULTS).map(ToString::to_string).collect();
    if found.len() > MOST_FAULTS {
        faults.push("and more".into());
    }
    (!faults.is_empty()).then(|| faults.join("; "))
}
