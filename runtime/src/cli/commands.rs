//! `commands`: lists the commands, or those that words describe.

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use commandry_schema::{
    Catalog,
    search::{Index, SearchOptions, SearchResults},
    text,
};

use super::{DONE, FAILED, FOUND_FAULTS, report};
use crate::App;

pub(super) fn grammar() -> Command {
    Command::new("commands").about("Lists the commands, one line each, or those that words describe").args([
        Arg::new("words")
            .value_name("WORDS")
            .action(ArgAction::Append)
            .help("What to search for, such as `cancel an order`; all commands when absent"),
        Arg::new("group").long("group").value_name("GROUP").help("Only the commands of this group"),
        Arg::new("limit")
            .long("limit")
            .value_name("NUMBER")
            .value_parser(value_parser!(usize))
            .default_value("8")
            .help("How many commands to show at most when searching"),
    ])
}

pub(super) fn run(app: &App, matches: &ArgMatches) -> u8 {
    match app.catalog() {
        Ok(catalog) => show(&catalog, matches),
        Err(error) => {
            report::complain(error);
            FAILED
        }
    }
}

fn show(catalog: &Catalog, matches: &ArgMatches) -> u8 {
    let words: Vec<&str> =
        matches.get_many::<String>("words").into_iter().flatten().map(String::as_str).collect();
    let group = matches.get_one::<String>("group").map(String::as_str);
    if let Some(group) = group
        && !catalog.groups().contains(&group)
    {
        report::complain(format_args!(
            "there is no group `{group}`; there are {}",
            catalog.groups().join(", ")
        ));
        return FAILED;
    }
    if words.is_empty() {
        report::print(&text::text(&group.map_or_else(|| catalog.clone(), |group| catalog.group(group))));
        return DONE;
    }
    let limit = matches.get_one::<usize>("limit").copied().unwrap_or(usize::MAX);
    let found = Index::new(catalog).search(&words.join(" "), &SearchOptions { group, limit });
    show_found(catalog, &found)
}

/// Shows the best hits, the best first, and says when there are more; like `grep`, it fails when there are none.
fn show_found(catalog: &Catalog, found: &SearchResults) -> u8 {
    if found.total == 0 {
        let nearest = match found.nearest.as_slice() {
            [] => String::new(),
            names => format!("; the nearest names are {}", names.join(", ")),
        };
        report::complain(format_args!("nothing was found{nearest}"));
        return FOUND_FAULTS;
    }
    let hits = found.hits.iter().filter_map(|hit| catalog.command(&hit.command));
    let lines: Vec<String> = hits.map(|command| text::line(command, &catalog.schemas) + "\n").collect();
    report::print(&lines.concat());
    if found.total > lines.len() {
        report::say(format_args!("{} of {}; use more words, or `--limit`", lines.len(), found.total));
    }
    DONE
}
