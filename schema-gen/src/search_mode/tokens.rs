//! About how many tokens a text costs a model.

/// Letters of a word that make up one token, about.
const LETTERS_PER_TOKEN: usize = 9;
/// What a letter counts that has no place in ASCII, by whether two bytes hold it.
const FURTHER_LETTER: usize = 3;
const RARE_LETTER: usize = 7;
/// Signs in a row that make up one token, about; `":{"` is one.
const SIGNS_PER_TOKEN: usize = 3;
/// Digits that make up one token.
const DIGITS_PER_TOKEN: usize = 3;

/// About how many tokens a text costs a model, without the vocabulary of any.
///
/// It cuts a text as tokenizers do, into words, numbers and runs of signs, and takes it that a word of up to nine
/// letters is known as a whole. How far that is from the vocabulary o200k is measured by `cargo xtask bench search`.
/// The same text always has the same estimate.
///
/// ```
/// use commandry_schema::search_mode::estimated_tokens;
///
/// assert_eq!(estimated_tokens(""), 0);
/// assert_eq!(estimated_tokens("Lists the orders, the latest first."), 8);
/// ```
#[must_use]
pub fn estimated_tokens(text: &str) -> usize {
    let mut tokens = 0;
    let mut run = Run::None;
    for character in text.chars() {
        let next = run.followed_by(character);
        if let Some(ended) = next.is_new.then_some(run) {
            let is_before_word = matches!(next.run, Run::Word(..));
            tokens += ended.tokens(is_before_word);
        }
        run = next.run;
    }
    tokens + run.tokens(false)
}

/// Characters in a row that tokenizers keep together.
#[derive(Clone, Copy)]
enum Run {
    None,
    /// Letters by their weight, and whether the last one was small.
    Word(usize, bool),
    Number(usize),
    Signs(usize),
    /// White space, and whether there is more of it than the one space that belongs to the word behind it.
    Space(bool),
}

struct Followed {
    run: Run,
    is_new: bool,
}

impl Run {
    fn followed_by(self, character: char) -> Followed {
        let is_small = !character.is_uppercase();
        let weight = match character.len_utf8() {
            1 => 1,
            2 => FURTHER_LETTER,
            _ => RARE_LETTER,
        };
        let (run, is_new) = match self {
            // `camelCase` is two words.
            Self::Word(_, true) if character.is_alphabetic() && !is_small => {
                (Self::Word(weight, false), true)
            }
            Self::Word(letters, _) if character.is_alphabetic() => {
                (Self::Word(letters + weight, is_small), false)
            }
            _ if character.is_alphabetic() => (Self::Word(weight, is_small), true),
            Self::Number(digits) if character.is_numeric() => (Self::Number(digits + 1), false),
            _ if character.is_numeric() => (Self::Number(1), true),
            Self::Space(_) if character.is_whitespace() => (Self::Space(true), false),
            _ if character.is_whitespace() => (Self::Space(character != ' '), true),
            // What is neither letter nor sign, such as a picture, takes a token or two of its own.
            Self::Signs(signs) => (Self::Signs(signs + weight), false),
            _ => (Self::Signs(weight), true),
        };
        Followed { run, is_new }
    }

    /// How many tokens it is; a last sign belongs to the word behind it.
    fn tokens(self, is_before_word: bool) -> usize {
        match self {
            Self::None | Self::Space(false) => 0,
            Self::Word(letters, _) => letters.div_ceil(LETTERS_PER_TOKEN),
            Self::Number(digits) => digits.div_ceil(DIGITS_PER_TOKEN),
            Self::Signs(signs) => (signs - usize::from(is_before_word)).div_ceil(SIGNS_PER_TOKEN),
            Self::Space(true) => 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::estimated_tokens;

    #[test]
    fn estimates_are_near_those_of_a_real_vocabulary() {
        let vocabulary = tiktoken_rs::o200k_base().unwrap();
        for text in [
            "Places an order and takes its units off the shelf. Either the whole order is placed or nothing changes.",
            r#"{"items":[{"id":17,"customer":"Ada","total":"12.50","paid":true},{"id":18,"customer":"Bob","total":"3.00","paid":false}]}"#,
            "reserve_stock(sku: string, quantity: int 1..1000, warehouse?: string) -> Reservation",
            r#"{"type":"object","properties":{"query":{"type":"string","description":"What to do."}},"required":["query"]}"#,
            "Die Bestellung wurde storniert, die Artikel liegen wieder im Regal.",
            "2026-11-21T11:49:52Z",
        ] {
            let real = vocabulary.encode_ordinary(text).len();
            let estimate = estimated_tokens(text);
            assert!(estimate * 3 >= real * 2 && estimate * 2 <= real * 3, "{estimate} for {real}: {text}");
        }
    }

    #[test]
    fn a_longer_text_never_costs_less() {
        let text = "getUser_by2 …\n\n  {\"a\":[1,-2.5e10]} 東京 Größe 🙂";
        let mut last = 0;
        for (end, _) in text.char_indices() {
            let estimate = estimated_tokens(&text[..end]);
            assert!(estimate >= last, "{}", &text[..end]);
            last = estimate;
        }
    }
}
