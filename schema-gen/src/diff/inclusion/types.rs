//! Sets of the types that a JSON value can have.

use serde_json::Value;

/// A set of JSON types; whole numbers and other numbers are two of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Types(u8);

impl Types {
    pub(crate) const NULL: Self = Self(1);
    pub(crate) const BOOLEAN: Self = Self(2);
    pub(crate) const INTEGER: Self = Self(4);
    pub(crate) const FRACTION: Self = Self(8);
    pub(crate) const STRING: Self = Self(16);
    pub(crate) const ARRAY: Self = Self(32);
    pub(crate) const OBJECT: Self = Self(64);
    pub(crate) const NUMBER: Self = Self(4 | 8);
    pub(crate) const ALL: Self = Self(127);
    pub(crate) const NONE: Self = Self(0);

    /// The types that a schema names; all of them when it names none, `None` when it names something unknown.
    pub(crate) fn of_schema(schema: &Value) -> Option<Self> {
        match schema.get("type") {
            None => Some(Self::ALL),
            Some(Value::String(name)) => Self::named(name),
            Some(Value::Array(names)) => {
                names.iter().try_fold(Self::NONE, |all, name| Some(all.or(Self::named(name.as_str()?)?)))
            }
            Some(_) => None,
        }
    }

    /// The type of a value; `1.0` is a whole number.
    pub(crate) fn of_value(value: &Value) -> Self {
        match value {
            Value::Null => Self::NULL,
            Value::Bool(_) => Self::BOOLEAN,
            Value::Number(number) => match number.as_f64() {
                _ if number.is_i64() || number.is_u64() => Self::INTEGER,
                Some(float) if float.fract() == 0.0 => Self::INTEGER,
                _ => Self::FRACTION,
            },
            Value::String(_) => Self::STRING,
            Value::Array(_) => Self::ARRAY,
            Value::Object(_) => Self::OBJECT,
        }
    }

    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "null" => Self::NULL,
            "boolean" => Self::BOOLEAN,
            "integer" => Self::INTEGER,
            "number" => Self::NUMBER,
            "string" => Self::STRING,
            "array" => Self::ARRAY,
            "object" => Self::OBJECT,
            _ => return None,
        })
    }

    pub(crate) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(crate) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether the sets have a type in common.
    pub(crate) fn has(self, other: Self) -> bool {
        !self.and(other).is_empty()
    }

    /// Each type on its own.
    pub(crate) fn each(self) -> impl Iterator<Item = Self> {
        (0..7).map(|bit| Self(1 << bit)).filter(move |it| self.has(*it))
    }

    /// The names of the types, for a message.
    pub(crate) fn text(self) -> String {
        if self == Self::ALL {
            return "any value".to_owned();
        }
        let number = if self.has(Self::FRACTION) { "number" } else { "integer" };
        let names: Vec<&str> = [
            (Self::NULL, "null"),
            (Self::BOOLEAN, "boolean"),
            (Self::NUMBER, number),
            (Self::STRING, "string"),
            (Self::ARRAY, "array"),
            (Self::OBJECT, "object"),
        ]
        .into_iter()
        .filter(|(types, _)| self.has(*types))
        .map(|(_, name)| name)
        .collect();
        names.join(" or ")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Types;

    #[test]
    fn whole_numbers_are_numbers() {
        assert_eq!(
            Types::of_schema(&json!({"type": ["integer", "null"]})).unwrap().text(),
            "null or integer"
        );
        assert_eq!(Types::of_schema(&json!({"type": "number"})), Some(Types::NUMBER));
        assert_eq!(Types::of_schema(&json!({"type": "money"})), None);
        assert_eq!(Types::of_value(&json!(1.0)), Types::INTEGER);
        assert_eq!(Types::of_value(&json!(1.5)), Types::FRACTION);
    }
}
