//! Numbers with a unit, and values that come from elsewhere.

use serde_json::Value;

use super::{Check, Faults, Lint, Severity, Subject, words};
use crate::references;

/// The last words of names of quantities that mean nothing without a unit.
const QUANTITIES: [&str; 25] = [
    "age",
    "delay",
    "depth",
    "distance",
    "duration",
    "elapsed",
    "expiry",
    "height",
    "interval",
    "latency",
    "length",
    "lifetime",
    "memory",
    "period",
    "pressure",
    "radius",
    "retention",
    "size",
    "speed",
    "temperature",
    "timeout",
    "ttl",
    "volume",
    "weight",
    "width",
];

/// Words that name a unit, or say that things are counted.
const UNITS: [&str; 84] = [
    "%",
    "b",
    "bits",
    "byte",
    "bytes",
    "celsius",
    "cent",
    "centimetres",
    "cents",
    "characters",
    "cm",
    "count",
    "days",
    "day",
    "degrees",
    "dollars",
    "elements",
    "entries",
    "euro",
    "euros",
    "fahrenheit",
    "feet",
    "gb",
    "gib",
    "grams",
    "h",
    "hertz",
    "hour",
    "hours",
    "how many",
    "hz",
    "inches",
    "items",
    "kb",
    "kelvin",
    "kg",
    "kib",
    "kilobytes",
    "kilograms",
    "kilometers",
    "kilometres",
    "km",
    "letters",
    "levels",
    "lines",
    "liters",
    "litres",
    "m",
    "mb",
    "megabytes",
    "meters",
    "metres",
    "mib",
    "microseconds",
    "miles",
    "milliseconds",
    "millimetres",
    "minute",
    "minutes",
    "mm",
    "months",
    "month",
    "ms",
    "nanoseconds",
    "ns",
    "number of",
    "pages",
    "per cent",
    "percent",
    "pixels",
    "points",
    "pounds",
    "px",
    "records",
    "rows",
    "s",
    "second",
    "seconds",
    "steps",
    "tokens",
    "units",
    "us",
    "weeks",
    "years",
];

/// Words that say that the caller makes a value up.
const CHOSEN: [&str; 12] = [
    "any",
    "caller",
    "choose",
    "choosing",
    "chosen",
    "client",
    "generated",
    "made",
    "new",
    "own",
    "unique",
    "your",
];

pub(super) const LINTS: &[Lint] = &[
    Lint {
        id: "field-unit-missing",
        severity: Severity::Warning,
        explanation: "A number called `timeout`, `size`, `ttl`, `duration` or the like has its unit in its name or its \
            text. Seconds taken for milliseconds are found late. Call it `timeout_seconds`, or name the unit in `///`.",
        check: Check::Command(field_unit_missing),
    },
    Lint {
        id: "id-source-missing",
        severity: Severity::Warning,
        explanation: "The text of a parameter that ends in `_id` says which command gives the value, or that the caller \
            makes it up. A model that does not know invents one. Name the command, as in ``From `list_orders`.``, or say who chooses it.",
        check: Check::Command(id_source_missing),
    },
];

fn field_unit_missing(subject: &Subject<'_>, faults: &mut Faults) {
    subject.each_member(|name, schema, place| {
        let mut parts = name.rsplit('_');
        let is_quantity = parts.next().is_some_and(|last| QUANTITIES.contains(&last));
        let has_unit = words::mentions(&name.replace('_', " "), &UNITS);
        if is_quantity
            && !has_unit
            && is_number(schema, subject)
            && !words::mentions(&text(schema, subject), &UNITS)
        {
            faults
                .add(format!("{place} has no unit in its name or text; write which unit the number counts"));
        }
    });
}

fn id_source_missing(subject: &Subject<'_>, faults: &mut Faults) {
    for parameter in &subject.command.parameters {
        let name = &parameter.name;
        if !(name.ends_with("_id") || name.ends_with("_ids")) {
            continue;
        }
        let text = text(&parameter.schema, subject) + " " + &parameter.description;
        let names_command =
            text.split('`').skip(1).step_by(2).any(|code| subject.catalog.command(code).is_some());
        if !names_command && !words::mentions(&text, &CHOSEN) {
            faults.add(format!(
                "nothing says where `{name}` comes from; name the command that gives it, such as ``From `list_…`.``"
            ));
        }
    }
}

fn is_number(schema: &Value, subject: &Subject<'_>) -> bool {
    let kinds = |schema: &Value| {
        let kind = &schema["type"];
        let is_number = |kind: &Value| kind == "integer" || kind == "number";
        is_number(kind) || kind.as_array().is_some_and(|kinds| kinds.iter().any(is_number))
    };
    let target = references::target(schema, &subject.catalog.schemas);
    kinds(target) || target["anyOf"].as_array().is_some_and(|forms| forms.iter().any(kinds))
}

/// What is said of a value where it stands and on its type.
fn text(schema: &Value, subject: &Subject<'_>) -> String {
    let target = references::target(schema, &subject.catalog.schemas);
    let texts = [schema, target].into_iter().filter_map(|schema| schema.get("description")?.as_str());
    texts.collect::<Vec<_>>().join(" ")
}
