//! The commands as a good engineer writes them with axum, serde and schemars.

use std::fmt::Write;

use super::command::Command;

pub(super) const DEPENDENCIES: &str = r#"axum = { version = "0.8", default-features = false, features = ["http1", "tokio"] }
schemars = { version = "1", default-features = false, features = ["std", "derive"] }
serde = { version = "1", features = ["derive"] }
serde_json = { version = "1", features = ["raw_value"] }
tokio = { version = "1", default-features = false, features = ["rt-multi-thread", "net"] }
"#;

const RPC: &str = include_str!("by_hand/rpc.rs.txt");
const METHOD: &str = include_str!("by_hand/method.rs.txt");
const MAIN: &str = include_str!("by_hand/main.rs.txt");

/// The source files with their names below `src`.
pub(super) fn files(groups: &[(&str, &[Command])]) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> =
        groups.iter().map(|(group, commands)| (format!("{group}.rs"), module(group, commands))).collect();
    files.push(("rpc.rs".to_owned(), RPC.to_owned()));
    files.push(("method.rs".to_owned(), METHOD.to_owned()));
    let mut modules = String::new();
    let mut methods = String::new();
    for (group, _) in groups {
        let _ = writeln!(modules, "mod {group};");
        let _ = writeln!(methods, "        {group}::methods(),");
    }
    files.push((
        "main.rs".to_owned(),
        MAIN.replace("// MODULES\n", &modules).replace("        // METHODS\n", &methods),
    ));
    files
}

fn module(group: &str, commands: &[Command]) -> String {
    let mut text = format!(
        "//! The commands of {group}.\n\n\
         use schemars::JsonSchema;\nuse serde::{{Deserialize, Serialize}};\n\nuse crate::method::Method;\n\n\
         /// The methods of this group.\npub fn methods() -> Vec<Method> {{\n    vec![\n"
    );
    for Command { name, summary, .. } in commands {
        let _ = writeln!(text, "        Method::new({name:?}, {summary:?}, {name}),");
    }
    text.push_str("    ]\n}\n");
    for command in commands {
        let Command { name, type_name, summary, .. } = command;
        let [label, amount, tags] = command.parameter_docs();
        let result = command.result_type();
        let _ = write!(
            text,
            "\n/// Parameters of `{name}`.\n\
             #[derive(Deserialize, JsonSchema)]\n\
             #[serde(deny_unknown_fields)]\n\
             pub struct {type_name}Params {{\n    \
                 /// {label}\n    pub label: String,\n    \
                 /// {amount}\n    pub amount: i64,\n    \
                 /// {tags}\n    pub tags: Option<Vec<String>>,\n\
             }}\n\n\
             {result}\
             /// {summary}\n\
             pub async fn {name}(params: {type_name}Params) -> {type_name}Result {{\n    \
                 {type_name}Result {{\n        \
                     label: params.label,\n        \
                     amount: params.amount,\n        \
                     tags: params.tags.unwrap_or_default(),\n    \
                 }}\n\
             }}\n"
        );
    }
    text
}
