//! The commands in words. Included by the build script as well, which writes the first ones as source text.

/// What is done, as a word in a name and in a sentence.
const VERBS: [(&str, &str); 20] = [
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
    ("copy", "Copies"),
    ("move", "Moves"),
    ("merge", "Merges"),
    ("split", "Splits"),
    ("open", "Opens"),
    ("close", "Closes"),
    ("find", "Finds"),
    ("export", "Exports"),
    ("update", "Updates"),
    ("delete", "Deletes"),
];

/// What it is done to: groups of ten.
const NOUNS: [(&str, [&str; 10]); 10] = [
    (
        "sales",
        ["order", "quote", "invoice", "refund", "discount", "offer", "price", "sale", "coupon", "cart"],
    ),
    (
        "stock",
        [
            "product",
            "warehouse",
            "shelf",
            "pallet",
            "delivery",
            "box",
            "label",
            "supplier",
            "return",
            "batch",
        ],
    ),
    (
        "people",
        ["worker", "contract", "holiday", "salary", "training", "team", "role", "shift", "skill", "manager"],
    ),
    (
        "finance",
        ["budget", "ledger", "payment", "forecast", "currency", "account", "loan", "tax", "fee", "report"],
    ),
    (
        "support",
        ["ticket", "answer", "question", "survey", "agent", "chat", "call", "rating", "tag", "queue"],
    ),
    ("content", ["page", "picture", "video", "comment", "letter", "post", "draft", "theme", "menu", "link"]),
    (
        "projects",
        ["milestone", "task", "risk", "meeting", "decision", "board", "goal", "plan", "note", "bug"],
    ),
    ("fleet", ["vehicle", "driver", "route", "check", "repair", "trip", "tank", "tire", "permit", "garage"]),
    (
        "energy",
        ["meter", "tariff", "reading", "outage", "station", "grid", "cable", "panel", "battery", "sensor"],
    ),
    (
        "research",
        [
            "sample",
            "experiment",
            "instrument",
            "finding",
            "grant",
            "paper",
            "lab",
            "probe",
            "dataset",
            "model",
        ],
    ),
];

/// One command with the parameters `label: String`, `amount: i64` and `tags: Option<Vec<String>>`.
///
/// All commands on the same thing answer with its type, as it is in most services.
pub(crate) struct Words {
    pub(crate) group: &'static str,
    pub(crate) name: String,
    /// The same name as a type would have it.
    pub(crate) type_name: String,
    pub(crate) summary: String,
    /// Documentation of the parameters, in their order.
    pub(crate) parameters: [String; 3],
    /// Name of the type of the result.
    pub(crate) thing: String,
    /// Documentation of the result.
    pub(crate) outcome: String,
    /// Documentation of the type of the result.
    pub(crate) thing_text: String,
    /// Documentation of the members of the result: `id: u64` and `rest: i64`.
    pub(crate) members: [String; 2],
}

/// The commands; the same for the same count.
pub(crate) fn all(count: usize) -> Vec<Words> {
    let mut commands = Vec::with_capacity(count);
    for (group, nouns) in NOUNS {
        for noun in nouns {
            for verb in VERBS {
                if commands.len() == count {
                    return commands;
                }
                commands.push(Words::new(group, verb, noun));
            }
        }
    }
    commands
}

impl Words {
    fn new(group: &'static str, (verb, third_person): (&str, &str), noun: &str) -> Self {
        let article = if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        Self {
            group,
            name: format!("{verb}_{noun}"),
            type_name: format!("{}{}", capitalized(verb), capitalized(noun)),
            summary: format!("{third_person} {article} {noun}."),
            parameters: [
                format!("Label by which people recognise the {noun}."),
                "Amount in cents.".to_owned(),
                format!("Words under which the {noun} is found; none when absent."),
            ],
            thing: capitalized(noun),
            outcome: format!("The {noun} as it is now."),
            thing_text: format!("What is known of {article} {noun}."),
            members: [format!("Identifier of the {noun}."), "What is left, in cents.".to_owned()],
        }
    }
}

fn capitalized(word: &str) -> String {
    let mut characters = word.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}
