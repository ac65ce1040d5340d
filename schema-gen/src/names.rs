//! Names of schemas in a document.
//!
//! A service may have a type of any name. A document has names of its own (`RpcError`) and rules for what a name
//! may look like, so that some types go by another name there, always the same one.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::catalog::DEFINITIONS;
use crate::references::{self, Schemas};
use crate::walk;

/// The names that differ between the catalog and the document.
pub(crate) struct Names {
    renamed: BTreeMap<String, String>,
}

impl Names {
    /// Finds a free name for every schema whose name is `reserved` or has to be written differently.
    ///
    /// `write` gives the nearest name that the document permits.
    pub(crate) fn new<'a>(
        names: impl Iterator<Item = &'a String> + Clone,
        reserved: &[&str],
        write: impl Fn(&str) -> String,
    ) -> Self {
        let keeps = |name: &str| !reserved.contains(&name) && write(name) == name;
        let mut taken: BTreeSet<String> = names.clone().filter(|name| keeps(name)).cloned().collect();
        let mut renamed = BTreeMap::new();
        // Sorted, so that a name does not depend on the order in which schemas arrive.
        for name in names.collect::<BTreeSet<_>>().into_iter().filter(|name| !keeps(name)) {
            let base = write(name);
            let candidates = [base.clone(), format!("{base}Value")]
                .into_iter()
                .chain((2..=taken.len() + 2).map(|number| format!("{base}Value{number}")));
            for candidate in candidates {
                if !reserved.contains(&candidate.as_str()) && taken.insert(candidate.clone()) {
                    renamed.insert(name.clone(), candidate);
                    break;
                }
            }
        }
        Self { renamed }
    }

    /// The name that a schema of the catalog has in the document.
    pub(crate) fn of<'a>(&'a self, name: &'a str) -> &'a str {
        self.renamed.get(name).map_or(name, String::as_str)
    }

    /// Makes every reference of a schema point to the name in the document.
    pub(crate) fn rename_references(&self, schema: &mut Value) {
        walk::change_each(schema, &mut |schema| {
            if let Some(name) = references::name(schema).and_then(|name| self.renamed.get(name)) {
                schema["$ref"] = format!("{DEFINITIONS}{name}").into();
            }
        });
    }

    /// The schemas under the names of the document, with references to match.
    pub(crate) fn rename_schemas(&self, schemas: &Schemas) -> Schemas {
        let rename = |(name, schema): (&String, &Value)| {
            let mut schema = schema.clone();
            self.rename_references(&mut schema);
            (self.of(name).to_owned(), schema)
        };
        schemas.iter().map(rename).collect()
    }
}

/// The nearest name that `components` of OpenAPI and OpenRPC permit.
pub(crate) fn component_name(name: &str) -> String {
    let permitted = |character: char| character.is_ascii_alphanumeric() || "._-".contains(character);
    let name: String = name.chars().map(|it| if permitted(it) { it } else { '_' }).collect();
    if name.is_empty() { "_".into() } else { name }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Names, component_name};

    #[test]
    fn clashes_are_resolved_the_same_way_in_any_order() {
        let forward = ["Commands", "CommandsValue", "Page<Order>", "Page_Order_", "Order"].map(String::from);
        let mut backward = forward.clone();
        backward.reverse();
        for names in [forward, backward] {
            let names = Names::new(names.iter(), &["Commands"], component_name);
            assert_eq!(names.of("Commands"), "CommandsValue2");
            assert_eq!(names.of("CommandsValue"), "CommandsValue");
            assert_eq!(names.of("Page<Order>"), "Page_Order_Value");
            assert_eq!(names.of("Page_Order_"), "Page_Order_");
            assert_eq!(names.of("Order"), "Order");
        }
    }

    #[test]
    fn references_follow_their_schema() {
        let names = Names::new(["Commands".to_owned()].iter(), &["Commands"], component_name);
        let mut schema = json!({
            "items": {"$ref": "#/components/schemas/Commands"},
            "default": [{"$ref": "#/components/schemas/Commands"}],
        });
        names.rename_references(&mut schema);
        assert_eq!(
            schema,
            json!({
                "items": {"$ref": "#/components/schemas/CommandsValue"},
                "default": [{"$ref": "#/components/schemas/Commands"}],
            })
        );
    }
}
