//! What the figures are to be.

use std::fmt::Write;

/// The tools and the instructions together cost fewer tokens.
const START: usize = 700;

/// Finding and calling a command costs fewer tokens.
const FIND_AND_CALL: usize = 1_000;

/// So many queries of a hundred find what was meant among the first five.
const AMONG_FIVE: usize = 90;

/// The outcome of every target.
#[derive(Default)]
pub(crate) struct Targets {
    rows: Vec<Row>,
}

struct Row {
    what: String,
    value: String,
    wanted: String,
    is_kept: bool,
}

impl Targets {
    /// What a model reads at every start.
    pub(crate) fn add_start(&mut self, commands: usize, tokens: usize) {
        self.add_tokens(format!("tools and instructions, {commands} commands"), tokens, START);
    }

    /// What a model reads and writes to find a command and call it.
    pub(crate) fn add_find_and_call(&mut self, what: &str, commands: usize, tokens: usize) {
        self.add_tokens(format!("find and call, {what}, {commands} commands"), tokens, FIND_AND_CALL);
    }

    fn add_tokens(&mut self, what: String, tokens: usize, limit: usize) {
        let (value, wanted) = (format!("{tokens} tokens"), format!("< {limit}"));
        self.rows.push(Row { what, value, wanted, is_kept: tokens < limit });
    }

    /// How many queries of all found what was meant among the first five.
    pub(crate) fn add_score(&mut self, queries: &str, found: usize, all: usize) {
        self.rows.push(Row {
            what: format!("queries of {queries}, found among the first five"),
            value: format!("{found} of {all}"),
            wanted: format!("≥ {AMONG_FIVE} %"),
            is_kept: found * 100 >= all * AMONG_FIVE,
        });
    }

    pub(crate) fn are_kept(&self) -> bool {
        self.rows.iter().all(|row| row.is_kept)
    }

    pub(crate) fn table(&self) -> String {
        let mut table = String::from("| target | value | wanted | kept |\n|---|---:|---:|---|\n");
        for Row { what, value, wanted, is_kept } in &self.rows {
            let kept = if *is_kept { "yes" } else { "**no**" };
            // Writing to a string does not fail.
            let _ = writeln!(table, "| {what} | {value} | {wanted} | {kept} |");
        }
        table
    }
}
