//! The rules as a table for people.

use super::rules;

/// All rules as a table in Markdown, in the order of their families.
#[must_use]
pub fn rules_as_markdown() -> String {
    let mut table = String::from("| id | level | class | meaning |\n|---|---|---|---|\n");
    for rule in rules() {
        table.push_str(&format!(
            "| `{}` | {} | {} | {} |\n",
            rule.id,
            rule.level.as_str(),
            rule.class.as_str(),
            rule.meaning
        ));
    }
    table
}
