//! A catalog of 2,000 commands that could be those of a large company, and questions that people ask about them.
//!
//! The words of the questions were chosen by themselves, not out of the table of verbs that the search knows.

use commandry_schema::Catalog;
use serde_json::{Value, json};

/// A verb of names, the form that starts a summary, whether the command only reads, and how people ask for it.
struct Verb {
    name: &'static str,
    summary: &'static str,
    read_only: bool,
    asked: [&'static str; 3],
}

const VERBS: [Verb; 10] = [
    Verb { name: "create", summary: "Creates", read_only: false, asked: ["add", "set up", "open a fresh"] },
    Verb {
        name: "get",
        summary: "Shows",
        read_only: true,
        asked: ["fetch", "look up", "give me the details of"],
    },
    Verb { name: "list", summary: "Lists", read_only: true, asked: ["browse", "overview of", "display all"] },
    Verb { name: "update", summary: "Changes", read_only: false, asked: ["edit", "modify", "amend"] },
    Verb { name: "delete", summary: "Deletes", read_only: false, asked: ["remove", "get rid of", "erase"] },
    Verb { name: "archive", summary: "Archives", read_only: false, asked: ["retire", "put away", "shelve"] },
    Verb {
        name: "export",
        summary: "Exports",
        read_only: true,
        asked: ["download", "save to a file", "dump"],
    },
    Verb { name: "approve", summary: "Approves", read_only: false, asked: ["accept", "sign off", "confirm"] },
    Verb {
        name: "assign",
        summary: "Assigns",
        read_only: false,
        asked: ["allocate", "hand over", "delegate"],
    },
    Verb { name: "cancel", summary: "Cancels", read_only: false, asked: ["call off", "abort", "revoke"] },
];

/// A modifier as it stands in names, with a sentence on what it means.
const MODIFIERS: [(&str, &str); 10] = [
    ("pending", "It still waits for a decision."),
    ("recurring", "It comes back every month."),
    ("overdue", "It should have been done by now."),
    ("internal", "It never leaves the company."),
    ("shared", "Several teams work with it."),
    ("draft", "It was not published yet."),
    ("annual", "It belongs to one year of business."),
    ("regional", "It holds for one region alone."),
    ("external", "It concerns people outside of the company."),
    ("urgent", "It goes before everything else."),
];

/// A noun as it stands in names, and other words that people use for it.
const NOUNS: [(&str, &str); 20] = [
    ("invoice", "bill"),
    ("customer", "client"),
    ("ticket", "bug report"),
    ("contract", "agreement"),
    ("shipment", "parcel"),
    ("employee", "staff member"),
    ("budget", "spending plan"),
    ("meeting", "appointment"),
    ("vehicle", "car"),
    ("warehouse", "depot"),
    ("campaign", "promotion"),
    ("supplier", "vendor"),
    ("document", "file"),
    ("device", "machine"),
    ("course", "training"),
    ("payment", "remittance"),
    ("project", "undertaking"),
    ("forecast", "outlook"),
    ("license", "permit"),
    ("survey", "questionnaire"),
];

/// The catalog; with `aliases`, each command has one that uses the other word for its noun.
pub(crate) fn catalog(aliases: bool) -> Catalog {
    let mut commands = Vec::new();
    for verb in &VERBS {
        for (modifier, meaning) in MODIFIERS {
            for (noun, other) in NOUNS {
                commands.push(command(verb, modifier, meaning, noun, aliases.then_some(other)));
            }
        }
    }
    let descriptions: serde_json::Map<String, Value> = NOUNS
        .iter()
        .map(|(noun, _)| (format!("{noun}s"), json!(format!("All that has to do with a {noun}."))))
        .collect();
    let catalog = json!({
        "service": {"title": "company", "version": "1.0.0", "group_descriptions": descriptions},
        "commands": commands,
        "schemas": {
            "Priority": {"type": "string", "enum": ["low", "normal", "high"]},
            "Note": {
                "type": "object",
                "properties": {
                    "text": {"type": "string", "description": "Words of the author.", "maxLength": 500},
                    "priority": {"$ref": "#/components/schemas/Priority"}
                },
                "required": ["text"],
                "additionalProperties": false
            }
        }
    });
    serde_json::from_value(catalog).expect("this is a catalog")
}

fn command(verb: &Verb, modifier: &str, meaning: &str, noun: &str, other: Option<&str>) -> Value {
    let Verb { name, summary, read_only, .. } = verb;
    let article = if modifier.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    let (text, result) = if *name == "list" {
        (
            format!("Lists {modifier} {noun}s by number, a page at a time."),
            json!({"type": "array", "items": {"type": "string"}}),
        )
    } else {
        (format!("{summary} {article} {modifier} {noun} of the branch."), json!({"type": "string"}))
    };
    // Types differ from command to command, so that no schema is prepared for all of them at once.
    let limit =
        100 + name.len() * 10_000 + modifier.len() * 100 + noun.len() + usize::from(noun.as_bytes()[1]);
    let mut command = json!({
        "name": format!("{name}_{modifier}_{noun}"),
        "group": format!("{noun}s"),
        "summary": text,
        "description": meaning,
        "parameters": [
            {"name": "branch", "description": "Code of the branch, as on its letters.", "required": true,
             "schema": {"type": "string", "pattern": "^[A-Z]{3}$"}},
            {"name": "limit", "description": "How many entries to take at most.",
             "schema": {"type": "integer", "minimum": 1, "maximum": limit, "default": 20}},
            {"name": "note", "description": "What colleagues should know; nothing is noted when absent.",
             "schema": {"$ref": "#/components/schemas/Note"}}
        ],
        "result": {"description": "What the branch has on it afterwards.", "schema": result},
        "errors": {"description": "Fails for branches that were closed.", "fallible": true, "declared": true,
            "kinds": [{"kind": "closed", "code": 1001, "status": 409, "description": "The branch was closed."}]},
        "examples": [{"params": {"branch": "BER", "note": {"text": "As agreed.", "priority": "high"}}}],
        "behaviour": {"read_only": read_only, "destructive": !read_only, "idempotent": true},
    });
    if let Some(other) = other {
        command["aliases"] = json!([format!("{name}_{modifier}_{}", other.replace(' ', "_"))]);
    }
    command
}

/// Questions with the command that is meant: another verb for every sixth command, with the noun as in its name.
#[allow(dead_code, reason = "only the test of the search asks them")]
pub(crate) fn questions() -> Vec<(String, String)> {
    asked(|noun, _| noun)
}

/// The same questions with another word for the noun as well.
#[allow(dead_code, reason = "only the test of the search asks them")]
pub(crate) fn questions_in_other_words() -> Vec<(String, String)> {
    asked(|_, other| other)
}

fn asked(noun_of: impl Fn(&'static str, &'static str) -> &'static str) -> Vec<(String, String)> {
    let mut questions = Vec::new();
    for verb in &VERBS {
        for (modifier, _) in MODIFIERS {
            for (noun, other) in NOUNS {
                let number = questions.len() / 3;
                let asked = verb.asked[number % verb.asked.len()];
                let question = format!("{asked} {modifier} {}", noun_of(noun, other));
                questions.push((question, format!("{}_{modifier}_{noun}", verb.name)));
            }
        }
    }
    questions.into_iter().step_by(6).collect()
}
