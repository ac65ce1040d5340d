//! Whether a model sees every command as a tool, or searches.

use serde_json::Value;

use super::{Tool, estimated_tokens, tools};
use crate::canonical;

/// How many tokens a list of tools may cost unless chosen otherwise.
pub const DEFAULT_TOKEN_BUDGET: usize = 2_000;

/// How the commands of a service are shown.
#[derive(Clone, Debug, PartialEq)]
pub enum Choice {
    /// Every command as a tool.
    Direct,
    /// The four tools of search mode, and besides them the pinned commands at these places as tools of their own.
    Search {
        /// Places in the list of commands, in its order.
        pinned: Vec<usize>,
    },
}

/// Chooses by what a list of tools costs: every command as long as that fits the budget, else search mode with as many
/// pinned commands as fit.
///
/// `commands` are the commands as tools, each with whether it is pinned. The choice depends on nothing else, so that
/// every connection sees the same.
#[must_use]
pub fn choose<'a>(commands: impl Iterator<Item = (&'a Value, bool)>, budget: usize) -> Choice {
    let cost = |tool: &Value| estimated_tokens(&canonical::to_string(tool));
    let commands: Vec<(usize, bool, &Value)> =
        commands.map(|(tool, is_pinned)| (cost(tool), is_pinned, tool)).collect();
    if commands.iter().map(|(cost, ..)| cost).sum::<usize>() <= budget {
        return Choice::Direct;
    }
    let mut spent: usize = tools().iter().map(cost).sum();
    let mut pinned = Vec::new();
    for (place, (cost, is_pinned, tool)) in commands.into_iter().enumerate() {
        // A pinned command must not take the place of one of the four.
        let is_taken =
            tool.get("name").and_then(Value::as_str).is_some_and(|name| Tool::named(name).is_some());
        if is_pinned && !is_taken && spent + cost <= budget {
            spent += cost;
            pinned.push(place);
        }
    }
    Choice::Search { pinned }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Choice, choose};

    #[test]
    fn commands_are_shown_while_they_fit_and_pinned_ones_afterwards() {
        let tools: Vec<_> = (0..60)
            .map(|number| {
                let name = if number == 4 { "run".to_owned() } else { format!("command_{number}") };
                (json!({"name": name, "description": "Does something. ".repeat(30)}), number % 2 == 0)
            })
            .collect();
        let all = |budget| choose(tools.iter().map(|(tool, is_pinned)| (tool, *is_pinned)), budget);
        assert_eq!(all(100_000), Choice::Direct);
        assert_eq!(all(0), Choice::Search { pinned: vec![] });
        let Choice::Search { pinned } = all(2_000) else { panic!("sixty tools fit") };
        assert!(pinned.starts_with(&[0, 2, 6]) && pinned.len() < 30, "{pinned:?}");
    }
}
