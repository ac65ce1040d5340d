//! Whatever a file looks like, a repair changes documentation alone, and a second one changes nothing.

mod support;

use commandry_fix::{MARKER, Surroundings};
use proptest::prelude::*;
use support::repaired;

/// Lines that documentation is made of, so that they meet in every order.
const LINES: [&str; 32] = [
    "",
    "",
    "books stock",
    "Books stock.",
    "for `sku`:",
    "is it?",
    "  indented text",
    "# Returns",
    "# Returns",
    "## Return:",
    "# Errors",
    "# Examples",
    "# Panics",
    "# Parameters",
    "# Parameters",
    "# Arguments",
    "- `sku`: Stock.",
    "- `skuu`: Stock.",
    "- sku: stock",
    "- `amount`",
    "* `gone` – it is",
    "- `context`: Handed in.",
    "- **amount** how many",
    "- something else entirely",
    "  continued here",
    "```json",
    "```",
    "~~~",
    "{\"sku\": 1}",
    "{\"skuu\": 1, \"gone\": 2}",
    "{\"a\": 1, \"b\": 2, \"amount\": 3}",
    "ä 日本 \u{1f980}",
];

const ATTRIBUTES: [&str; 8] = [
    "#[command]",
    "#[command(read_only, group = \"a\")]",
    "#[commandry::command]",
    "#[cfg_attr(all(unix), command)]",
    "#[other::command]",
    "#[inline]",
    "#[command] // not /// this\n",
    "#[command] /* keep */",
];

const PARAMETERS: [&str; 9] = [
    "sku: Sku",
    "amount: Option<u32>",
    "#[inject] context: Context",
    "#[param(rename = \"count\", range(min = 1))] number: u8",
    "is_open: bool",
    "/// Has words.\n  customer_id: Vec<u8>",
    "/** Has words */ r#type: u8",
    "/// \n mut empty: u8",
    "/* keep */ (a, b): (u8, u8)",
];

const RESULTS: [&str; 7] =
    ["", "-> u8", "-> Result<(), E>", "-> Result<Option<Level>, E>", "-> Known", "-> ()", "-> impl Future"];

/// Documentation in one of its forms.
fn documentation() -> impl Strategy<Value = String> {
    let lines = prop::collection::vec(prop::sample::select(&LINES[..]), 0..9);
    let part = (lines, 0..6_u8).prop_map(|(lines, form)| match form {
        0 => format!("/** {} */ ", lines.join("\n * ")),
        1 => format!("/**\n    {}\n*/\n", lines.join("\n    ")),
        2 => format!("#[doc = r##\" {}\"##]\n", lines.join("\"##]\n#[doc = r##\" ")),
        3 => format!("#[doc = {:?}]", lines.join("\n")),
        _ => format!("    /// {}\n", lines.join("\n    /// ")),
    });
    prop::collection::vec(part, 0..3).prop_map(|parts| parts.concat())
}

fn function() -> impl Strategy<Value = String> {
    (
        (documentation(), prop::sample::select(&ATTRIBUTES[..]), documentation()),
        prop::sample::subsequence(&PARAMETERS[..], 0..6).prop_shuffle(),
        prop::sample::select(&[", ", ",\n    ", " // keep\n , ", ",\n\t\t"][..]),
        prop::sample::select(&RESULTS[..]),
        any::<(bool, bool)>(),
    )
        .prop_map(|((before, attribute, after), parameters, separator, result, (method, tail))| {
            let receiver = if method { "&self, " } else { "" };
            let parameters = parameters.join(separator);
            let comma = if tail && !parameters.is_empty() { ",\n" } else { "" };
            // What is documented must follow a line of its own, or else it would be swallowed by a comment.
            let function = format!(
                "{before} {attribute} {after} pub async fn f({receiver}{parameters}{comma}) {result} {{\n    // Inside.\n    g(\"/// no docs\")\n}}\n"
            );
            if method { format!("#[commands(group = \"a\")]\nimpl S {{\n{function}}}\n") } else { function }
        })
}

fn file() -> impl Strategy<Value = String> {
    (prop::collection::vec(function(), 1..4), any::<(bool, bool, bool)>()).prop_map(
        |(functions, (windows, marked, in_module))| {
            let mut code = functions.join("\n");
            if in_module {
                code = format!("//! Inner.\nmod m {{\n\t{code}}}\n");
            }
            if windows {
                code = code.replace('\n', "\r\n");
            }
            if marked { format!("\u{feff}{code}") } else { code }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_but_documentation_changes_and_only_once(source in file()) {
        let known = "/// A level.\n#[derive(JsonSchema)] struct Known;";
        let result = repaired(&source, &Surroundings::new().with_types_of(known));
        let refused = result.left.iter().any(|it| it.message.contains("more than documentation"));
        prop_assert!(!refused, "the repair had to be thrown away for:\n{}", source);
        let drafted = result.changes.iter().any(|it| it.message.contains("to be finished"));
        prop_assert_eq!(drafted && !source.contains(MARKER), result.text.contains(MARKER) && drafted);
    }
}
