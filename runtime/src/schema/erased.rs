//! Schemas by way of one type that stands for all others.
//!
//! `SchemaGenerator::subschema_for` is generic, and the compiler writes a kilobyte of code for every type it is asked
//! for. Five hundred commands have five hundred results, so here it is asked for a single type, which answers in the
//! name of whichever is wanted. What comes out, names of definitions included, is the same.

use std::{borrow::Cow, cell::Cell};

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::Value;

/// What `JsonSchema` says of a type.
#[derive(Clone, Copy)]
struct Type {
    inline: fn() -> bool,
    name: fn() -> Cow<'static, str>,
    id: fn() -> Cow<'static, str>,
    schema: fn(&mut SchemaGenerator) -> Schema,
}

/// The schema of a type, with its parts moved to the definitions of the generator.
pub(crate) fn schema_of<T: JsonSchema>(generator: &mut SchemaGenerator) -> Value {
    schema_of_type(
        Type { inline: T::inline_schema, name: T::schema_name, id: T::schema_id, schema: T::json_schema },
        generator,
    )
}

#[inline(never)]
fn schema_of_type(wanted: Type, generator: &mut SchemaGenerator) -> Value {
    let before = WANTED.replace(wanted);
    let schema = generator.subschema_for::<Wanted>();
    WANTED.set(before);
    schema.to_value()
}

thread_local! {
    static WANTED: Cell<Type> = const {
        Cell::new(Type {
            inline: <()>::inline_schema,
            name: <()>::schema_name,
            id: <()>::schema_id,
            schema: <()>::json_schema,
        })
    };
}

/// Stands for the type that is wanted at the moment.
struct Wanted;

impl JsonSchema for Wanted {
    fn inline_schema() -> bool {
        (WANTED.get().inline)()
    }

    fn schema_name() -> Cow<'static, str> {
        (WANTED.get().name)()
    }

    fn schema_id() -> Cow<'static, str> {
        (WANTED.get().id)()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        (WANTED.get().schema)(generator)
    }
}

#[cfg(test)]
mod tests {
    use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};

    use super::schema_of;

    #[allow(dead_code, reason = "only their schemas are looked at")]
    mod types {
        #[derive(schemars::JsonSchema)]
        pub(super) struct Tree {
            pub(super) children: Vec<Tree>,
            pub(super) leaf: Option<Leaf>,
        }

        #[derive(schemars::JsonSchema)]
        pub(super) struct Leaf {
            pub(super) colour: String,
        }

        pub(super) mod other {
            #[derive(schemars::JsonSchema)]
            pub(in super::super) struct Leaf {
                pub(in super::super) number: u8,
            }
        }
    }

    /// All schemas of a generator that is asked for some types, the same or nested ones among them.
    fn all(
        mut ask: impl FnMut(&mut SchemaGenerator, usize) -> Option<serde_json::Value>,
    ) -> Vec<serde_json::Value> {
        let mut generator = SchemaSettings::draft2020_12().into_generator();
        let mut found: Vec<_> = (0..).map_while(|step| ask(&mut generator, step)).collect();
        found.push(serde_json::Value::Object(generator.take_definitions(true)));
        found
    }

    #[test]
    fn schemas_are_those_of_the_generator_itself() {
        fn asked<T: JsonSchema>(generator: &mut SchemaGenerator) -> serde_json::Value {
            generator.subschema_for::<T>().to_value()
        }
        let expected = all(|generator, step| match step {
            0 => Some(asked::<types::other::Leaf>(generator)),
            1 => Some(asked::<types::Tree>(generator)),
            2 => Some(asked::<Option<types::Leaf>>(generator)),
            3 => Some(asked::<Vec<u8>>(generator)),
            _ => None,
        });
        let found = all(|generator, step| match step {
            0 => Some(schema_of::<types::other::Leaf>(generator)),
            1 => Some(schema_of::<types::Tree>(generator)),
            2 => Some(schema_of::<Option<types::Leaf>>(generator)),
            3 => Some(schema_of::<Vec<u8>>(generator)),
            _ => None,
        });
        assert_eq!(found, expected);
        assert!(expected[4].get("Leaf2").is_some(), "two types of one name are told apart");
    }
}
