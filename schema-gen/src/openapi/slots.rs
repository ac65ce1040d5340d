//! Places in the frame of a document where a schema goes.
//!
//! The types of utoipa cannot carry every schema: they lose `const`, `prefixItems` and more. So the frame is built
//! with references to numbered places, and once it is JSON, each place is given its schema.

use serde_json::Value;
use utoipa::openapi::{Ref, RefOr, schema::Schema};

/// What a reference to a place starts with; never seen in a finished document.
const PLACE: &str = "#/place/";

/// The schemas that wait for their place.
#[derive(Default)]
pub(super) struct Slots {
    schemas: Vec<Value>,
}

impl Slots {
    /// Keeps a schema and gives what stands for it in the frame.
    pub(super) fn put(&mut self, schema: Value) -> RefOr<Schema> {
        self.schemas.push(schema);
        RefOr::Ref(Ref::new(format!("{PLACE}{}", self.schemas.len() - 1)))
    }

    /// Puts every schema into its place.
    pub(super) fn fill(&self, frame: &mut Value) {
        if let Some(schema) = self.at(frame) {
            *frame = schema.clone();
            return;
        }
        match frame {
            Value::Object(members) => {
                for (name, member) in members.iter_mut() {
                    // Examples are written by users and may contain anything.
                    if name != "examples" {
                        self.fill(member);
                    }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.fill(item)),
            _ => {}
        }
    }

    fn at(&self, frame: &Value) -> Option<&Value> {
        let number: usize = frame.get("$ref")?.as_str()?.strip_prefix(PLACE)?.parse().ok()?;
        self.schemas.get(number)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn schemas_survive_unchanged_and_examples_are_left_alone() {
        let mut slots = super::Slots::default();
        let schema = json!({"const": 1, "prefixItems": [true], "$ref": "#/place/0"});
        let place = serde_json::to_value(slots.put(schema.clone())).unwrap();
        let mut frame = json!({"schema": place, "examples": {"a": {"value": place}}});
        slots.fill(&mut frame);
        assert_eq!(frame, json!({"schema": schema, "examples": {"a": {"value": place}}}));
    }
}
