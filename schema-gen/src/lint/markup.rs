//! What must not stand in published texts.

use super::{Check, Faults, Lint, Severity, Subject, texts::texts};

/// Tags that pages know; `Vec<u8>` in a text is no tag.
const TAGS: [&str; 34] = [
    "a", "b", "big", "body", "br", "button", "center", "code", "details", "div", "em", "embed", "font",
    "form", "h1", "h2", "h3", "hr", "html", "i", "iframe", "img", "input", "link", "meta", "object", "p",
    "pre", "script", "span", "strong", "style", "svg", "table",
];

/// Texts by which a documentation gives orders to the model that reads it.
const ORDERS: [&str; 18] = [
    "before using any other tool",
    "disregard all",
    "disregard any",
    "disregard previous",
    "disregard the above",
    "do not inform the user",
    "do not mention this",
    "do not tell the user",
    "forget all previous",
    "forget your instructions",
    "ignore all previous",
    "ignore any previous",
    "ignore previous",
    "ignore the above",
    "ignore your instructions",
    "override your instructions",
    "system prompt",
    "without telling the user",
];

pub(super) const LINTS: &[Lint] = &[
    Lint {
        id: "description-markup",
        severity: Severity::Error,
        explanation: "Texts are plain Markdown: without HTML, without characters that are invisible or turn the direction \
            of reading, and without orders to the model that reads them, such as to ignore what it was told. Hosts of AI \
            models take such texts for an attack. Say it plainly.",
        check: Check::Command(description_markup),
    },
    Lint {
        id: "docs-link-broken",
        severity: Severity::Warning,
        explanation: "Links in texts are whole addresses, such as `https://…`. Links to Rust items, to sections or to files \
            lead nowhere in the published documents. Write the address, or the name of the command in backticks.",
        check: Check::Command(docs_link_broken),
    },
];

fn description_markup(subject: &Subject<'_>, faults: &mut Faults) {
    for (place, text) in texts(subject) {
        if let Some(tag) = html_tag(&prose(text)) {
            faults.add(format!("{place} has the HTML tag `<{tag}>`; use Markdown, or put it in backticks"));
        }
        if let Some(character) = text.chars().find(|it| is_hidden(*it)) {
            faults.add(format!(
                "{place} has the invisible or direction-turning character U+{:04X}; remove it",
                u32::from(character)
            ));
        }
        let lower = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        if let Some(order) = ORDERS.iter().find(|order| lower.contains(*order)) {
            faults.add(format!(
                "{place} says \"{order}\", which reads like an order to a model; say what is meant"
            ));
        }
        if lower.contains("](javascript:") || lower.contains("](data:") {
            faults.add(format!("{place} has a link that runs something; link to an address"));
        }
    }
}

fn docs_link_broken(subject: &Subject<'_>, faults: &mut Faults) {
    for (place, text) in texts(subject) {
        let home = subject.remedy("source", "document");
        for target in broken_links(text) {
            faults.add(format!(
                "the link to `{target}` in {place} leads nowhere outside of the {home}; write a whole address, or the \
                 name alone in backticks"
            ));
        }
    }
}

/// A text without its code.
fn prose(text: &str) -> String {
    let without_blocks = without_blocks(text);
    without_blocks.split('`').step_by(2).collect::<Vec<_>>().join(" ")
}

fn without_blocks(text: &str) -> String {
    let mut in_block = false;
    let mut kept = String::with_capacity(text.len());
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            in_block = !in_block;
        } else if !in_block {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

/// The name of the first HTML tag of a text; comments count as one.
fn html_tag(text: &str) -> Option<&str> {
    text.split('<').skip(1).find_map(|rest| {
        if rest.starts_with("!--") {
            return Some("!--");
        }
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        let end = rest.find(|it: char| !it.is_ascii_alphanumeric())?;
        let (name, after) = rest.split_at(end);
        let is_tag = TAGS.contains(&name.to_ascii_lowercase().as_str()) && after.contains('>');
        is_tag.then_some(name)
    })
}

/// Whether a character shows nothing, or changes in which direction others are read.
fn is_hidden(character: char) -> bool {
    matches!(character,
        '\u{00AD}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{E0000}'..='\u{E01EF}')
        || (character.is_control() && !matches!(character, '\n' | '\r' | '\t'))
}

/// Targets of links that are no addresses; `[`Item`]`, which only rustdoc resolves, counts as one.
fn broken_links(text: &str) -> Vec<String> {
    let text = without_blocks(text);
    let mut broken = Vec::new();
    for (at, _) in text.match_indices("](") {
        // Inside of backticks it is an example of Markdown.
        let is_code = text[..at].matches('`').count() % 2 == 1;
        let target = text[at + 2..].split([')', ' ', '\n']).next().unwrap_or_default();
        let is_address = ["https://", "http://", "mailto:"]
            .iter()
            .any(|scheme| target.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty()));
        if !is_code && !is_address {
            broken.push(target.to_owned());
        }
    }
    for (at, _) in text.match_indices("[`") {
        let rest = &text[at + 2..];
        let Some(end) = rest.find("`]") else { continue };
        let is_item = !rest[..end].contains('`') && !rest[end + 2..].starts_with(['(', '[', ':']);
        if is_item {
            broken.push(rest[..end].to_owned());
        }
    }
    broken
}

#[cfg(test)]
mod tests {
    use super::{broken_links, html_tag, is_hidden, prose};

    #[test]
    fn only_tags_outside_of_code_are_found() {
        assert_eq!(html_tag(&prose("See <b>this</b>.")), Some("b"));
        assert_eq!(html_tag(&prose("A Vec<u8>, `<b>`, 1 < 2 and a <name>.")), None);
        assert_eq!(html_tag(&prose("```html\n<b>\n```\n")), None);
    }

    #[test]
    fn only_links_that_lead_nowhere_are_broken() {
        assert_eq!(
            broken_links("[a](https://example.org) `[b](c)` [d](#e) [`F::g`] [`h`](mailto:i@example.org)"),
            ["#e", "F::g"]
        );
    }

    #[test]
    fn emoji_and_other_scripts_are_seen() {
        assert!("日本語 é 👩‍💻 ✔️\n".chars().all(|it| !is_hidden(it)));
        assert!(is_hidden('\u{202E}') && is_hidden('\u{200B}') && is_hidden('\u{E0041}'));
    }
}
