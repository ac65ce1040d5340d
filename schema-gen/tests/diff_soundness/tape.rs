//! Choices that a property test makes.

/// A list of choices, so that a shorter or smaller one gives a simpler schema or value.
#[derive(Debug)]
pub(crate) struct Tape<'a> {
    choices: &'a [u32],
    position: usize,
}

impl<'a> Tape<'a> {
    /// Choices from the beginning; behind the end every choice is the first.
    pub(crate) fn new(choices: &'a [u32]) -> Self {
        Self { choices, position: 0 }
    }

    /// One of so many possibilities.
    pub(crate) fn pick(&mut self, count: usize) -> usize {
        let choice = self.choices.get(self.position).copied().unwrap_or(0);
        self.position += 1;
        choice as usize % count.max(1)
    }

    /// One of some things.
    pub(crate) fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.pick(of.len())].clone()
    }

    /// True in one of so many cases.
    pub(crate) fn rarely(&mut self, one_in: usize) -> bool {
        self.pick(one_in) + 1 == one_in
    }
}
