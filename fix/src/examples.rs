//! What the section `# Examples` calls parameters, brought in line with the signature.

use std::ops::Range;

use crate::{
    command::Repair,
    documented::distance,
    json_members::{Member, members},
    sections::{Fence, Kind},
    types::Shape,
};

impl Repair<'_> {
    /// Lets the calls in `# Examples` follow parameters that were renamed or removed.
    pub(crate) fn examples(&mut self) {
        for block in self.calls() {
            let lines: Vec<&str> =
                self.documentation.lines[block.clone()].iter().map(|line| line.text.as_str()).collect();
            // What is no object is the macro's to report.
            if let Some(members) = members(&lines) {
                self.example(&block, &members);
            }
        }
    }

    /// The lines of the blocks of JSON that are parameters; a block directly after one of them is its result.
    fn calls(&self) -> Vec<Range<usize>> {
        let mut calls = Vec::new();
        for section in self.sections.iter().filter(|it| it.kind == Kind::Examples) {
            let mut follows_call = false;
            let mut fence = Fence::default();
            let mut start = 0;
            for index in section.lines.clone() {
                let text = self.documentation.lines[index].text.as_str();
                let was_open = fence.is_open();
                let covered = fence.covers(text);
                if covered && !was_open {
                    start = index + 1;
                } else if was_open && !fence.is_open() {
                    let opening = self.documentation.lines[start - 1].text.trim();
                    let is_json = opening.trim_start_matches(['`', '~']).trim() == "json";
                    if is_json && !follows_call {
                        calls.push(start..index);
                    }
                    follows_call = is_json && !follows_call;
                } else if !covered && !text.trim().is_empty() {
                    follows_call = false;
                }
            }
        }
        calls
    }

    fn example(&mut self, block: &Range<usize>, members: &[Member]) {
        let is_given = |name: &str| members.iter().any(|it| it.key == name);
        let callable = || self.parameters.iter().filter(|it| !it.is_injected);
        let unknown: Vec<&Member> =
            members.iter().filter(|member| !callable().any(|it| it.name == member.key)).collect();
        let mut free: Vec<(String, bool)> = callable()
            .filter(|it| !is_given(&it.name))
            .map(|it| (it.name.clone(), matches!(it.shape, Shape::Optional(_))))
            .collect();
        let mut gone = Vec::new();
        for member in unknown {
            let nearest =
                free.iter().filter_map(|(name, _)| Some((distance(&member.key, name)?, name))).min();
            match nearest.map(|(_, name)| name.clone()) {
                Some(name) => {
                    free.retain(|(other, _)| *other != name);
                    self.rename_member(block, member, &name);
                }
                None => gone.push(member),
            }
        }
        // While a parameter is missing that must be given, one that is not known may be it under another name.
        let may_be_renamed = free.iter().any(|(_, is_optional)| !is_optional);
        for member in gone {
            if may_be_renamed || !self.remove_member(block, members, member) {
                let key = &member.key;
                self.left(&format!(
                    "an example gives `{key}`, which is no parameter; rename or remove it there"
                ));
            }
        }
    }

    fn rename_member(&mut self, block: &Range<usize>, member: &Member, name: &str) {
        let Member { key, .. } = member;
        match self.place(block, member.line, member.name.clone()) {
            Some(place) => {
                self.edits.replace(place, name);
                self.changed(&format!("renamed `{key}` in an example to `{name}`"));
            }
            None => self.left(&format!("an example gives `{key}`, which is called `{name}` now")),
        }
    }

    /// Removes a member with the comma that goes with it, and tells whether that could be done.
    fn remove_member(&mut self, block: &Range<usize>, members: &[Member], member: &Member) -> bool {
        let index = members.iter().position(|it| it == member).unwrap_or_default();
        let before = index.checked_sub(1).map(|before| &members[before]);
        let after = members.get(index + 1);
        let (end_line, end) = member.end;
        // Members on lines of their own, and several that go at once, are left to people.
        let range = match (before, after) {
            _ if end_line != member.line => None,
            (None, None) => Some(member.start()..end),
            (_, Some(after)) if after.line == member.line => Some(member.start()..after.start()),
            (Some(before), None) if before.end.0 == member.line => Some(before.end.1..end),
            _ => None,
        };
        let is_known = |it: &&Member| self.parameters.iter().any(|parameter| parameter.name == it.key);
        let neighbours_stay = before.is_none_or(|it| is_known(&it));
        let place = range.filter(|_| neighbours_stay).and_then(|range| self.place(block, member.line, range));
        let Some(place) = place else { return false };
        self.edits.remove(place);
        self.changed(&format!("removed `{}` from an example: it is no parameter any more", member.key));
        true
    }

    /// Where a part of a line of a block stands in the file.
    fn place(&self, block: &Range<usize>, line: usize, part: Range<usize>) -> Option<Range<usize>> {
        let content = self.documentation.lines[block.start + line].content.clone()?;
        Some(content.start + part.start..content.start + part.end)
    }
}
