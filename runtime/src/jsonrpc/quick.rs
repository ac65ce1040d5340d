//! Taking apart the requests that nearly everybody writes, without looking into the values.
//!
//! A text is read twice as JSON otherwise: once to find where each parameter ends, once to decode it. Here an end is
//! found by counting brackets and skipping strings, which is a fraction of the work. Nothing is concluded from it: what
//! is found are parts of a text that may not be JSON, decoding reads every one of them to its end, and a call that is
//! refused for any reason is read again by [`envelope`](super::envelope), which alone decides what is wrong. All that is
//! out of the ordinary is left to it from the start.

use crate::call::{Arguments, Dispatcher, Entry};

/// A request whose parameters nobody has looked into.
pub(super) struct QuickRequest<'a> {
    /// The id as written, or `None` for a notification.
    pub(super) id: Option<&'a str>,
    /// The command that it names.
    pub(super) entry: &'a Entry,
    /// Parts of the text.
    pub(super) arguments: Arguments<'a>,
}

/// Takes a request apart, if it is a plain one: an object with each of `jsonrpc`, `method`, `params` and `id` at most
/// once, the method before its parameters, the parameters in an object, all names known and nothing escaped.
pub(super) fn read<'a>(dispatcher: &'a Dispatcher, text: &'a str) -> Option<QuickRequest<'a>> {
    let mut reader = Reader { text, at: 0 };
    let (mut is_version_2, mut id, mut entry, mut arguments) = (false, None, None::<&Entry>, None);
    reader.object(|reader, name| {
        let is_first = match name {
            "jsonrpc" => reader.value()? == "\"2.0\"" && !std::mem::replace(&mut is_version_2, true),
            "id" => id.replace(reader.value().filter(|it| is_plain_id(it))?).is_none(),
            "method" => entry.replace(dispatcher.find(plain(reader.value()?)?)?).is_none(),
            "params" => arguments.replace(reader.arguments(entry?)?).is_none(),
            _ => false,
        };
        is_first.then_some(())
    })?;
    let (entry, is_whole) = (entry?, reader.is_at_end());
    let arguments = arguments.unwrap_or_else(|| Arguments::none(entry.command));
    (is_version_2 && is_whole).then_some(QuickRequest { id, entry, arguments })
}

/// The content of a string without escapes.
fn plain(text: &str) -> Option<&str> {
    let content = text.strip_prefix('"')?.strip_suffix('"')?;
    content.bytes().all(|byte| byte >= b' ' && byte != b'\\').then_some(content)
}

/// Whether a text is a plain string or a whole number, and certainly JSON.
fn is_plain_id(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_number = digits == "0"
        || (digits.starts_with(|first: char| matches!(first, '1'..='9'))
            && digits.bytes().all(|byte| byte.is_ascii_digit()));
    is_number || plain(text).is_some()
}

/// A place in a text.
struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    /// Reads an object, and hands over for each name, which has no escapes, the place of its value.
    fn object(&mut self, mut member: impl FnMut(&mut Self, &'a str) -> Option<()>) -> Option<()> {
        self.expect(b'{')?;
        if self.skip(b'}') {
            return Some(());
        }
        loop {
            self.space();
            let name = plain(self.value()?)?;
            self.expect(b':')?;
            self.space();
            member(self, name)?;
            if !self.skip(b',') {
                return self.expect(b'}');
            }
        }
    }

    /// Reads the parameters of a command.
    fn arguments(&mut self, entry: &Entry) -> Option<Arguments<'a>> {
        let mut arguments = Arguments::none(entry.command);
        let mut expected = 0;
        self.object(|reader, name| {
            expected = arguments.put_first(entry.command, name, expected, reader.value()?)? + 1;
            Some(())
        })?;
        Some(arguments)
    }

    /// The text from here to where a value ends, if it is one.
    fn value(&mut self) -> Option<&'a str> {
        let bytes = self.text.as_bytes();
        let end = match bytes.get(self.at)? {
            b'"' => end_of_string(bytes, self.at + 1)?,
            b'{' | b'[' => end_of_nested(bytes, self.at + 1)?,
            _ => {
                let length = bytes[self.at..].iter().position(|byte| {
                    matches!(byte, b',' | b'}' | b']' | b':' | b'"' | b' ' | b'\t' | b'\r' | b'\n')
                });
                self.at + length.filter(|length| *length > 0)?
            }
        };
        let value = self.text.get(self.at..end);
        self.at = end;
        value
    }

    fn space(&mut self) {
        let bytes = &self.text.as_bytes()[self.at..];
        self.at += bytes.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')).count();
    }

    /// Goes behind a byte, if it comes next.
    fn skip(&mut self, byte: u8) -> bool {
        self.space();
        let is_next = self.text.as_bytes().get(self.at) == Some(&byte);
        self.at += usize::from(is_next);
        is_next
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        self.skip(byte).then_some(())
    }

    fn is_at_end(&mut self) -> bool {
        self.space();
        self.at == self.text.len()
    }
}

