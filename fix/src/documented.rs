//! What the section `# Parameters` says, brought in line with the signature, and drafts for what nothing says.

use std::{collections::BTreeSet, ops::Range};

use crate::{
    command::{Repair, insert_behind, padded},
    sections::Kind,
    signature, wording,
};

/// An item of the list.
struct Item {
    /// The indices of its lines.
    lines: Range<usize>,
    /// The name as it is written, and the text on the same line; `None` where the item has another form.
    named: Option<(String, String)>,
}

impl Repair<'_> {
    /// Repairs the documentation of parameters.
    pub(crate) fn documented_parameters(&mut self) {
        let items = self.items();
        let mut first_of = vec![None; self.parameters.len()];
        let mut stale = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let Some(parameter) = self.parameter_of(item) else {
                if item.named.is_some() {
                    stale.push(index);
                } else {
                    self.left("an item of `# Parameters` does not begin with the name of a parameter");
                }
                continue;
            };
            if self.parameters[parameter].is_injected {
                self.remove_item(item, "is handed in by the server");
            } else if !self.parameters[parameter].documentation.is_empty() {
                self.move_to_parameter(item, parameter);
            } else if let Some(first) = first_of[parameter] {
                self.merge(item, &items[first]);
            } else {
                first_of[parameter] = Some(index);
                self.complete(item, parameter);
            }
        }
        let mut missing: Vec<usize> = (0..self.parameters.len())
            .filter(|&index| {
                let parameter = &self.parameters[index];
                !parameter.is_injected && parameter.documentation.is_empty() && first_of[index].is_none()
            })
            .collect();
        self.follow(&items, &stale, &mut missing, &mut first_of);
        self.remove_empty_sections();
        self.draft(&items, &missing, &first_of);
    }

    /// The items of all sections `# Parameters`.
    fn items(&self) -> Vec<Item> {
        let mut items: Vec<Item> = Vec::new();
        for section in self.sections.iter().filter(|it| it.kind == Kind::Parameters) {
            let first_of_section = items.len();
            for index in section.lines.clone() {
                let text = self.documentation.lines[index].text.as_str();
                if let Some(item) = text.strip_prefix("- ").or_else(|| text.strip_prefix("* ")) {
                    items.push(Item { lines: index..index + 1, named: split(item) });
                } else if !text.trim().is_empty() && items.len() > first_of_section {
                    // Everything up to the next item belongs to this one.
                    if let Some(item) = items.last_mut() {
                        item.lines.end = index + 1;
                    }
                }
            }
        }
        items
    }

    /// The parameter that an item is about.
    fn parameter_of(&self, item: &Item) -> Option<usize> {
        let name = match &item.named {
            Some((name, _)) => name.clone(),
            None => first_word(&self.documentation.lines[item.lines.start].text)?.0,
        };
        self.parameters.iter().position(|it| it.is_called(&name))
    }

    /// What an item says, on one line.
    fn text_of(&self, item: &Item) -> String {
        let first = match &item.named {
            Some((_, text)) => text.clone(),
            None => {
                let line = &self.documentation.lines[item.lines.start].text;
                first_word(line).map_or_else(String::new, |(_, text)| text)
            }
        };
        let further = item.lines.clone().skip(1).map(|line| self.documentation.lines[line].text.as_str());
        let words: Vec<String> = [first.as_str()]
            .into_iter()
            .chain(further)
            .flat_map(|line| line.split_whitespace().map(str::to_owned))
            .collect();
        words.join(" ")
    }

    fn remove_item(&mut self, item: &Item, reason: &str) {
        let name = item.named.as_ref().map_or_else(String::new, |(name, _)| name.clone());
        if self.remove(item.lines.clone()) {
            self.changed(&format!("removed `{name}` from `# Parameters`: it {reason}"));
        } else {
            self.left(&format!("`{name}` in `# Parameters` {reason}; remove it"));
        }
    }

    /// Leaves the comment at a parameter alone to speak of it, with all that was said in the list.
    fn move_to_parameter(&mut self, item: &Item, parameter: usize) {
        let text = self.text_of(item);
        if !self.remove(item.lines.clone()) {
            let name = &self.parameters[parameter].name;
            self.left(&format!("`{name}` is documented in `# Parameters` as well; remove it there"));
            return;
        }
        let known = &self.parameters[parameter];
        let message =
            format!("removed `{}` from `# Parameters`: it is documented at the parameter", known.name);
        if !known.documentation.one_line().contains(&text)
            && let Some(last) = known.documentation.attributes.last()
        {
            let lines = padded(&[text], &known.documentation.padding);
            insert_behind(self.text, last.clone(), &lines, self.edits);
        }
        self.changed(&message);
    }

    /// Leaves one of two items alone, with all that both say.
    fn merge(&mut self, item: &Item, first: &Item) {
        let name = item.named.as_ref().map_or_else(String::new, |(name, _)| name.clone());
        let text = self.text_of(item);
        let says_more = !self.text_of(first).contains(&text);
        let is_editable = |line: usize| self.documentation.lines[line].whole.is_some();
        if !item.lines.clone().chain(first.lines.clone()).all(is_editable)
            || (says_more && !self.insert_after(first.lines.end - 1, &[format!("  {text}")]))
        {
            self.left(&format!("`{name}` is twice in `# Parameters`; remove one"));
            return;
        }
        self.remove(item.lines.clone());
        self.changed(&format!("removed the second `{name}` from `# Parameters`"));
    }

    /// Gives an item the form and the text that it lacks.
    fn complete(&mut self, item: &Item, parameter: usize) {
        let text = self.text_of(item);
        let name = self.parameters[parameter].name.clone();
        if item.named.is_some() && !text.is_empty() {
            return;
        }
        let (text, message) = if text.is_empty() {
            let draft = wording::parameter(&name, &self.parameters[parameter].shape);
            (draft, "wrote a description to be finished")
        } else {
            // Further lines of the item stay as they are.
            let line = &self.documentation.lines[item.lines.start].text;
            (first_word(line).map_or_else(String::new, |(_, text)| text), "gave the item its form")
        };
        match self.documentation.lines[item.lines.start].content.clone() {
            Some(content) => {
                self.edits.replace(content, format!("- `{name}`: {text}").trim_end());
                self.changed(&format!("`{name}` in `# Parameters`: {message}"));
            }
            None => self.left(&format!("`{name}` in `# Parameters` is in a string with escapes")),
        }
    }

    /// Lets items whose parameter is gone follow one that was renamed, and removes the others.
    fn follow(
        &mut self,
        items: &[Item],
        stale: &[usize],
        missing: &mut Vec<usize>,
        first_of: &mut [Option<usize>],
    ) {
        let mut left = Vec::new();
        for &index in stale {
            let Some((name, _)) = &items[index].named else { continue };
            let nearest = missing
                .iter()
                .copied()
                .filter_map(|it| Some((distance(name, &self.parameters[it].name)?, it)))
                .min();
            match nearest {
                Some((_, parameter)) => {
                    missing.retain(|it| *it != parameter);
                    first_of[parameter] = Some(index);
                    self.rename(&items[index], parameter, None);
                }
                None => left.push(index),
            }
        }
        if let ([item], [parameter]) = (left.as_slice(), missing.as_slice()) {
            let (item, parameter) = (*item, *parameter);
            missing.clear();
            first_of[parameter] = Some(item);
            let text = items[item].named.as_ref().map(|(name, text)| wording::to_be_checked(text, name));
            self.rename(&items[item], parameter, text);
            return;
        }
        for index in left {
            self.remove_item(&items[index], "is no parameter any more");
        }
    }

    fn rename(&mut self, item: &Item, parameter: usize, text: Option<String>) {
        let Some((old, written)) = item.named.clone() else { return };
        let name = self.parameters[parameter].name.clone();
        let Some(content) = self.documentation.lines[item.lines.start].content.clone() else {
            self.left(&format!("`{old}` in `# Parameters` is called `{name}` now"));
            return;
        };
        let text = match text {
            Some(text) => text,
            None if self.text_of(item).is_empty() => {
                wording::parameter(&name, &self.parameters[parameter].shape)
            }
            None => written,
        };
        self.edits.replace(content, format!("- `{name}`: {text}").trim_end());
        self.changed(&format!("renamed `{old}` in `# Parameters` to `{name}`"));
    }

    /// Removes headings that have nothing left under them.
    fn remove_empty_sections(&mut self) {
        let emptied: Vec<(usize, Range<usize>)> = self
            .sections
            .iter()
            .filter(|it| it.kind == Kind::Parameters)
            .filter(|it| it.lines.clone().any(|line| self.is_removed(line)))
            .filter(|it| {
                let is_empty = |line: usize| self.documentation.lines[line].text.is_empty();
                it.lines.clone().all(|line| self.is_removed(line) || is_empty(line))
            })
            .filter_map(|it| Some((it.heading?, it.lines.clone())))
            .collect();
        for (heading, lines) in emptied {
            let ends_documentation = lines.end == self.documentation.lines.len();
            let has_blank_before = heading > 0 && self.documentation.lines[heading - 1].text.is_empty();
            // A blank line stays between what is before and after the section, and none at the end.
            let start = if ends_documentation && has_blank_before { heading - 1 } else { heading };
            // The lines are checked together, so that no part of a section goes alone.
            if !self.remove(start..lines.end) {
                self.left("the section `# Parameters` is empty; remove it");
            }
        }
    }

    /// Writes drafts for parameters that nothing is said of, in the way in which the others are documented.
    fn draft(&mut self, items: &[Item], missing: &[usize], first_of: &[Option<usize>]) {
        if missing.is_empty() {
            return;
        }
        let drafts: Vec<(usize, String)> = missing
            .iter()
            .map(|&index| {
                let parameter = &self.parameters[index];
                (index, wording::parameter(&parameter.name, &parameter.shape))
            })
            .collect();
        for (index, _) in &drafts {
            let name = self.parameters[*index].name.clone();
            self.changed(&format!("wrote a description of `{name}` to be finished"));
        }
        let listed: BTreeSet<usize> = first_of.iter().flatten().copied().collect();
        let some_at_parameters = self.parameters.iter().any(|it| !it.documentation.is_empty());
        let lines: Vec<String> = drafts
            .iter()
            .map(|(index, text)| format!("- `{}`: {text}", self.parameters[*index].name))
            .collect();
        if let Some(last) = listed.last()
            && (!some_at_parameters || !self.may_document_parameters())
            && self.insert_after(items[*last].lines.end - 1, &lines)
        {
            return;
        }
        if self.may_document_parameters() {
            let texts: Vec<_> =
                drafts.into_iter().map(|(index, text)| (&self.parameters[index], text)).collect();
            signature::document(&texts, self.function.signature, self.text, self.edits);
        } else {
            let mut section = vec!["# Parameters".to_owned()];
            section.extend(lines);
            self.add_section(section, &[Kind::Returns, Kind::Errors, Kind::Examples]);
        }
    }
}

