//! Holds the report for code scanning services against the official schema of SARIF 2.1.0.

use commandry_schema::{
    Catalog,
    lint::{LintOptions, lint, lints},
};
use serde_json::{Value, json};

fn schema() -> jsonschema::Validator {
    let text = include_str!("data/sarif-2.1.0.json");
    let mut schema: Value = serde_json::from_str(text).expect("the schema is JSON");
    // This pattern has a bracket too many, which makes it no regular expression by the letter of the standard.
    for definition in ["run", "toolComponent"] {
        let language = &mut schema["definitions"][definition]["properties"]["language"];
        assert_eq!(language["pattern"], "^[a-zA-Z]{2}|^[a-zA-Z]{2}-[a-zA-Z]{2}]?$");
        language.as_object_mut().expect("it is an object").remove("pattern");
    }
    jsonschema::options()
        .with_draft(jsonschema::Draft::Draft4)
        .should_validate_formats(true)
        .build(&schema)
        .expect("the schema can be used")
}

fn report() -> Value {
    let text = include_str!("golden/catalog.json");
    let mut catalog: Catalog = serde_json::from_str(text).expect("it is a catalog");
    // A path that is no URI as it stands, and a line that is not known.
    let source = catalog.commands.iter_mut().find_map(|command| command.source.as_mut());
    let source = source.expect("a command has a source");
    source.file = "src/a file/Größe.rs".into();
    source.line = 0;
    lint(&catalog, &LintOptions { strict: true }).to_sarif()
}

#[test]
fn the_report_is_valid() {
    let report = report();
    let faults: Vec<String> =
        schema().iter_errors(&report).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert_eq!(faults, Vec::<String>::new());
    let run = &report["runs"][0];
    assert_eq!(run["tool"]["driver"]["rules"].as_array().map(Vec::len), Some(lints().count()));
    let results = run["results"].as_array().expect("there are results");
    assert!(results.len() > 5);
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().expect("a rule")).expect("it is small");
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
    }
    let places: Vec<&Value> = results.iter().map(|it| &it["locations"][0]["physicalLocation"]).collect();
    let place =
        |file: &str, line: u32| json!({"artifactLocation": {"uri": file}, "region": {"startLine": line}});
    assert!(places.contains(&&place("src/a%20file/Gr%C3%B6%C3%9Fe.rs", 1)), "{places:?}");
    assert!(places.contains(&&place("src/stock.rs", 57)), "{places:?}");
}

#[test]
fn a_wrong_report_is_refused() {
    let schema = schema();
    for (pointer, wrong) in [
        ("/version", json!("2.0")),
        ("/runs/0/results/0/level", json!("bad")),
        ("/runs/0/results/0/message", json!({})),
        ("/runs/0/results/0/locations/0/physicalLocation/region/startLine", json!(0)),
    ] {
        let mut report = report();
        *report.pointer_mut(pointer).unwrap_or_else(|| panic!("nothing at {pointer}")) = wrong;
        assert!(!schema.is_valid(&report), "{pointer}");
    }
}
