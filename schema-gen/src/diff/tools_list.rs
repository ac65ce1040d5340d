//! Whether models see every command as a tool, or search for commands.

use super::{
    Sink,
    change::{Class, Level, Rule},
};
use crate::{
    canonical,
    catalog::Catalog,
    mcp_tools::mcp_tool,
    search_mode::{DEFAULT_TOKEN_BUDGET, estimated_tokens},
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
    let (rule, before, now) = match (fits(base), fits(new)) {
        (true, false) => (&GREW_PAST_BUDGET, "at most", "more than"),
        (false, true) => (&FITS_BUDGET, "more than", "at most"),
        _ => return,
    };
    let budget = DEFAULT_TOKEN_BUDGET;
    let message =
        format!("The list of tools cost {before} {budget} tokens, by estimate, and costs {now} that now.");
    sink.report(rule, "all commands", "", message);
}

/// Whether all tools together cost a model no more than the list may cost, as a server counts that. Counting ends where
/// it is clear that they do.
fn fits(catalog: &Catalog) -> bool {
    let mut left = DEFAULT_TOKEN_BUDGET;
    catalog.commands.iter().all(|command| {
        let tool = mcp_tool(command, &catalog.schemas).definition;
        match left.checked_sub(estimated_tokens(&canonical::to_string(&tool))) {
            Some(rest) => left = rest,
            None => return false,
        }
        true
    })
}