/// Splits ``` `name`: text ```; the backticks may be absent before a colon.
fn split(item: &str) -> Option<(String, String)> {
    if let Some(rest) = item.trim_start().strip_prefix('`') {
        let (name, text) = rest.split_once('`')?;
        let text = text.trim_start().trim_start_matches([':', '-', '–', '—']).trim();
        return Some((name.to_owned(), text.to_owned()));
    }
    let (name, text) = item.split_once(':')?;
    let name = name.trim();
    let is_name = !name.is_empty() && name.chars().all(|it| it.is_ascii_alphanumeric() || "_-.".contains(it));
    is_name.then(|| (name.to_owned(), text.trim().to_owned()))
}

/// The first word of an item without the marks around it, and what follows.
fn first_word(line: &str) -> Option<(String, String)> {
    let item = line.get(2..)?.trim_start();
    let end = item.find(char::is_whitespace).unwrap_or(item.len());
    let is_part = |it: char| it.is_alphanumeric() || it == '_';
    let word: String = item[..end].trim_matches(|it: char| !is_part(it)).to_owned();
    let word = word.trim_matches('_').to_owned();
    let text = item[end..].trim_start().trim_start_matches([':', '-', '–', '—']).trim();
    (!word.is_empty() && word.chars().all(is_part)).then(|| (word, text.to_owned()))
}

