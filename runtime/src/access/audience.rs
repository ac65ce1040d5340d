//! Those who may call the same commands, and hence read the same lists.

/// Which commands, resources and prompts of a service somebody may call, a bit each.
///
/// Two callers with equal audiences see the same lists, so that what is prepared for one serves the other.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Audience(Box<[u64]>);

impl FromIterator<bool> for Audience {
    fn from_iter<I: IntoIterator<Item = bool>>(bits: I) -> Self {
        let mut words = Vec::new();
        for (position, bit) in bits.into_iter().enumerate() {
            if position % 64 == 0 {
                words.push(0);
            }
            if let Some(last) = words.last_mut() {
                *last |= u64::from(bit) << (position % 64);
            }
        }
        Self(words.into())
    }
}

impl Audience {
    /// Whether the member at a position is seen.
    pub(crate) fn sees(&self, position: usize) -> bool {
        self.0.get(position / 64).is_some_and(|word| word >> (position % 64) & 1 == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::Audience;

    #[test]
    fn bits_are_found_where_they_were_put() {
        let audience: Audience = (0..200).map(|position| position % 3 == 0).collect();
        assert!((0..200).all(|position| audience.sees(position) == (position % 3 == 0)));
        assert!(!audience.sees(200) && !audience.sees(100_000));
    }
}
