//! Commands with parameters of all kinds, which give back what they get.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
    num::NonZeroU8,
};

use chrono::{DateTime, NaiveDate, Utc};
use commandry::{Answer, Ask, Items, Registry, prelude::*};
use futures_util::stream;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

/// Marks types that travel both ways.
macro_rules! shared {
    ($($(#[$attribute:meta])* $kind:ident $name:ident $body:tt)*) => {
        $(#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)] $(#[$attribute])* $kind $name $body)*
    };
}

shared! {
    struct Plain {
        name: String,
        count: u8,
        note: Option<String>,
    }

    #[serde(deny_unknown_fields, rename_all = "camelCase")]
    struct Closed {
        first_name: String,
        #[serde(default)]
        inner_value: Option<Plain>,
    }

    struct Limited {
        #[schemars(range(min = 1, max = 10))]
        count: u32,
        #[schemars(length(min = 1, max = 3))]
        text: String,
        #[schemars(regex(pattern = "^[a-z]+$"))]
        word: Option<String>,
        #[schemars(range(min = -0.5, max = 0.5))]
        ratio: f64,
    }

    struct Flat {
        own: u8,
        #[serde(flatten)]
        plain: Plain,
        #[serde(flatten)]
        kind: Tagged,
    }

    struct FlatMap {
        known: bool,
        #[serde(flatten)]
        others: BTreeMap<String, u8>,
    }

    struct Tree {
        value: i32,
        children: Vec<Tree>,
    }

    #[serde(rename_all = "kebab-case")]
    enum External {
        Unit,
        Number(i64),
        TwoWords { field: bool },
        Pair(u8, String),
        Maybe(Option<u8>),
    }

    #[serde(tag = "kind", rename_all = "snake_case")]
    enum Tagged {
        Circle { radius: f64 },
        Square { side: u8, plain: Option<Plain> },
        Nothing,
    }

    #[serde(tag = "t", content = "c")]
    enum Adjacent {
        Number(u8),
        Named { plain: Plain },
        Nothing,
    }

    #[serde(untagged)]
    enum Untagged {
        Number(i64),
        Text(String),
        Plain(Plain),
        Pair(u8, u8),
    }
}

/// Declares a command for each type, which gives back what it gets.
macro_rules! echo {
    ($($name:ident: $type:ty,)*) => {
        $(
            /// Gives back what it gets.
            #[command(group = "echo", read_only)]
            fn $name(
                /// The value.
                value: $type,
            ) -> $type {
                value
            }
        )*

        fn echoes() -> Registry {
            Registry::new()$(.with::<$name>())*
        }
    };
}

echo! {
    echo_i8: i8,
    echo_i64: i64,
    echo_u8: u8,
    echo_u32: u32,
    echo_u64: u64,
    echo_non_zero: NonZeroU8,
    echo_f32: f32,
    echo_f64: f64,
    echo_bool: bool,
    echo_char: char,
    echo_string: String,
    echo_unit: (),
    echo_option: Option<u8>,
    echo_list: Vec<i32>,
    echo_set: BTreeSet<i16>,
    echo_array: [u8; 3],
    echo_pair: (u8, String),
    echo_map: BTreeMap<String, u8>,
    echo_value: Value,
    echo_object: serde_json::Map<String, Value>,
    echo_plain: Plain,
    echo_closed: Closed,
    echo_limited: Limited,
    echo_flat: Flat,
    echo_flat_map: FlatMap,
    echo_tree: Tree,
    echo_external: External,
    echo_tagged: Tagged,
    echo_adjacent: Adjacent,
    echo_untagged: Untagged,
    echo_map_of_untagged: BTreeMap<String, Untagged>,
    echo_date_time: DateTime<Utc>,
    echo_date: NaiveDate,
    echo_uuid: Uuid,
    echo_decimal: Decimal,
    echo_ip: IpAddr,
}

/// Gives back several values, some of them limited.
#[command(group = "echo", read_only, rest = "GET /limited/{number}")]
fn echo_limits(
    /// A number.
    #[param(range(min = -3, max = 7))]
    number: i64,
    /// A short text.
    #[param(length(min = 1, max = 4))]
    text: String,
    /// A word.
    #[param(pattern = "^[a-z]{1,3}$")]
    word: Option<String>,
    /// A short list.
    #[param(length(max = 2))]
    list: Option<Vec<u8>>,
    /// Something with a default.
    #[param(default = 3)]
    count: u8,
) -> Value {
    json!([number, text, word, list, count])
}

/// Counts down to zero.
#[command(group = "talk", read_only, rest = "GET /countdown")]
fn count_down(
    /// Number to start with.
    from: u8,
) -> Items<u8> {
    Items::new(stream::iter((0..=from).rev()))
}

/// Asks the caller for a word.
#[command(group = "talk", read_only = false, rest = "POST /words")]
async fn ask_word(#[inject] ask: Ask) -> Result<Value, CallError> {
    let form = json!({"type": "object", "properties": {"word": {"type": "string"}}, "required": ["word"]});
    Ok(match ask.form("word", "Which word?", &form).await? {
        Answer::Accepted(form) => form["word"].clone(),
        Answer::Declined | Answer::Dismissed => Value::Null,
    })
}

/// Commands whose parameters are one value each, or several with limits.
pub(crate) fn echoing() -> Registry {
    echoes().with::<echo_limits>()
}

/// These, and commands that speak with their caller.
pub(crate) fn all() -> Registry {
    echoing().with::<count_down>().with::<ask_word>().titled("fuzzed", "1.0.0")
}
