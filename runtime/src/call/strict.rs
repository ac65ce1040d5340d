//! Reading JSON as strictly as the published schemas say.
//!
//! serde is more lenient than JSON Schema in five places: a derived struct also reads an array, a unit variant also
//! reads `{"Name": null}`, a map takes the last of repeated members, a number too large for 32 bits becomes infinite,
//! and `1.0` is no integer to it although JSON Schema calls it one. This adapter around any deserializer closes these
//! gaps, so that most values need no second pass through a validator.
//!
//! It cannot reach into content that a type keeps in a buffer before it decides what it is, as untagged enums and
//! flattened structs do. It notices when a type does so, and [`was_buffered`] tells.

mod key;
mod variant;

use std::{cell::Cell, collections::HashSet, fmt};

use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, Unexpected,
    Visitor,
};

use self::{key::KeySeed, variant::EnumVisitor};

thread_local! {
    /// Whether the value that was read last on this thread was buffered, in whole or in part.
    static BUFFERED: Cell<bool> = const { Cell::new(false) };
}

/// Whether the value that was read last on this thread was buffered, in whole or in part.
pub(crate) fn was_buffered() -> bool {
    BUFFERED.get()
}

/// Reads a value from JSON text.
pub(crate) fn from_str<T: DeserializeOwned>(text: &str) -> Result<T, serde_json::Error> {
    BUFFERED.set(false);
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = T::deserialize(Strict(&mut deserializer))?;
    deserializer.end()?;
    Ok(value)
}

/// A deserializer that hands strict visitors to the one inside.
struct Strict<D>(D);

/// What the type asked for decides what is refused.
const ANY: u8 = 0;
const INTEGER: u8 = 1;
const STRUCT: u8 = 2;
const FLOAT: u8 = 3;

struct StrictVisitor<V, const ASKED: u8>(V);

struct StrictSeed<S>(S);

macro_rules! forward_with {
    ($asked:ident: $($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
            self.0.$method(StrictVisitor::<V, $asked>(visitor))
        })*
    };
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Strict<D> {
    type Error = D::Error;

    forward_with!(ANY: deserialize_bool deserialize_f64 deserialize_char deserialize_str deserialize_string
        deserialize_bytes deserialize_byte_buf deserialize_option deserialize_unit deserialize_seq deserialize_map
        deserialize_identifier);

    forward_with!(FLOAT: deserialize_f32);

    forward_with!(INTEGER: deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128);

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        // Only who does not know yet what comes asks for anything, and puts it into a buffer.
        BUFFERED.set(true);
        self.0.deserialize_any(StrictVisitor::<V, ANY>(visitor))
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_unit_struct(name, StrictVisitor::<V, ANY>(visitor))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_newtype_struct(name, StrictVisitor::<V, ANY>(visitor))
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_tuple(length, StrictVisitor::<V, ANY>(visitor))
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_tuple_struct(name, length, StrictVisitor::<V, ANY>(visitor))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_struct(name, fields, StrictVisitor::<V, STRUCT>(visitor))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_any(EnumVisitor(visitor))
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_ignored_any(visitor)
    }

    fn is_human_readable(&self) -> bool {
        self.0.is_human_readable()
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for StrictSeed<S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Value, D::Error> {
        self.0.deserialize(Strict(deserializer))
    }
}

macro_rules! forward_visit {
    ($($method:ident: $type:ty,)*) => {
        $(fn $method<E: Error>(self, value: $type) -> Result<V::Value, E> {
            self.0.$method(value)
        })*
    };
}

impl<'de, V: Visitor<'de>, const ASKED: u8> Visitor<'de> for StrictVisitor<V, ASKED> {
    type Value = V::Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(formatter)
    }

    forward_visit! {
        visit_bool: bool, visit_i8: i8, visit_i16: i16, visit_i32: i32, visit_i64: i64, visit_i128: i128,
        visit_u8: u8, visit_u16: u16, visit_u32: u32, visit_u64: u64, visit_u128: u128, visit_f32: f32,
        visit_char: char, visit_str: &str, visit_borrowed_str: &'de str, visit_string: String,
        visit_bytes: &[u8], visit_borrowed_bytes: &'de [u8], visit_byte_buf: Vec<u8>,
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<V::Value, E> {
        match ASKED {
            INTEGER => match as_integer(value) {
                Some(integer) => self.0.visit_i64(integer),
                None => self.0.visit_f64(value),
            },
            // The largest number of 32 bits is written as a little more than it is.
            FLOAT if is_too_large(value) => {
                Err(Error::invalid_value(Unexpected::Float(value), &"a number that fits into 32 bits"))
            }
            _ => self.0.visit_f64(value),
        }
    }

    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        self.0.visit_unit()
    }

    fn visit_none<E: Error>(self) -> Result<V::Value, E> {
        self.0.visit_none()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        self.0.visit_some(Strict(deserializer))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        self.0.visit_newtype_struct(Strict(deserializer))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<V::Value, A::Error> {
        if ASKED == STRUCT {
            return Err(Error::invalid_type(Unexpected::Seq, &self.0));
        }
        self.0.visit_seq(StrictSeq(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<V::Value, A::Error> {
        if ASKED == STRUCT {
            self.0.visit_map(StrictFields(members))
        } else {
            self.0.visit_map(StrictMap { members, names: HashSet::new() })
        }
    }

    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<V::Value, A::Error> {
        self.0.visit_enum(data)
    }
}

/// Whether a number is none of 32 bits, even rounded.
#[expect(clippy::cast_possible_truncation, reason = "what is too large becomes infinite")]
fn is_too_large(value: f64) -> bool {
    (value as f32).is_infinite()
}

/// The integer that a floating-point number is, if it certainly is the one that was written.
///
/// Beyond 53 bits several integers are one floating-point number; the exact one is in the text alone.
fn as_integer(value: f64) -> Option<i64> {
    const TWO_TO_53: f64 = 9_007_199_254_740_992.0;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "whole numbers within the bounds convert without loss"
    )]
    (value.fract() == 0.0 && value.abs() < TWO_TO_53).then_some(value as i64)
}

struct StrictSeq<A>(A);

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for StrictSeq<A> {
    type Error = A::Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        self.0.next_element_seed(StrictSeed(seed))
    }

    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

/// The members of a struct, which refuses repeated ones by itself.
///
/// It is a type of its own, so that the code of a struct is as short as without it: names need not be kept.
struct StrictFields<A>(A);

impl<'de, A: MapAccess<'de>> MapAccess<'de> for StrictFields<A> {
    type Error = A::Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        self.0.next_key_seed(seed)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.0.next_value_seed(StrictSeed(seed))
    }

    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

