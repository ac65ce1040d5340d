//! The four tools as they are listed.

use serde_json::{Value, json};

use super::{DEFAULT_LIMIT, MOST_HITS, MOST_NAMES};

/// One of the four tools.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// Finds commands.
    Search,
    /// Explains commands.
    Help,
    /// Calls commands that change nothing.
    RunReadonly,
    /// Calls any command.
    Run,
}

impl Tool {
    /// All of them, in the order of the list.
    pub const ALL: [Self; 4] = [Self::Search, Self::Help, Self::RunReadonly, Self::Run];

    /// The tool of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tool| tool.name() == name)
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Search => "search",
            Self::Help => "help",
            Self::RunReadonly => "run_readonly",
            Self::Run => "run",
        }
    }

    /// How it is called, on one line, for a model that called it wrongly.
    #[must_use]
    pub fn signature(self) -> String {
        match self {
            Self::Search => {
                format!("search(query: string, group?: string, limit?: int 1..{MOST_HITS} = {DEFAULT_LIMIT})")
            }
            Self::Help => format!("help(names: string[] 1..{MOST_NAMES}, format?: text|schema = \"text\")"),
            Self::RunReadonly | Self::Run => format!(
                "{}(command: string, params?: object, select?: string[]) or \
                 {0}(steps: {{as: string, command: string, params?: object}}[], select?: string[])",
                self.name()
            ),
        }
    }
}

/// The definitions of the four tools, in the order of [`Tool::ALL`].
///
/// They are the same for every service, and say what a model must know to use them and no more, since it reads them at
/// every start.
#[must_use]
pub fn tools() -> Vec<Value> {
    let object = |properties: Value, required: &[&str]| {
        let mut schema = json!({"type": "object", "properties": properties, "additionalProperties": false});
        if !required.is_empty() {
            schema["required"] = json!(required);
        }
        schema
    };
    let text = json!({"type": "string"});
    let texts = json!({"type": "array", "items": text});
    let tool = |tool: Tool, description: &str, schema: Value, annotations: Value| {
        json!({
            "name": tool.name(),
            "description": description,
            "inputSchema": schema,
            "annotations": annotations,
        })
    };
    let run = object(
        json!({
            "command": text,
            "params": {"type": "object"},
            "steps": {
                "type": "array",
                "items": object(
                    json!({"as": text, "command": text, "params": {"type": "object"}}),
                    &["as", "command"],
                ),
            },
            "select": texts,
        }),
        &[],
    );
    let reads = json!({"readOnlyHint": true});
    vec![
        tool(
            Tool::Search,
            "Finds commands by what they do; [read] marks those for run_readonly. \
             An empty query lists a group, or the groups.",
            object(json!({"query": text, "group": text, "limit": {"type": "integer"}}), &["query"]),
            reads.clone(),
        ),
        tool(
            Tool::Help,
            "Explains commands: parameters, result, errors, examples.",
            object(
                json!({"names": texts, "format": {"enum": ["text", "schema"], "type": "string"}}),
                &["names"],
            ),
            reads.clone(),
        ),
        tool(
            Tool::RunReadonly,
            "Calls a command that changes nothing; otherwise like run.",
            run.clone(),
            reads,
        ),
        tool(
            Tool::Run,
            "Calls a command, or up to 20 steps in order, answering with the last result. Where a value of a step's \
             params is {\"$ref\": \"/as/items/0/id\"}, it is taken from an earlier step's result. \
             select: JSON Pointers into the result (with steps, \"/as/…\"); only those values return; * is every item.",
            run,
            json!({"destructiveHint": true, "readOnlyHint": false}),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::{Tool, tools};

    #[test]
    fn every_tool_is_listed_by_its_name_and_found_by_it() {
        let listed: Vec<String> =
            tools().iter().map(|tool| tool["name"].as_str().unwrap().to_owned()).collect();
        assert_eq!(listed, ["search", "help", "run_readonly", "run"]);
        for name in listed {
            let tool = Tool::named(&name).unwrap();
            assert!(tool.signature().starts_with(&format!("{name}(")));
        }
        assert_eq!(Tool::named("runs"), None);
    }

    #[test]
    fn hosts_can_tell_the_tool_that_writes_from_the_others() {
        let read_only: Vec<bool> =
            tools().iter().map(|tool| tool["annotations"]["readOnlyHint"] == true).collect();
        assert_eq!(read_only, [true, true, true, false]);
    }
}
