//! Whatever was drafted is refused by validation until somebody has finished it.

use commandry_fix::{MARKER, Surroundings, repair};
use commandry_schema::{
    Catalog,
    catalog::{Command, Parameter, ResultInfo},
    lint::{LintOptions, lint},
};

#[test]
fn every_draft_is_reported() {
    let source = "#[command]\nfn find_stock(\n    sku: String,\n) -> u32 {\n    0\n}\n";
    let repaired = repair(source, &Surroundings::new()).expect("the source is Rust");
    let drafts: Vec<&str> = repaired
        .text
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("/// "))
        .filter(|line| line.contains(MARKER))
        .collect();
    let [summary, returns, parameter] = drafts.as_slice() else { panic!("these are the drafts: {drafts:?}") };

    // The catalog that the macro would make of it.
    let command = Command {
        name: "find_stock".to_owned(),
        group: Some("stock".to_owned()),
        summary: (*summary).to_owned(),
        parameters: vec![Parameter {
            name: "sku".to_owned(),
            description: (*parameter).to_owned(),
            required: true,
            schema: serde_json::json!({"type": "string", "description": parameter}),
            ..Parameter::default()
        }],
        result: ResultInfo {
            description: (*returns).to_owned(),
            schema: serde_json::json!({"type": "integer", "minimum": 0, "maximum": 9}),
            ..ResultInfo::default()
        },
        ..Command::default()
    };
    let catalog = Catalog { commands: vec![command], ..Catalog::default() };
    let report = lint(&catalog, &LintOptions::default());
    let placeholders: Vec<&str> = report.commands[0]
        .findings
        .iter()
        .filter(|finding| finding.lint == "description-placeholder")
        .map(|finding| finding.message.as_str())
        .collect();
    assert_eq!(placeholders.len(), drafts.len(), "{placeholders:?}");
    assert_eq!(report.failed(), 1);
}
