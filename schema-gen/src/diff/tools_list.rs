//! Whether models see every command as a tool, or search for commands.

use super::{
    Sink,
    change::{Class, Level, Rule},
};
use crate::{
    catalog::Catalog,
    lint::{TOOLS_LIST_TOKENS, tools_list_tokens},
};

static GREW_PAST_BUDGET: Rule = Rule::new(
    "tools-list-grew-past-budget",
    Level::Warning,
    Class::Model,
    "All commands as tools cost a model more than about 2,000 tokens and did not, so that models search for commands \
     where they saw each as a tool; seen only when the base is a catalog with documentation.",
);
static FITS_BUDGET: Rule = Rule::new(
    "tools-list-fits-budget",
    Level::Info,
    Class::Model,
    "All commands as tools cost a model at most about 2,000 tokens and cost more, so that models see each as a tool \
     where they searched; seen only when the base is a catalog with documentation.",
);

pub(super) const RULES: &[&Rule] = &[&GREW_PAST_BUDGET, &FITS_BUDGET];

/// Compares what the lists of all tools cost. A lock has no words, and words are most of the cost.
pub(super) fn compare(base: &Catalog, new: &Catalog, sink: &mut Sink) {
    if base.commands.iter().all(|it| it.summary.is_empty()) {
        return;
    }
    let (before, now) = (tools_list_tokens(base), tools_list_tokens(new));
    let rule = match (before > TOOLS_LIST_TOKENS, now > TOOLS_LIST_TOKENS) {
        (false, true) => &GREW_PAST_BUDGET,
        (true, false) => &FITS_BUDGET,
        _ => return,
    };
    let message = format!("The list of tools cost a model about {before} tokens and costs about {now}.");
    sink.report(rule, "all commands", "", message);
}
