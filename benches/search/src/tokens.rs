//! What a model reads and writes in search mode, in tokens of the vocabulary o200k.

use commandry_schema::Catalog;
use commandry_schema::catalog::Command;
use commandry_schema::mcp_tools::mcp_tools;
use commandry_schema::search_mode::{Finder, HelpFormat, estimated_tokens, help, instructions, tools};
use commandry_schema::{canonical, text};
use serde_json::{Map, Value, json};

/// Of how many commands finding and calling is measured.
const CALLS: usize = 25;

/// Counts tokens of the vocabulary o200k.
pub(crate) struct Counter(tiktoken_rs::CoreBPE);

impl Counter {
    pub(crate) fn new() -> Result<Self, Box<dyn std::error::Error>> {
        Ok(Self(tiktoken_rs::o200k_base()?))
    }

    pub(crate) fn count(&self, text: &str) -> usize {
        self.0.encode_ordinary(text).len()
    }
}

/// What is read at every start.
pub(crate) struct Start {
    /// A list with every command as a tool, without which search mode is not.
    pub(crate) every_command: usize,
    pub(crate) tools: usize,
    pub(crate) instructions: usize,
}

pub(crate) fn start(counter: &Counter, catalog: &Catalog) -> Start {
    Start {
        every_command: counter.count(&list(&every_tool(catalog))),
        tools: counter.count(&list(&tools())),
        instructions: counter.count(&instructions(catalog)),
    }
}

fn every_tool(catalog: &Catalog) -> Vec<Value> {
    mcp_tools(catalog).into_iter().map(|tool| tool.definition).collect()
}

fn list(tools: &[Value]) -> String {
    canonical::to_string(&Value::Array(tools.to_vec()))
}

/// The tokens of three calls, requests and answers.
#[derive(Clone, Copy, Default)]
pub(crate) struct FindAndCall {
    pub(crate) search: usize,
    pub(crate) help: usize,
    pub(crate) run: usize,
}

impl FindAndCall {
    pub(crate) fn all(self) -> usize {
        self.search + self.help + self.run
    }
}

/// Finding and calling some commands spread over the catalog, in the order of what they cost.
///
/// The model asks by the words of the summary. The result of the call is made up, and would be as long by any other way
/// of calling.
pub(crate) fn find_and_call(counter: &Counter, catalog: &Catalog) -> Vec<FindAndCall> {
    let finder = Finder::new(catalog);
    let every = (catalog.commands.len() / CALLS).max(1);
    let commands = catalog.commands.iter().step_by(every).take(CALLS);
    let mut calls: Vec<FindAndCall> =
        commands.map(|command| one(counter, catalog, &finder, command)).collect();
    calls.sort_by_key(|call| call.all());
    calls
}

fn one(counter: &Counter, catalog: &Catalog, finder: &Finder, command: &Command) -> FindAndCall {
    let request = |tool: &str, arguments: Value| {
        counter.count(&canonical::to_string(&json!({"name": tool, "arguments": arguments})))
    };
    let question = command.summary.trim_end_matches('.').to_lowercase();
    let found = finder.search(catalog, &question, None, None).unwrap_or_default();
    let explained = help(&[command], &catalog.schemas, HelpFormat::Text, usize::MAX);
    let required = command.parameters.iter().filter(|parameter| parameter.required);
    let params: Map<String, Value> = required
        .map(|parameter| {
            let is_text = parameter.schema["type"] == "string";
            (parameter.name.clone(), if is_text { json!("winter sale") } else { json!(4200) })
        })
        .collect();
    let call = json!({"command": command.name, "params": params});
    FindAndCall {
        search: request("search", json!({"query": question})) + counter.count(&found),
        help: request("help", json!({"names": [command.name]})) + counter.count(&explained),
        run: request("run", call) + counter.count(r#"{"id":17,"rest":4200}"#),
    }
}

/// Texts of all kinds that are estimated, with what they are.
pub(crate) fn estimates(counter: &Counter, catalogs: &[(&str, &Catalog)]) -> Vec<(String, usize, usize)> {
    let mut estimates = Vec::new();
    let mut add =
        |what: String, text: &str| estimates.push((what, estimated_tokens(text), counter.count(text)));
    add("the four tools".to_owned(), &list(&tools()));
    for (name, catalog) in catalogs {
        add(format!("{name}: every command as a tool"), &list(&every_tool(catalog)));
        add(format!("{name}: instructions"), &instructions(catalog));
        add(format!("{name}: text catalog"), &text::text(catalog));
        let commands: Vec<&Command> = catalog.commands.iter().take(10).collect();
        add(
            format!("{name}: help on ten commands"),
            &help(&commands, &catalog.schemas, HelpFormat::Text, usize::MAX),
        );
        let value = serde_json::to_value(catalog).unwrap_or_default();
        add(format!("{name}: the catalog as JSON, like a long result"), &canonical::to_string(&value));
    }
    estimates
}
