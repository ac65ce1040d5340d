//! The commands as annotated functions.

use std::fmt::Write;

use super::command::Command;

/// What a crate needs that does no more than the one by hand; `RUNTIME` stands for the folder of the runtime.
pub(super) const DEPENDENCIES: &str = r#"commandry = { path = "RUNTIME", default-features = false, features = ["http"] }
schemars = { version = "1", default-features = false, features = ["std", "derive"] }
serde = { version = "1", features = ["derive"] }
serde_json = "1"
tokio = { version = "1", default-features = false, features = ["rt-multi-thread", "net"] }
"#;

/// Does what the program by hand does.
pub(super) const MAIN: &str = include_str!("annotated/main.rs.txt");

/// What a crate needs that has everything.
pub(super) const PROGRAM_DEPENDENCIES: &str = r#"commandry = { path = "RUNTIME" }
schemars = { version = "1", default-features = false, features = ["std", "derive"] }
serde = { version = "1", features = ["derive"] }
"#;

/// Serves, and has documents, validation and the command line besides.
pub(super) const PROGRAM_MAIN: &str = include_str!("annotated/program.rs.txt");

/// The source files with their names below `src`.
pub(super) fn files(main: &str, groups: &[(&str, &[Command])]) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> =
        groups.iter().map(|(group, commands)| (format!("{group}.rs"), module(group, commands))).collect();
    let mut modules = String::from("\n");
    for (group, _) in groups {
        let _ = writeln!(modules, "mod {group};");
    }
    files.push(("main.rs".to_owned(), main.replacen('\n', &format!("\n{modules}"), 1)));
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
