//! Words that were probably meant.

use std::collections::BTreeSet;

/// Below this likeness two words are different words.
const LIKENESS: f64 = 0.52;

/// How alike two texts are, from 0 to 1: twice the triples of characters they share, among all they have.
///
/// A triple also counts the start and the end of the text, so that the first letters weigh more.
pub(super) fn likeness(one: &str, other: &str) -> f64 {
    let (one, other) = (triples(one), triples(other));
    let shared = one.intersection(&other).count();
    ratio(2 * shared, one.len() + other.len())
}

/// How surely `known` is what was meant by the word `written`, from 0 to 1; `None` where it is not.
pub(super) fn meant(written: &str, known: &str) -> Option<f64> {
    let shortest = written.len().min(known.len());
    if shortest < 3 {
        return None;
    }
    if known.starts_with(written) {
        return Some(0.5 + 0.5 * ratio(written.len(), known.len()));
    }
    // One wrong letter in three, at most.
    if written.len().abs_diff(known.len()) > shortest / 3 {
        return None;
    }
    let likeness = likeness(written, known).max(likeness_of_letters(written, known));
    (likeness >= LIKENESS).then_some(likeness)
}

/// Letters in another order, which share few triples though they are an ordinary mistake, as in `invocie`.
fn likeness_of_letters(one: &str, other: &str) -> f64 {
    let sorted = |text: &str| {
        let mut letters: Vec<char> = text.chars().collect();
        letters.sort_unstable();
        letters
    };
    let same_start = one.chars().next() == other.chars().next();
    if same_start && one.len() > 3 && sorted(one) == sorted(other) { 0.7 } else { 0.0 }
}

fn triples(text: &str) -> BTreeSet<[char; 3]> {
    let padded: Vec<char> = [' ', ' '].into_iter().chain(text.chars()).chain([' ']).collect();
    padded.windows(3).map(|it| [it[0], it[1], it[2]]).collect()
}

#[allow(clippy::cast_precision_loss, reason = "numbers of letters are far below 2^53")]
fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use super::{likeness, meant};

    #[test]
    fn ordinary_mistakes_are_understood_and_other_words_are_not() {
        for (written, known) in [
            ("custmer", "customer"),
            ("invocie", "invoice"),
            ("ordr", "order"),
            ("cust", "customer"),
            ("adress", "address"),
        ] {
            assert!(meant(written, known).is_some(), "{written} for {known}");
        }
        for (written, known) in [("order", "invoice"), ("price", "print"), ("a", "add"), ("stack", "storage")]
        {
            assert!(meant(written, known).is_none(), "{written} for {known}");
        }
    }

    #[test]
    fn likeness_goes_from_nothing_to_one() {
        assert!((likeness("order", "order") - 1.0).abs() < 1e-9);
        assert!(likeness("order", "xyz").abs() < 1e-9);
        assert!(likeness("", "").abs() <= 1.0);
    }
}
