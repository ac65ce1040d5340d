//! The generated commands, before they are written one way or the other.

use std::fmt::Write;

/// What is done, as a word in a name and in a sentence.
const VERBS: [(&str, &str); 10] = [
    ("create", "Creates"),
    ("import", "Imports"),
    ("rename", "Renames"),
    ("archive", "Archives"),
    ("restore", "Restores"),
    ("approve", "Approves"),
    ("reject", "Rejects"),
    ("assign", "Assigns"),
    ("measure", "Measures"),
    ("publish", "Publishes"),
];

/// What it is done to: groups of five.
const NOUNS: [(&str, [&str; 5]); 10] = [
    ("sales", ["order", "quote", "invoice", "refund", "discount"]),
    ("stock", ["product", "warehouse", "shelf", "pallet", "delivery"]),
    ("people", ["employee", "contract", "holiday", "salary", "training"]),
    ("finance", ["budget", "ledger", "payment", "forecast", "currency"]),
    ("support", ["ticket", "answer", "escalation", "survey", "agent"]),
    ("content", ["article", "picture", "video", "comment", "newsletter"]),
    ("projects", ["milestone", "task", "risk", "meeting", "decision"]),
    ("fleet", ["vehicle", "driver", "route", "inspection", "repair"]),
    ("energy", ["meter", "tariff", "reading", "outage", "station"]),
    ("research", ["sample", "experiment", "instrument", "finding", "grant"]),
];

/// One generated command with three parameters: `label: String`, `amount: i64`, `tags: Option<Vec<String>>`.
pub(super) struct Command {
    /// Module that it is written into.
    pub(super) group: String,
    /// Name of the function.
    pub(super) name: String,
    /// The same name as a type would have it.
    pub(super) type_name: String,
    /// What is done, as a sentence.
    pub(super) summary: String,
    /// What it is done to.
    pub(super) noun: String,
}

/// The commands; the same for the same count.
pub(super) fn all(count: usize) -> Vec<Command> {
    let mut commands = Vec::with_capacity(count);
    // Past the number of combinations of words, a further volume starts over with its number behind each name.
    for volume in 1.. {
        for (group, nouns) in NOUNS {
            for (verb, third_person, noun) in
                nouns.iter().flat_map(|noun| VERBS.iter().map(move |(verb, third)| (verb, third, noun)))
            {
                if commands.len() == count {
                    return commands;
                }
                commands.push(Command::new(volume, group, verb, third_person, noun));
            }
        }
    }
    commands
}

impl Command {
    fn new(volume: u32, group: &str, verb: &str, third_person: &str, noun: &str) -> Self {
        let (mut group, mut name) = (group.to_owned(), format!("{verb}_{noun}"));
        let mut type_name = capitalized(verb) + &capitalized(noun);
        if volume > 1 {
            let _ = write!(group, "_{volume}");
            let _ = write!(name, "_{volume}");
            let _ = write!(type_name, "{volume}");
        }
        let summary = format!("{third_person} the {noun} with the given label.");
        Self { group, name, type_name, summary, noun: noun.to_owned() }
    }

    /// Documentation of the parameters, in their order.
    pub(super) fn parameter_docs(&self) -> [String; 3] {
        let noun = &self.noun;
        [
            format!("Label by which people recognise the {noun}."),
            format!("Amount that the {noun} stands for, in cents."),
            format!("Words under which the {noun} is found; none when absent."),
        ]
    }

    /// The result type, the same on both sides.
    pub(super) fn result_type(&self) -> String {
        let Self { type_name, name, noun, .. } = self;
        format!(
            "/// What `{name}` has done.\n\
             #[derive(Serialize, JsonSchema)]\n\
             pub struct {type_name}Result {{\n    \
                 /// Label of the {noun}.\n    \
                 pub label: String,\n    \
                 /// Amount of the {noun} after the change, in cents.\n    \
                 pub amount: i64,\n    \
                 /// Words under which the {noun} is found now.\n    \
                 pub tags: Vec<String>,\n\
             }}\n\n"
        )
    }
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::all;

    #[test]
    fn names_are_unique_and_legal_for_any_count() {
        for count in [1, 500, 5_000] {
            let commands = all(count);
            let names: BTreeSet<&str> = commands.iter().map(|command| command.name.as_str()).collect();
            assert_eq!(names.len(), count);
            assert!(names.iter().all(|name| name.len() <= 48), "{names:?}");
        }
    }
}
