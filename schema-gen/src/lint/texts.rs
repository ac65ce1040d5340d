//! The words that are published on a command.

use std::collections::BTreeSet;

use super::Subject;
use crate::walk;

/// All that is published in words on a command, and where it stands.
pub(super) fn texts<'a>(subject: &Subject<'a>) -> Vec<(String, &'a str)> {
    let command = subject.command;
    let mut texts = vec![
        ("the summary".to_owned(), command.summary.as_str()),
        ("the description".to_owned(), &command.description),
        (
            subject.remedy("the section `# Returns`", "the description of the result").to_owned(),
            &command.result.description,
        ),
        (
            subject.remedy("the section `# Errors`", "the description of the errors").to_owned(),
            &command.errors.description,
        ),
    ];
    for parameter in &command.parameters {
        texts.push((format!("the description of parameter `{}`", parameter.name), &parameter.description));
    }
    for kind in &command.errors.kinds {
        texts.push((format!("the description of error `{}`", kind.kind), &kind.description));
    }
    for (example, number) in command.examples.iter().zip(1..) {
        texts.push((format!("the summary of example {number}"), &example.summary));
    }
    // A parameter's own text is in its schema as well.
    let mut seen: BTreeSet<&str> = texts.iter().map(|(_, text)| *text).collect();
    for root in subject.parameters.iter().chain(&subject.result) {
        walk::each(root.schema, &mut |schema| {
            for keyword in ["description", "title"] {
                let text = schema.get(keyword).and_then(|it| it.as_str());
                if let Some(text) = text.filter(|text| seen.insert(text)) {
                    texts.push((format!("the {keyword} of {}", root.place), text));
                }
            }
        });
    }
    texts
}
