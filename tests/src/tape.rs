//! Choices that a property test makes.

use serde_json::Value;

/// A list of choices, so that a shorter or smaller one gives a simpler schema or value.
#[derive(Debug)]
pub struct Tape<'a> {
    choices: &'a [u32],
    position: usize,
}

impl<'a> Tape<'a> {
    /// A tape from its beginning; behind its end every choice is the first.
    pub fn new(choices: &'a [u32]) -> Self {
        Self { choices, position: 0 }
    }

    /// One of so many possibilities.
    pub fn pick(&mut self, count: usize) -> usize {
        let choice = self.choices.get(self.position).copied().unwrap_or(0);
        self.position += 1;
        choice as usize % count.max(1)
    }

    /// One of some things.
    ///
    /// # Panics
    ///
    /// Panics when there are none.
    pub fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.pick(of.len())].clone()
    }

    /// True in one of so many cases.
    pub fn rarely(&mut self, one_in: usize) -> bool {
        self.pick(one_in) + 1 == one_in
    }

    /// One place of a value: itself or anything in it, as far as `children` tells what is directly inside of a value.
    pub fn place<'v>(&mut self, of: &'v mut Value, children: Children) -> &'v mut Value {
        let place = self.pick(count(of, children));
        at(of, place, children)
    }
}

/// Tells what is directly inside of a value.
pub type Children = fn(&mut Value) -> Vec<&mut Value>;

/// The items of an array and the members of an object.
pub fn items_and_members(value: &mut Value) -> Vec<&mut Value> {
    match value {
        Value::Array(items) => items.iter_mut().collect(),
        Value::Object(members) => members.values_mut().collect(),
        _ => Vec::new(),
    }
}

/// How many places a value has: itself and everything in it.
fn count(value: &mut Value, children: Children) -> usize {
    1 + children(value).into_iter().map(|child| count(child, children)).sum::<usize>()
}

/// A place of a value, counted from the outside.
fn at(value: &mut Value, place: usize, children: Children) -> &mut Value {
    if place == 0 {
        return value;
    }
    let mut left = place - 1;
    for child in children(value) {
        let places = count(child, children);
        if left < places {
            return at(child, left, children);
        }
        left -= places;
    }
    unreachable!("a place beyond the end of a value")
}
