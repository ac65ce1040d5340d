//! Types whose schemas use everything that hosts are known to refuse, each as parameter and result of a command.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    net::IpAddr,
};

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc, Weekday};
use commandry::{Registry, prelude::*};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// Declares types that travel both ways.
macro_rules! shared {
    ($($(#[$attribute:meta])* $kind:ident $name:ident $body:tt)*) => {
        $(
            #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
            $(#[$attribute])*
            $kind $name $body
        )*
    };
}

shared! {
    /// A parcel on its way.
    struct Parcel {
        /// What is printed on it.
        label: String,
        weight: f64,
        /// How many pieces.
        pieces: u8,
        note: Option<String>,
    }

    #[serde(deny_unknown_fields, rename_all = "camelCase")]
    struct Address {
        street_name: String,
        /// As written on letters.
        #[schemars(regex(pattern = "^[0-9]{5}$"))]
        postcode: Option<String>,
        parcel: Option<Parcel>,
    }

    /// How far a user may go.
    #[derive(Copy, Eq, Hash, PartialOrd, Ord)]
    #[serde(rename_all = "snake_case")]
    enum Role {
        /// Full access.
        Admin,
        /// Reads only.
        Viewer,
        Guest,
    }

    #[derive(Copy, Eq, PartialOrd, Ord)]
    enum Colour {
        Red,
        Green,
    }

    /// Where a parcel goes.
    #[serde(tag = "kind", rename_all = "snake_case")]
    enum Target {
        /// To a door.
        Door {
            address: Address,
            /// Whether a neighbour may take it.
            neighbour: Option<bool>,
        },
        /// To a box.
        Box(Parcel),
        Nowhere,
    }

    #[serde(rename_all = "snake_case")]
    enum Event {
        Started,
        Stopped,
        Failed { reason: String, parcel: Option<Parcel> },
        Moved(u8, String),
        Nothing(()),
        Counted(Option<u64>),
    }

    #[serde(tag = "type", content = "value")]
    enum Setting {
        Limit(i64),
        Label { text: String },
        Off,
    }

    #[serde(untagged)]
    enum Amount {
        Count(u32),
        Text(String),
        Many(Vec<Amount>),
        Parcel(Parcel),
    }

    /// A folder with folders in it.
    struct Folder {
        name: String,
        /// The folders inside.
        inside: Vec<Folder>,
        parent: Option<Box<Folder>>,
    }

    enum Formula {
        Add(Box<Formula>, Box<Formula>),
        Not { of: Box<Formula> },
        Constant(f64),
        Zero,
    }

    struct Flattened {
        own: u8,
        #[serde(flatten)]
        parcel: Parcel,
        #[serde(flatten)]
        target: Target,
    }

    #[serde(deny_unknown_fields)]
    struct FlattenedClosed {
        own: u8,
        #[serde(flatten)]
        page: Page,
    }

    struct FlattenedMap {
        known: bool,
        #[serde(flatten)]
        others: BTreeMap<String, u8>,
    }

    #[serde(default)]
    struct Page {
        limit: u32,
        cursor: Option<String>,
        roles: Vec<Role>,
    }

    struct Limited {
        #[schemars(range(min = 1, max = 10))]
        count: u32,
        #[schemars(length(min = 1, max = 3))]
        text: Option<String>,
        #[schemars(length(max = 2))]
        items: Vec<u8>,
        #[schemars(range(min = -0.5, max = 0.5))]
        ratio: f64,
    }

    struct Assorted {
        any: Value,
        maybe: Option<Value>,
        object: serde_json::Map<String, Value>,
        decimal: Decimal,
        letter: char,
        pair: (u8, String),
        triple: [bool; 3],
        set: BTreeSet<i16>,
        by_number: BTreeMap<i64, Parcel>,
        by_role: HashMap<Role, u8>,
        unit: Option<()>,
        nested: Vec<Vec<Option<u8>>>,
    }

    struct Times {
        at: DateTime<Utc>,
        on: Option<NaiveDate>,
        local: NaiveDateTime,
        weekday: Weekday,
        id: Uuid,
        address: IpAddr,
    }

    struct Wide {
        signed: i64,
        unsigned: u64,
        size: usize,
        huge: i128,
        small: i8,
        single: f32,
    }

    #[serde(deny_unknown_fields)]
    struct Empty {}
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Pair<T> {
    first: T,
    more: Vec<T>,
}

impl Default for Page {
    fn default() -> Self {
        Self { limit: 20, cursor: None, roles: vec![Role::Viewer] }
    }
}

/// Declares a command for each type, which gives back what it gets.
macro_rules! echo {
    ($($name:ident: $type:ty,)*) => {
        $(
            /// Gives back what it gets.
            ///
            /// # Returns
            /// The value.
            #[command(read_only)]
            fn $name(
                /// The value.
                value: $type,
            ) -> $type {
                value
            }
        )*

        pub(super) fn registry() -> Registry {
            Registry::new()$(.with::<$name>())*.with::<several>().with::<nothing>()
        }
    };
}

echo! {
    address: Address,
    amount: Amount,
    anything: Value,
    assorted: Assorted,
    colour: Option<Colour>,
    empty: Empty,
    event: Event,
    flattened: Flattened,
    flattened_closed: FlattenedClosed,
    flattened_map: FlattenedMap,
    folder: Folder,
    formula: Formula,
    limited: Limited,
    list: Vec<Option<Event>>,
    map: HashMap<String, Option<Target>>,
    number: u64,
    option: Option<Parcel>,
    page: Page,
    pair: Pair<Option<Target>>,
    pair_of_roles: Pair<Role>,
    role: Role,
    setting: Option<Setting>,
    target: Target,
    times: Times,
    tuple: (Role, Option<u8>, Parcel),
    unit: (),
    wide: Wide,
}

/// Gives back several values, some of them limited.
///
/// # Returns
/// The values.
#[command(read_only)]
fn several(
    /// A number.
    #[param(range(min = -3, max = 7), default = 3)]
    number: i64,
    /// A short text.
    #[param(length(min = 1, max = 4), pattern = "^[a-z]+$")]
    word: Option<String>,
    /// What the user may do.
    role: Option<Role>,
    /// Where to begin.
    #[param(default = {"limit": 5, "cursor": null, "roles": []})]
    page: Page,
    /// Which ones.
    #[param(rename = "kind-of", length(max = 2))]
    kind_of: Vec<Colour>,
) -> Value {
    serde_json::json!([number, word, role, page, kind_of])
}

/// Does nothing.
#[command(read_only)]
fn nothing() {}
