//! The commands as annotated functions.

use std::fmt::Write;

use super::command::Command;

/// `RUNTIME` stands for the folder of the runtime.
pub(super) const DEPENDENCIES: &str = r#"commandry = { path = "RUNTIME" }
schemars = { version = "1", default-features = false, features = ["std", "derive"] }
serde = { version = "1", features = ["derive"] }
"#;

const MAIN: &str = "\
//! Serves the commands on `POST /cmd`; `schema` as first word prints their schemas instead.

use std::process::ExitCode;

use commandry::prelude::*;

fn main() -> ExitCode {
    App::new(\"annotated\", \"1.0.0\").run()
}
";

/// The source files with their names below `src`.
pub(super) fn files(groups: &[(&str, &[Command])]) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> =
        groups.iter().map(|(group, commands)| (format!("{group}.rs"), module(group, commands))).collect();
    let mut modules = String::from("\n");
    for (group, _) in groups {
        let _ = writeln!(modules, "mod {group};");
    }
    files.push(("main.rs".to_owned(), MAIN.replacen('\n', &format!("\n{modules}"), 1)));
    files
}

fn module(group: &str, commands: &[Command]) -> String {
    let mut text = format!(
        "//! The commands of {group}.\n\nuse commandry::prelude::*;\nuse schemars::JsonSchema;\nuse serde::Serialize;\n"
    );
    for command in commands {
        let Command { name, type_name, summary, .. } = command;
        let [label, amount, tags] = command.parameter_docs();
        let result = command.result_type();
        let _ = write!(
            text,
            "\n{result}\
             /// {summary}\n\
             #[command]\n\
             pub async fn {name}(\n    \
                 /// {label}\n    label: String,\n    \
                 /// {amount}\n    amount: i64,\n    \
                 /// {tags}\n    tags: Option<Vec<String>>,\n\
             ) -> {type_name}Result {{\n    \
                 {type_name}Result {{ label, amount, tags: tags.unwrap_or_default() }}\n\
             }}\n"
        );
    }
    text
}
