//! How often the command that somebody means is among the first that are found.

use commandry_schema::Catalog;
use commandry_schema::search::{Index, SearchOptions};

const FIRST_TABLE: &str = include_str!("../queries.txt");
const LATER_TABLE: &str = include_str!("../later_queries.txt");

/// Among how many of the first hits the command is looked for.
pub(crate) const FIRST: [usize; 3] = [1, 5, 8];

/// What somebody says, and the commands of which any one would serve.
pub(crate) struct Query {
    pub(crate) words: &'static str,
    pub(crate) meant: Vec<&'static str>,
}

/// Queries that are counted together.
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) queries: Vec<Query>,
}

/// All queries; those of the first table by whether the index was improved with them in view.
///
/// # Errors
///
/// Fails with a line that cannot be read, or that means a command which is not in the catalog.
pub(crate) fn tables(catalog: &Catalog) -> Result<Vec<Table>, String> {
    let (seen, unseen): (Vec<_>, Vec<_>) = read("queries.txt", FIRST_TABLE, catalog)?
        .into_iter()
        .enumerate()
        .partition(|(place, _)| place % 2 == 0);
    let queries = |half: Vec<(usize, Query)>| half.into_iter().map(|(_, query)| query).collect();
    Ok(vec![
        Table { name: "`queries.txt`, all", queries: read("queries.txt", FIRST_TABLE, catalog)? },
        Table { name: "its first, third, … query, whose failures were looked at", queries: queries(seen) },
        Table { name: "its second, fourth, … query, whose failures were not", queries: queries(unseen) },
        Table {
            name: "`later_queries.txt`, never used to change the index",
            queries: read("later_queries.txt", LATER_TABLE, catalog)?,
        },
    ])
}

fn read(file: &str, table: &'static str, catalog: &Catalog) -> Result<Vec<Query>, String> {
    let lines = table.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let query = |(number, line): (usize, &'static str)| {
        let mut cells = line.split('|').map(str::trim);
        let words = cells.next().unwrap_or_default();
        let meant: Vec<&str> = cells.collect();
        match meant.iter().find(|name| catalog.command(name).is_none()) {
            Some(unknown) => Err(format!("{file}:{}: there is no command `{unknown}`", number + 1)),
            None if meant.is_empty() => Err(format!("{file}:{}: no command is named", number + 1)),
            None => Ok(Query { words, meant }),
        }
    };
    lines.map(query).collect()
}

/// How the queries fared.
pub(crate) struct Score {
    /// How many queries found what was meant, for each of [`FIRST`].
    pub(crate) found: [usize; FIRST.len()],
    /// What was meant and not among the first five, with what came first instead.
    pub(crate) missed: Vec<String>,
}

/// Puts all queries to the index.
pub(crate) fn score(index: &Index, queries: &[Query]) -> Score {
    let mut score = Score { found: [0; FIRST.len()], missed: Vec::new() };
    let options = SearchOptions { limit: FIRST[FIRST.len() - 1], ..SearchOptions::default() };
    for Query { words, meant } in queries {
        let hits = index.search(words, &options).hits;
        let place = hits.iter().position(|hit| meant.contains(&hit.command.as_str()));
        for (count, first) in score.found.iter_mut().zip(FIRST) {
            *count += usize::from(place.is_some_and(|place| place < first));
        }
        if place.is_none_or(|place| place >= FIRST[1]) {
            let instead: Vec<&str> = hits.iter().take(3).map(|hit| hit.command.as_str()).collect();
            let place = place.map_or("not found".to_owned(), |place| format!("place {}", place + 1));
            score.missed.push(format!(
                "{words:?} means {} ({place}), found {}",
                meant.join(" or "),
                instead.join(", ")
            ));
        }
    }
    score
}
