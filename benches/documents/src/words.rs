//! The commands in words. Included by the build script as well, which writes the first ones as source text.

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

/// One command with the parameters `label: String`, `amount: i64` and `tags: Option<Vec<String>>`.
pub(crate) struct Words {
    pub(crate) group: &'static str,
    pub(crate) name: String,
    /// The same name as types begin with it.
    pub(crate) type_name: String,
    pub(crate) summary: String,
    /// Documentation of the parameters, in their order.
    pub(crate) parameters: [String; 3],
    /// Documentation of the result and of its type.
    pub(crate) outcome: String,
    /// Documentation of the members of the result: `id: u64` and `rest: i64`.
    pub(crate) members: [String; 2],
}

/// The commands; the same for the same count.
pub(crate) fn all(count: usize) -> Vec<Words> {
    let mut commands = Vec::with_capacity(count);
    // Past the number of combinations of words, a further volume starts over with its number behind each name.
    for volume in 1.. {
        for (group, nouns) in NOUNS {
            for noun in nouns {
                for (verb, third_person) in VERBS {
                    if commands.len() == count {
                        return commands;
                    }
                    commands.push(Words::new(volume, group, (verb, third_person), noun));
                }
            }
        }
    }
    commands
}

impl Words {
    fn new(volume: u32, group: &'static str, (verb, third_person): (&str, &str), noun: &str) -> Self {
        let number = if volume > 1 { volume.to_string() } else { String::new() };
        let separator = if volume > 1 { "_" } else { "" };
        Self {
            group,
            name: format!("{verb}_{noun}{separator}{number}"),
            type_name: format!("{}{}{number}", capitalized(verb), capitalized(noun)),
            summary: format!("{third_person} the {noun} with the given label."),
            parameters: [
                format!("Label by which people recognise the {noun}."),
                "Amount in cents.".to_owned(),
                format!("Words under which the {noun} is found; none when absent."),
            ],
            outcome: format!("What became of the {noun}."),
            members: [format!("Identifier of the {noun}."), "What is left, in cents.".to_owned()],
        }
    }
}

fn capitalized(word: &str) -> String {
    let mut characters = word.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}
