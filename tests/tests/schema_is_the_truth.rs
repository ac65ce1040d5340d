//! The server accepts exactly what the published schema accepts, and answers only what the published schema says.
//!
//! For every type below, values near its schema are made, judged by an independent validator with the published
//! document, and sent. Both must agree.

use std::{
    cell::Cell,
    collections::{BTreeMap, BTreeSet, HashMap, VecDeque},
    fmt::Write,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    num::NonZeroU8,
    path::PathBuf,
    sync::Arc,
};

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Utc, Weekday};
use commandry::{Dispatcher, Registry, prelude::*};
use commandry_tests::{Instances, Tape, call};
use jsonschema::{PatternOptions, Validator};
use proptest::{
    collection,
    prelude::any,
    test_runner::{Config, TestCaseError, TestError, TestRunner},
};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

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
            #[command(read_only)]
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
    echo_map: HashMap<String, u8>,
    echo_map_of_structs: BTreeMap<String, Plain>,
    echo_map_by_u64: HashMap<u64, bool>,
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
    echo_map_of_untagged: HashMap<String, Untagged>,
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
#[command(read_only)]
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

fn registry() -> Registry {
    echoes().with::<echo_parameters>()
}

/// What a document says, with the meaning of the formats that only OpenAPI defines spelled out.
fn validator(schema: &Value, definitions: &BTreeMap<String, Value>) -> Validator {
    let mut schema = json!({ "allOf": [schema], "components": { "schemas": definitions } });
    spell_out(&mut schema);
    jsonschema::draft202012::options()
        .should_validate_formats(true)
        .should_ignore_unknown_formats(true)
        .with_pattern_options(PatternOptions::regex())
        .with_format("ip", |text: &str| text.parse::<IpAddr>().is_ok())
        .with_format("partial-date-time", |text: &str| text.parse::<NaiveDateTime>().is_ok())
        .with_format("partial-time", |text: &str| text.parse::<NaiveTime>().is_ok())
        .build(&schema)
        .unwrap_or_else(|error| panic!("{error} in {schema}"))
}

fn spell_out(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            let bounds = match members.get("format").and_then(Value::as_str) {
                Some("int64" | "int") => Some((json!(i64::MIN), json!(i64::MAX))),
                Some("uint64" | "uint") => Some((json!(0), json!(u64::MAX))),
                // The bounds themselves are no 64-bit numbers; none of the values made here is near them.
                Some("int128") => Some((json!(-1.7e38), json!(1.7e38))),
                Some("uint128") => Some((json!(0), json!(3.4e38))),
                Some("float") => Some((json!(f32::MIN), json!(f32::MAX))),
                _ => None,
            };
            if let Some((minimum, maximum)) = bounds {
                members.entry("minimum").or_insert(minimum);
                members.entry("maximum").or_insert(maximum);
            }
            members.values_mut().for_each(spell_out);
        }
        Value::Array(items) => items.iter_mut().for_each(spell_out),
        _ => {}
    }
}

/// One command with what is published of it.
struct Subject {
    name: String,
    parameters: Value,
    accepts: Validator,
    answers: Validator,
}

/// How many values are tried for each type; the environment variable `SCHEMA_CASES` asks for more.
fn cases() -> u32 {
    std::env::var("SCHEMA_CASES").ok().and_then(|count| count.parse().ok()).unwrap_or(400)
}

/// Whether server and schema disagree about a call, and how.
fn disagreement(subject: &Subject, params: &Value, answer: &Value) -> Option<String> {
    let published = subject.accepts.is_valid(params);
    let accepted = match (&answer["result"], &answer["error"]["code"]) {
        (_, code) if *code == -32602 => false,
        (_, Value::Null) => true,
        (_, _) => return Some(format!("a failure: {answer}")),
    };
    if accepted != published {
        return Some(if accepted {
            let reasons: Vec<String> = subject.accepts.iter_errors(params).map(|it| it.to_string()).collect();
            format!("the server accepts what the schema refuses ({})", reasons.join("; "))
        } else {
            format!("the server refuses what the schema accepts: {}", answer["error"])
        });
    }
    if accepted && !subject.answers.is_valid(&answer["result"]) {
        return Some(format!("the answer does not fit its schema: {}", answer["result"]));
    }
    if !accepted && answer["error"]["data"]["errors"].as_array().is_none_or(Vec::is_empty) {
        return Some(format!("a refusal without a reason: {answer}"));
    }
    None
}

#[test]
fn the_published_schema_is_the_truth() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let dispatcher = Dispatcher::builder(registry()).build().unwrap();
    let catalog = Arc::new(dispatcher.catalog().clone());
    let instances = Instances::new(&catalog.schemas);
    let mut report = String::new();
    let (accepted, refused) = (Cell::new(0_u32), Cell::new(0_u32));
    for command in &catalog.commands {
        let parameters = command.parameters_schema();
        let subject = Subject {
            name: command.name.clone(),
            accepts: validator(&parameters, &catalog.schemas),
            answers: validator(&command.result.schema, &catalog.schemas),
            parameters,
        };
        let config = Config { cases: cases(), failure_persistence: None, ..Config::default() };
        let outcome = TestRunner::new(config).run(&collection::vec(any::<u32>(), 0..80), |choices| {
            let params = instances.near(&subject.parameters, &mut Tape::new(&choices));
            let answer = runtime.block_on(call(&dispatcher, &subject.name, &params));
            if !params.is_object() {
                return Ok(());
            }
            match disagreement(&subject, &params, &answer) {
                None if answer["error"].is_null() => accepted.set(accepted.get() + 1),
                None => refused.set(refused.get() + 1),
                Some(reason) => return Err(TestCaseError::fail(format!("{params}: {reason}"))),
            }
            Ok(())
        });
        if let Err(TestError::Fail(reason, _)) = outcome {
            let _ = writeln!(
                report,
                "{}: {reason}\n  schema: {}",
                subject.name, subject.parameters["properties"]
            );
        }
    }
    assert!(report.is_empty(), "server and schema disagree:\n{report}");
    // Values must miss their schema often enough, and not always, for this test to say anything.
    let (accepted, refused) = (accepted.get(), refused.get());
    let share = f64::from(accepted) / f64::from(accepted + refused);
    assert!((0.2..0.8).contains(&share), "{accepted} values were accepted and {refused} refused");
}

/// What is written of the largest number of 32 bits is a little more than it is. A caller can send back what it got,
/// whether the number is decoded straight from the text or out of a buffer, and the schemas say so.
#[tokio::test]
async fn the_largest_float_can_be_sent_back() {
    let dispatcher = Dispatcher::builder(registry()).build().unwrap();
    let catalog = dispatcher.catalog().clone();
    for (name, place) in
        [("echo_f32", "/value"), ("echo_numbers", "/value"), ("echo_map_of_numbers", "/value/key")]
    {
        let command = catalog.command(name).unwrap();
        let published =
            commandry_schema::validation::Validator::new(&command.parameters_schema(), &catalog.schemas)
                .unwrap();
        for (number, taken) in [(json!(3.402_823_5e38), true), (json!(3.402_823_6e38), false)] {
            let value = if place == "/value" { number } else { json!({ "key": number }) };
            let params = json!({ "value": value });
            let answer = call(&dispatcher, name, &params).await;
            assert_eq!(answer.get("result"), taken.then_some(&value), "{name}: {answer}");
            assert_eq!(published.is_valid(&params), taken, "{name}: {params}");
        }
    }
}