/// Whether a byte outside of strings opens or closes something; one look-up is quicker than five comparisons.
const IS_MARK: [bool; 256] = {
    let mut is_mark = [false; 256];
    is_mark[b'"' as usize] = true;
    is_mark[b'[' as usize] = true;
    is_mark[b'{' as usize] = true;
    is_mark[b']' as usize] = true;
    is_mark[b'}' as usize] = true;
    is_mark
};

/// Where a string ends that began before `at`.
fn end_of_string(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes[at] == b'"' {
            return Some(at + 1);
        }
        at += 2;
    }
}

/// Where the array or object ends that began before `at`.
fn end_of_nested(bytes: &[u8], mut at: usize) -> Option<usize> {
    let mut depth = 1_usize;
    loop {
        at += bytes.get(at..)?.iter().position(|byte| IS_MARK[usize::from(*byte)])? + 1;
        match bytes[at - 1] {
            b'"' => at = end_of_string(bytes, at)?,
            b'{' | b'[' => depth += 1,
            _ => depth -= 1,
        }
        if depth == 0 {
            return Some(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use commandry_macros::command;
    use serde::de::IgnoredAny;

    use super::read;
    use crate::{
        Dispatcher, Registry,
        jsonrpc::envelope::{self, Asked, Body, Form},
    };

    /// Takes two values of any kind.
    #[command(crate = "crate", group = "test", read_only)]
    fn take(
        /// One.
        one: serde_json::Value,
        /// The other.
        other: Option<serde_json::Value>,
    ) -> bool {
        one.is_null() && other.is_none()
    }

    fn dispatcher() -> Dispatcher {
        Dispatcher::builder(Registry::new().with::<take>()).build().unwrap()
    }

    /// What is taken apart here is what the envelope reads, or holds a part that no decoder takes; gives whether it was.
    fn check(dispatcher: &Dispatcher, text: &str) -> bool {
        let Some(quick) = read(dispatcher, text) else { return false };
        let parts: Vec<Option<&str>> = (0..2).map(|index| quick.arguments.text(index)).collect();
        match envelope::read(dispatcher, text) {
            Err(_) => {
                let mut parts = parts.iter().flatten();
                assert!(parts.any(|it| serde_json::from_str::<IgnoredAny>(it).is_err()), "{text}");
            }
            Ok(Body::Single(request)) => {
                assert_eq!(request.id, quick.id, "{text}");
                assert!(request.form == Form::JsonRpc, "{text}");
                let Ok(Asked::Known(entry, arguments)) = request.call else { panic!("no call: {text}") };
                assert!(std::ptr::eq(entry, quick.entry), "{text}");
                assert!(arguments.fit(), "{text}");
                let expected: Vec<Option<&str>> = (0..2).map(|index| arguments.text(index)).collect();
                assert_eq!(expected, parts, "{text}");
            }
            Ok(Body::Batch(_)) => panic!("a batch: {text}"),
        }
        true
    }

    const PLAIN: [&str; 5] = [
        r#"{"jsonrpc":"2.0","method":"take","params":{"one":[1,{"a":"}\"]"}],"other":-1.5e3},"id":17}"#,
        " { \"id\" : \"a\" ,\r\n\t\"jsonrpc\" : \"2.0\" , \"method\" : \"take\" , \"params\" : { \"other\" : null , \"one\" : \"\\\\\" } } ",
        r#"{"jsonrpc":"2.0","method":"take","params":{}}"#,
        r#"{"method":"take","jsonrpc":"2.0","id":0}"#,
        r#"{"jsonrpc":"2.0","method":"take","params":{"one":{"ä":["€",[],{}]}},"id":-9}"#,
    ];

    #[test]
    fn plain_requests_are_taken_apart() {
        let dispatcher = dispatcher();
        for text in PLAIN {
            assert!(check(&dispatcher, text), "{text}");
        }
    }

    #[test]
    fn all_others_are_left_to_the_envelope() {
        let dispatcher = dispatcher();
        for text in [
            "",
            "{}",
            "[]",
            "{",
            r#"{"jsonrpc":"2.0","method":"take"} x"#,
            r#"{"jsonrpc":"2.0","method":"take",}"#,
            r#"{"jsonrpc":"2.0","method":"take""#,
            r#"{"jsonrpc":"2.0","method":"take","method":"take"}"#,
            r#"{"jsonrpc":"1.0","jsonrpc":"2.0","method":"take"}"#,
            r#"{"jsonrpc":"2.0","jsonrpc":"2.0","method":"take"}"#,
            r#"{"jsonrpc":"2.0","jsonrpc":"1.0","method":"take"}"#,
            r#"{"jsonrpc":"2.0","method":"take","id":1,"id":1}"#,
            r#"{"jsonrpc":"2.0","method":"take","id":null}"#,
            r#"{"jsonrpc":"2.0","method":"take","id":01}"#,
            r#"{"jsonrpc":"2.0","method":"take","id":1.5}"#,
            r#"{"jsonrpc":"2.0","method":"take","id":"\u0041"}"#,
            "{\"jsonrpc\":\"2.0\",\"method\":\"take\",\"id\":\"a\nb\"}",
            r#"{"jsonrpc":"2.0","method":"\u0074ake"}"#,
            r#"{"jsonrpc":"2.0","method":"nothing"}"#,
            r#"{"jsonrpc":"2.0","method":"take","extra":1}"#,
            r#"{"jsonrpc":"2.0","method":"take","params":[1]}"#,
            r#"{"jsonrpc":"2.0","method":"take","params":{"one":1,"one":1}}"#,
            r#"{"jsonrpc":"2.0","method":"take","params":{"unknown":1}}"#,
            r#"{"jsonrpc":"2.0","method":"take","params":{"one":}}"#,
            r#"{"jsonrpc":"2.0","method":"take","params":{"one":1 2}}"#,
            r#"{"jsonrpc":"2.0","method":"take","params":{"one" 1}}"#,
            r#"{"jsonrpc":"2.0","params":{"one":1},"method":"take"}"#,
            r#"{"command":"take","params":{"one":1}}"#,
        ] {
            assert!(!check(&dispatcher, text), "{text}");
        }
    }

    /// Changes plain requests at one or two places, byte by byte and part by part, and checks each outcome.
    #[test]
    fn nothing_is_taken_apart_otherwise_than_the_envelope_reads_it() {
        let dispatcher = dispatcher();
        let parts = [
            "\"", "\\", "{", "}", "[", "]", ",", ":", " ", "0", "-", ".", "e", "tru", "null", "é", "\u{0}",
            "\n", "id",
        ];
        let (mut taken, mut broken) = (0, 0);
        let mut seed = 0x9E37_79B9_7F4A_7C15_u64;
        for text in PLAIN {
            for _ in 0..20_000 {
                let mut changed = text.to_owned();
                for _ in 0..=(seed & 1) {
                    seed =
                        seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    let [places, choice] = [(seed >> 33) as usize, (seed >> 20) as usize & 0xFF];
                    let at = changed
                        .char_indices()
                        .map(|(at, _)| at)
                        .nth(places % changed.chars().count())
                        .unwrap_or(0);
                    if choice % 4 == 0 {
                        changed.remove(at);
                    } else {
                        changed.insert_str(at, parts[choice % parts.len()]);
                    }
                }
                if check(&dispatcher, &changed) {
                    taken += 1;
                    broken += usize::from(serde_json::from_str::<IgnoredAny>(&changed).is_err());
                }
            }
        }
        // Both kinds must occur, or the test would show nothing.
        assert!(taken > 1000 && broken > 100, "{taken} were taken apart, {broken} of them no JSON");
    }
}
