//! Types of all kinds, and a command for each that gives back what it gets.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    num::NonZeroU8,
    path::PathBuf,
};

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Utc, Weekday};
use commandry::{Registry, prelude::*};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

/// A command for each type, and one with several parameters that have limits.
pub fn commands() -> Registry {
    echoes().with::<echo_parameters>()
}

/// Marks types that travel both ways.
macro_rules! shared {
    ($($(#[$attribute:meta])* struct $name:ident $body:tt $(;)?)*) => {
        $(#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)] $(#[$attribute])* struct $name $body)*
    };
}

shared! {
    struct Plain {
        name: String,
        count: u8,
        ratio: f32,
        note: Option<String>,
    }

    #[serde(deny_unknown_fields, rename_all = "camelCase")]
    struct Closed {
        first_name: String,
        #[serde(rename = "AGE")]
        age: u16,
        inner_value: Option<Plain>,
    }

    struct Defaults {
        #[serde(default)]
        count: i8,
        #[serde(default = "seven")]
        seven: u32,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        items: Vec<Plain>,
        #[serde(skip_serializing_if = "Option::is_none")]
        absent: Option<bool>,
        #[serde(skip)]
        hidden: u8,
    }

    #[serde(default)]
    struct AllDefault {
        number: u64,
        flags: BTreeMap<String, bool>,
    }

    struct Limited {
        #[schemars(range(min = 1, max = 10))]
        count: u32,
        #[schemars(length(min = 1, max = 3))]
        text: String,
        #[schemars(regex(pattern = "^[a-z]+$"))]
        word: Option<String>,
        #[schemars(length(max = 2))]
        items: Vec<u8>,
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

    struct FlatNested {
        #[serde(flatten)]
        outer: Outer,
    }

    struct Outer {
        plain: Plain,
        kind: External,
        size: Option<i64>,
    }

    struct FlatMap {
        known: bool,
        #[serde(flatten)]
        others: BTreeMap<String, u8>,
    }

    #[serde(deny_unknown_fields)]
    struct FlatClosed {
        own: u8,
        #[serde(flatten)]
        defaults: AllDefault,
    }

    struct Tree {
        value: i32,
        children: Vec<Tree>,
        parent: Option<Box<Tree>>,
    }

    #[serde(transparent)]
    struct Transparent {
        value: Option<u8>,
    }

    struct FlatOption {
        own: String,
        #[serde(flatten)]
        maybe: Option<Plain>,
    }

    struct FlatAnything {
        own: String,
        #[serde(flatten)]
        rest: serde_json::Map<String, Value>,
    }

    struct Assorted {
        decimal: Option<Decimal>,
        wide: Option<f32>,
        letter: Option<char>,
        queue: VecDeque<NonZeroU8>,
        path: PathBuf,
    }

    #[serde(rename_all = "UPPERCASE")]
    struct OneWay {
        #[serde(skip_serializing)]
        sent: Option<u8>,
        #[serde(skip_deserializing)]
        received: u8,
        #[serde(rename(serialize = "out", deserialize = "in"))]
        both: u8,
    }

    struct Lists {
        set: BTreeSet<i16>,
        pair: (u8, String),
        triple: [bool; 3],
        nested: Vec<Vec<Option<u8>>>,
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
struct NewType(u16);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Pair(u8, Option<String>);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Empty {}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ClosedEmpty {}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Unit;

fn seven() -> u32 {
    7
}

impl Default for AllDefault {
    fn default() -> Self {
        Self { number: 1, flags: BTreeMap::new() }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Plainly {
    One,
    TwoWords,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
enum Documented {
    /// The first.
    First,
    /// The second.
    Second,
    Third,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum External {
    /// Nothing inside.
    Unit,
    Number(i64),
    Named {
        field: bool,
        plain: Plain,
    },
    Pair(u8, String),
    Nothing(()),
    Maybe(Option<u8>),
    EmptyNamed {},
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Tagged {
    Circle { radius: f64 },
    Square { side: u8, plain: Option<Plain> },
    Boxed(Empty),
    Nothing,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", deny_unknown_fields)]
enum TaggedClosed {
    Circle { radius: i32 },
    Nothing,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "t", content = "c")]
enum Adjacent {
    Number(u8),
    Named { plain: Plain },
    Nothing,
    Pair(u8, u8),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Untagged {
    Number(i64),
    Text(String),
    Plain(Plain),
    Pair(u8, u8),
    Kind(Plainly),
}

/// Its schema looks like that of an `Option`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
enum LikeOption {
    Some(Plain),
    None,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
enum Expression {
    Add(Box<(Expression, Expression)>),
    Not { of: Box<Expression> },
    Constant(f64),
    Zero,
}

/// Buffers its content twice before it knows what it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind")]
enum TaggedDeep {
    Plain(Plain),
    Outer(Outer),
    Flat(Flat),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "t", content = "c", deny_unknown_fields)]
enum AdjacentClosed {
    Kind(Plainly),
    Nothing,
}

/// The last variant takes what the others do not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
enum PartlyUntagged {
    Known(Plain),
    Unit,
    #[serde(untagged)]
    Other(Outer),
}

/// A variant of two keeps its names from the other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Numbers {
    Small(u8),
    Wide(f32),
    Many(Vec<u16>),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Generic<T> {
    value: T,
    more: Vec<T>,
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
    echo_i16: i16,
    echo_i32: i32,
    echo_i64: i64,
    echo_i128: i128,
    echo_isize: isize,
    echo_u8: u8,
    echo_u16: u16,
    echo_u32: u32,
    echo_u64: u64,
    echo_u128: u128,
    echo_usize: usize,
    echo_non_zero: NonZeroU8,
    echo_f32: f32,
    echo_f64: f64,
    echo_bool: bool,
    echo_char: char,
    echo_string: String,
    echo_unit: (),
    echo_option: Option<u8>,
    echo_option_struct: Option<Plain>,
    echo_option_enum: Option<Plainly>,
    echo_box: Box<Plain>,
    echo_arc_text: Box<str>,
    echo_list: Vec<i32>,
    echo_list_of_structs: Vec<Plain>,
    echo_set: BTreeSet<i16>,
    echo_array: [u8; 3],
    echo_empty_array: [u8; 0],
    echo_pair: (u8, String),
    echo_single: (Plain,),
    echo_map: BTreeMap<String, u8>,
    echo_map_of_structs: BTreeMap<String, Plain>,
    echo_map_by_u64: BTreeMap<u64, bool>,
    echo_map_by_i64: BTreeMap<i64, bool>,
    echo_map_by_enum: BTreeMap<Plainly, u8>,
    echo_value: Value,
    echo_list_of_anything: Vec<Value>,
    echo_object: serde_json::Map<String, Value>,
    echo_plain: Plain,
    echo_closed: Closed,
    echo_defaults: Defaults,
    echo_all_default: AllDefault,
    echo_limited: Limited,
    echo_option_limited: Option<Limited>,
    echo_flat: Flat,
    echo_flat_nested: FlatNested,
    echo_flat_map: FlatMap,
    echo_flat_closed: FlatClosed,
    echo_tree: Tree,
    echo_transparent: Transparent,
    echo_lists: Lists,
    echo_new_type: NewType,
    echo_tuple_struct: Pair,
    echo_empty: Empty,
    echo_closed_empty: ClosedEmpty,
    echo_unit_struct: Unit,
    echo_plainly: Plainly,
    echo_documented: Documented,
    echo_external: External,
    echo_tagged: Tagged,
    echo_tagged_closed: TaggedClosed,
    echo_adjacent: Adjacent,
    echo_untagged: Untagged,
    echo_like_option: LikeOption,
    echo_list_like_option: Vec<LikeOption>,
    echo_expression: Expression,
    echo_generic: Generic<Option<Plainly>>,
    echo_generic_tagged: Generic<Tagged>,
    echo_tagged_deep: TaggedDeep,
    echo_adjacent_closed: AdjacentClosed,
    echo_partly_untagged: PartlyUntagged,
    echo_numbers: Numbers,
    echo_map_of_numbers: BTreeMap<String, Numbers>,
    echo_flat_option: FlatOption,
    echo_flat_anything: FlatAnything,
    echo_assorted: Assorted,
    echo_one_way: OneWay,
    echo_option_value: Option<Value>,
    echo_map_of_untagged: BTreeMap<String, Untagged>,
    echo_pair_of_buffers: (Tagged, Untagged),
    echo_date_time: DateTime<Utc>,
    echo_fixed_date_time: DateTime<FixedOffset>,
    echo_date: NaiveDate,
    echo_time: NaiveTime,
    echo_naive_date_time: NaiveDateTime,
    echo_weekday: Weekday,
    echo_uuid: Uuid,
    echo_decimal: Decimal,
    echo_ipv4: Ipv4Addr,
    echo_ipv6: Ipv6Addr,
    echo_ip: IpAddr,
}

/// Gives back several values, some of them limited.
#[command(group = "echo", read_only)]
#[allow(clippy::too_many_arguments, reason = "a caller sends them by name")]
fn echo_parameters(
    /// A number.
    #[param(range(min = -3, max = 7))]
    number: i64,
    /// A ratio.
    #[param(range(min = 0.25, max = 0.75))]
    ratio: f64,
    /// A short text.
    #[param(length(min = 1, max = 4))]
    text: String,
    /// A word.
    #[param(pattern = "^[a-z]{1,3}$")]
    word: Option<String>,
    /// A list.
    #[param(length(equal = 2))]
    list: Vec<Plainly>,
    /// An optional list.
    #[param(length(max = 1))]
    more: Option<Vec<u8>>,
    /// Something with a default.
    #[param(default = 3)]
    count: u8,
    /// A renamed one.
    #[param(rename = "kind-of")]
    kind_of: Option<External>,
    /// A limited struct.
    #[param(default = {"count": 1, "text": "a", "items": [], "ratio": 0})]
    limited: Limited,
) -> Value {
    json!([number, ratio, text, word, list, more, count, kind_of, limited])
}
