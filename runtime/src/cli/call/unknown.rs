//! A name that no command has: what may have been meant.

use commandry_schema::{
    Catalog,
    search::{Index, SearchOptions},
};

use super::{
    console::Console,
    exit_code::{INTERNAL, NOT_FOUND},
};
use crate::App;

/// How many commands are suggested.
const SUGGESTIONS: usize = 3;
/// Names that are less alike than this are not suggested for their likeness.
const ALIKE: f64 = 0.8;

/// Says that there is no such command, and which may have been meant.
pub(super) fn complain(app: &App, name: &str, console: &Console) -> u8 {
    let catalog = match app.catalog() {
        Ok(catalog) => catalog,
        Err(error) => {
            console.complain(error);
            return INTERNAL;
        }
    };
    let shown: String = name.chars().take(64).collect();
    console.complain(format_args!("there is no command `{shown}`"));
    let suggested = suggestions(&catalog, &shown);
    if !suggested.is_empty() {
        console.say("did you mean one of these?");
        for name in suggested {
            let summary = catalog.command(&name).map_or("", |command| command.summary.as_str());
            console.say(format_args!("  {name}  {summary}"));
        }
    }
    console.say("`commands` lists all commands, and `commands WORDS` finds them by what they do");
    NOT_FOUND
}

/// The commands that a name may mean: those of the most similar names, then those that its words find, then the rest.
fn suggestions(catalog: &Catalog, name: &str) -> Vec<String> {
    let wanted = name.to_lowercase().replace('-', "_");
    let likeness = |command: &commandry_schema::catalog::Command| {
        let names = command.aliases.iter().chain([&command.name]);
        names.map(|it| strsim::jaro_winkler(it, &wanted)).fold(0.0, f64::max)
    };
    let mut alike: Vec<(f64, &str)> =
        catalog.commands.iter().map(|command| (likeness(command), command.name.as_str())).collect();
    alike.sort_by(|one, other| other.0.total_cmp(&one.0).then_with(|| one.1.cmp(other.1)));
    let options = SearchOptions { limit: SUGGESTIONS, ..SearchOptions::default() };
    let found = Index::new(catalog).search(&wanted.replace('_', " "), &options);

    let close = alike.iter().filter(|(likeness, _)| *likeness >= ALIKE).map(|(_, name)| (*name).to_owned());
    let found = found.hits.into_iter().map(|hit| hit.command);
    let others = alike.iter().map(|(_, name)| (*name).to_owned());
    let mut suggested = Vec::new();
    for name in close.take(SUGGESTIONS).chain(found).chain(others) {
        if suggested.len() < SUGGESTIONS && !suggested.contains(&name) {
            suggested.push(name);
        }
    }
    suggested
}

#[cfg(test)]
mod tests {
    use commandry_schema::Catalog;
    use serde_json::json;

    use super::suggestions;

    fn catalog() -> Catalog {
        let command = |name: &str, summary: &str| json!({"name": name, "summary": summary});
        serde_json::from_value(json!({
            "service": {"title": "shop", "version": "1"},
            "commands": [
                command("cancel_order", "Cancels an order."),
                command("list_orders", "Lists the orders."),
                command("place_order", "Places an order."),
                command("register_customer", "Registers somebody who buys."),
            ],
        }))
        .unwrap()
    }

    #[test]
    fn there_are_three_and_the_nearest_is_the_first() {
        for (name, first) in
            [("plce_order", "place_order"), ("list-orders", "list_orders"), ("register", "register_customer")]
        {
            let suggested = suggestions(&catalog(), name);
            assert_eq!(suggested.len(), 3, "{name}");
            assert_eq!(suggested[0], first, "{name}");
        }
    }
}
