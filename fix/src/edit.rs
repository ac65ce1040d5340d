//! Replacing parts of a text.

use std::ops::Range;

/// Changes of a text, to be made all at once.
#[derive(Default)]
pub(crate) struct Edits {
    edits: Vec<(Range<usize>, String)>,
}

impl Edits {
    pub(crate) fn replace(&mut self, range: Range<usize>, by: impl Into<String>) {
        self.edits.push((range, by.into()));
    }

    pub(crate) fn insert(&mut self, at: usize, text: impl Into<String>) {
        self.replace(at..at, text);
    }

    pub(crate) fn remove(&mut self, range: Range<usize>) {
        self.replace(range, "");
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }

    /// Makes the changes; several at one place are made in the order in which they were asked for.
    ///
    /// The result is `None` when two of them overlap, which means that they were not thought of together.
    pub(crate) fn apply(mut self, text: &str) -> Option<String> {
        // What is inserted where something is removed comes first; sorting keeps the order of the rest.
        self.edits.sort_by_key(|(range, _)| (range.start, range.end));
        let mut changed = String::with_capacity(text.len() + 256);
        let mut done = 0;
        for (range, by) in self.edits {
            changed.push_str(text.get(done..range.start)?);
            changed.push_str(&by);
            done = range.end;
        }
        changed.push_str(text.get(done..)?);
        Some(changed)
    }
}

#[cfg(test)]
mod tests {
    use super::Edits;

    #[test]
    fn changes_are_made_from_front_to_back() {
        let mut edits = Edits::default();
        edits.replace(3..4, "D");
        edits.insert(1, "x");
        edits.insert(1, "y");
        edits.remove(1..2);
        assert_eq!(edits.apply("abcd").as_deref(), Some("axycD"));
    }

    #[test]
    fn changes_that_overlap_are_refused() {
        let mut edits = Edits::default();
        edits.remove(0..2);
        edits.remove(1..3);
        assert_eq!(edits.apply("abcd"), None);
    }
}
