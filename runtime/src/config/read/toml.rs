//! Settings in TOML.

use serde_json::Value;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{ConfigFault, Place};
use crate::config::node::{Content, Node};

pub(super) fn read(text: &str, place: &Place) -> Result<Node, Vec<ConfigFault>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        return Ok(Node { content: members(table.get_ref(), place), origin: place.line(1) });
    }
    let fault = |error: &toml::de::Error| {
        let offset = error.span().map_or(0, |span| span.start);
        ConfigFault::new("", place.offset(offset), format!("is not TOML: {}", error.message()))
    };
    Err(errors.iter().map(fault).collect())
}

fn members(table: &DeTable<'_>, place: &Place) -> Content {
    let member = |(name, value): (&Spanned<_>, &Spanned<DeValue<'_>>)| {
        let name: &std::borrow::Cow<'_, str> = name.get_ref();
        (name.to_string(), node(value, place))
    };
    Content::Table(table.iter().map(member).collect())
}

fn node(value: &Spanned<DeValue<'_>>, place: &Place) -> Node {
    let content = match value.get_ref() {
        DeValue::String(text) => Content::Scalar(Value::from(text.as_ref())),
        DeValue::Integer(number) => Content::Scalar(integer(number.as_str(), number.radix())),
        DeValue::Float(number) => Content::Scalar(float(number.as_str())),
        DeValue::Boolean(value) => Content::Scalar(Value::from(*value)),
        DeValue::Datetime(time) => Content::Scalar(Value::from(time.to_string())),
        DeValue::Array(items) => Content::List(items.iter().map(|item| node(item, place)).collect()),
        DeValue::Table(table) => members(table, place),
    };
    Node { content, origin: place.offset(value.span().start) }
}

/// A number that does not fit stays a text, and is then told to be none.
fn integer(text: &str, radix: u32) -> Value {
    i64::from_str_radix(text, radix)
        .map(Value::from)
        .or_else(|_| u64::from_str_radix(text, radix).map(Value::from))
        .unwrap_or_else(|_| Value::from(text))
}

/// `inf` and `nan` stay texts, since no setting is one of them.
fn float(text: &str) -> Value {
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Value::from(number),
        _ => Value::from(text),
    }
}