/// The members of any other object.
struct StrictMap<A> {
    members: A,
    /// The names so far, since repeated ones must be noticed here.
    names: HashSet<String>,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for StrictMap<A> {
    type Error = A::Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        let mut name = None;
        let key = self.members.next_key_seed(KeySeed { seed, name: &mut name })?;
        if let Some(name) = name
            && let Some(repeated) = self.names.replace(name)
        {
            return Err(Error::custom(format_args!("the member `{repeated}` is repeated")));
        }
        Ok(key)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.members.next_value_seed(StrictSeed(seed))
    }

    fn size_hint(&self) -> Option<usize> {
        self.members.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, HashMap};

    use serde::Deserialize;

    use super::from_str;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Point {
        x: i32,
        y: i32,
    }

    #[derive(Debug, Deserialize, PartialEq, Eq, Hash)]
    enum Shape {
        Dot,
        Circle(u8),
        Line { from: u8, to: u8 },
        Pair(u8, u8),
    }

    #[test]
    fn a_struct_is_an_object_only() {
        assert_eq!(from_str::<Point>(r#"{"x":1,"y":2}"#).unwrap(), Point { x: 1, y: 2 });
        assert!(from_str::<Point>("[1,2]").is_err());
        assert!(from_str::<Vec<Point>>("[[1,2]]").is_err());
        assert!(from_str::<Option<Point>>("[1,2]").is_err());
    }

    #[test]
    fn variants_have_one_form_each() {
        assert_eq!(from_str::<Shape>(r#""Dot""#).unwrap(), Shape::Dot);
        assert_eq!(from_str::<Shape>(r#"{"Circle":3}"#).unwrap(), Shape::Circle(3));
        assert_eq!(
            from_str::<Shape>(r#"{"Line":{"from":1,"to":2}}"#).unwrap(),
            Shape::Line { from: 1, to: 2 }
        );
        assert_eq!(from_str::<Shape>(r#"{"Pair":[1,2]}"#).unwrap(), Shape::Pair(1, 2));
        for refused in
            [r#"{"Dot":null}"#, r#""Circle""#, r#"{"Line":[1,2]}"#, r#"{"Circle":3,"Dot":null}"#, "{}", "3"]
        {
            assert!(from_str::<Shape>(refused).is_err(), "{refused}");
        }
    }

    #[test]
    fn whole_numbers_may_be_written_with_a_point() {
        assert_eq!(from_str::<u8>("1.0").unwrap(), 1);
        assert_eq!(from_str::<i64>("-2e2").unwrap(), -200);
        assert_eq!(from_str::<Option<u64>>("1e3").unwrap(), Some(1000));
        assert_eq!(from_str::<u8>("-0.0").unwrap(), 0);
        assert!(from_str::<u8>("1.5").is_err());
        assert!(from_str::<u8>("256.0").is_err());
        assert!(from_str::<i64>("1e19").is_err());
    }

    #[test]
    fn repeated_members_are_refused_everywhere() {
        assert!(from_str::<HashMap<String, u8>>(r#"{"a":1,"a":2}"#).is_err());
        assert!(from_str::<HashMap<u8, u8>>(r#"{"1":1,"1":2}"#).is_err());
        assert!(from_str::<HashMap<Shape, u8>>(r#"{"Dot":1,"Dot":2}"#).is_err());
        assert!(from_str::<serde_json::Value>(r#"{"a":[{"b":1,"b":2}]}"#).is_err());
        assert!(from_str::<Point>(r#"{"x":1,"x":1,"y":2}"#).is_err());
        assert_eq!(from_str::<BTreeMap<u8, u8>>(r#"{"1":1,"2":2}"#).unwrap().len(), 2);
        assert_eq!(from_str::<HashMap<Shape, u8>>(r#"{"Dot":1}"#).unwrap()[&Shape::Dot], 1);
    }

    #[test]
    fn raw_values_pass_unchanged() {
        let raw: Box<serde_json::value::RawValue> = from_str(r#"{"a": 1.0}"#).unwrap();
        assert_eq!(raw.get(), r#"{"a": 1.0}"#);
    }
}