/// How far two names are apart, if one may have become the other.
pub(crate) fn distance(old: &str, new: &str) -> Option<usize> {
    let (old_words, new_words) = (wording::words(old), wording::words(new));
    let (old_text, new_text) = (old_words.concat(), new_words.concat());
    let edits = strsim::osa_distance(&old_text, &new_text);
    let allowed = (new_text.chars().count() / 3).max(1);
    let (old_words, new_words): (BTreeSet<_>, BTreeSet<_>) =
        (old_words.into_iter().collect(), new_words.into_iter().collect());
    let contained =
        !old_words.is_empty() && (old_words.is_subset(&new_words) || new_words.is_subset(&old_words));
    (edits <= allowed || contained).then_some(edits)
}

#[cfg(test)]
mod tests {
    use super::{distance, first_word, split};

    #[test]
    fn items_are_split_as_the_macro_splits_them() {
        let pair = |name: &str, text: &str| Some((name.to_owned(), text.to_owned()));
        assert_eq!(split("`sku`: Stock."), pair("sku", "Stock."));
        assert_eq!(split("`sku` – Stock."), pair("sku", "Stock."));
        assert_eq!(split("sku: Stock."), pair("sku", "Stock."));
        assert_eq!(split("no name: Stock."), None);
        assert_eq!(first_word("- **sku** the stock"), pair("sku", "the stock"));
        assert_eq!(first_word("* (sku) - the stock"), pair("sku", "the stock"));
        assert_eq!(first_word("- ?"), None);
    }

    #[test]
    fn a_name_follows_the_nearest() {
        assert_eq!(distance("amont", "amount"), Some(1));
        assert_eq!(distance("customer", "customer_id"), Some(2));
        assert_eq!(distance("customerId", "customer_id"), Some(0));
        assert_eq!(distance("size", "weight"), None);
    }
}
