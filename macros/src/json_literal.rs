//! JSON values written as Rust tokens: `{"sku": "A1", "amounts": [1, -2.5], "note": null}`.

use std::fmt::Write;

use proc_macro2::Span;
use syn::{
    Ident, Lit, LitStr, Token, braced, bracketed,
    ext::IdentExt,
    parse::{Parse, ParseStream},
    token,
};

use crate::arguments::parsed;

/// A JSON value as its text.
#[derive(Clone, Debug)]
pub(crate) struct JsonLiteral {
    pub(crate) text: String,
    pub(crate) span: Span,
}

/// A JSON number, kept as written.
#[derive(Clone, Debug)]
pub(crate) struct NumberLiteral {
    pub(crate) text: String,
    pub(crate) span: Span,
}

impl NumberLiteral {
    /// Whether this number is larger than another one.
    pub(crate) fn exceeds(&self, other: &Self) -> bool {
        if let (Ok(this), Ok(other)) = (self.text.parse::<i128>(), other.text.parse::<i128>()) {
            return this > other;
        }
        let number = |text: &str| text.parse::<f64>().unwrap_or_default();
        number(&self.text) > number(&other.text)
    }
}

impl Parse for NumberLiteral {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let span = input.span();
        let minus = input.parse::<Option<Token![-]>>()?;
        let literal: Lit = input.parse().map_err(|_| syn::Error::new(span, "expected a number"))?;
        if !matches!(literal, Lit::Int(_) | Lit::Float(_)) {
            return Err(syn::Error::new(span, "expected a number"));
        }
        let digits = number(&literal)?;
        let sign = if minus.is_some() { "-" } else { "" };
        Ok(Self { text: format!("{sign}{digits}"), span })
    }
}

impl Parse for JsonLiteral {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let span = input.span();
        let mut text = String::new();
        write_value(input, &mut text)?;
        Ok(Self { text, span })
    }
}

fn write_value(input: ParseStream, text: &mut String) -> syn::Result<()> {
    if input.peek(token::Brace) {
        write_object(input, text)
    } else if input.peek(token::Bracket) {
        write_array(input, text)
    } else if input.peek(Token![-]) {
        text.push_str(&input.parse::<NumberLiteral>()?.text);
        Ok(())
    } else if input.peek(Lit) {
        write_literal(&input.parse()?, text)
    } else {
        write_word(input, text)
    }
}

fn write_object(input: ParseStream, text: &mut String) -> syn::Result<()> {
    let content;
    braced!(content in input);
    let mut seen = Vec::new();
    text.push('{');
    while !content.is_empty() {
        let key: LitStr = parsed(&content, "expected a key in double quotes, as in `{\"key\": value}`")?;
        if seen.contains(&key.value()) {
            return Err(syn::Error::new(key.span(), format!("the key `{}` is given twice", key.value())));
        }
        if !seen.is_empty() {
            text.push(',');
        }
        write_string(&key.value(), text);
        seen.push(key.value());
        content.parse::<Token![:]>()?;
        text.push(':');
        write_value(&content, text)?;
        separator(&content)?;
    }
    text.push('}');
    Ok(())
}

fn write_array(input: ParseStream, text: &mut String) -> syn::Result<()> {
    let content;
    bracketed!(content in input);
    let mut first = true;
    text.push('[');
    while !content.is_empty() {
        if !first {
            text.push(',');
        }
        first = false;
        write_value(&content, text)?;
        separator(&content)?;
    }
    text.push(']');
    Ok(())
}

fn separator(content: ParseStream) -> syn::Result<()> {
    if !content.is_empty() {
        content.parse::<Token![,]>()?;
    }
    Ok(())
}

fn write_literal(literal: &Lit, text: &mut String) -> syn::Result<()> {
    match literal {
        Lit::Str(string) => write_string(&string.value(), text),
        Lit::Bool(value) => text.push_str(if value.value { "true" } else { "false" }),
        number_literal => text.push_str(&number(number_literal)?),
    }
    Ok(())
}

/// The digits of a number as JSON writes them.
fn number(literal: &Lit) -> syn::Result<String> {
    let refuse_suffix = |suffix: &str, span: Span| {
        if suffix.is_empty() {
            return Ok(());
        }
        Err(syn::Error::new(span, format!("JSON numbers have no type; remove `{suffix}`")))
    };
    match literal {
        Lit::Int(integer) => {
            refuse_suffix(integer.suffix(), integer.span())?;
            Ok(integer.base10_digits().to_owned())
        }
        Lit::Float(float) => {
            refuse_suffix(float.suffix(), float.span())?;
            let value: f64 = float.base10_parse()?;
            if value.is_finite() {
                Ok(format!("{value:?}"))
            } else {
                Err(syn::Error::new(float.span(), "the number is too large for JSON"))
            }
        }
        other => Err(syn::Error::new(other.span(), EXPECTED)),
    }
}

const EXPECTED: &str = "expected a JSON value: a number, a text in double quotes, `true`, `false`, `null`, `[…]` or \
                        `{\"key\": …}`";

fn write_word(input: ParseStream, text: &mut String) -> syn::Result<()> {
    let word = Ident::parse_any(input).map_err(|_| syn::Error::new(input.span(), EXPECTED))?;
    if word == "null" {
        text.push_str("null");
        return Ok(());
    }
    let hint = if word == "None" { "; JSON writes `None` as `null`" } else { "" };
    Err(syn::Error::new(word.span(), format!("{EXPECTED}{hint}")))
}

fn write_string(string: &str, text: &mut String) {
    text.push('"');
    for character in string.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            control if control < ' ' => {
                // Writing to a string cannot fail.
                let _ = write!(text, "\\u{:04x}", u32::from(control));
            }
            other => text.push(other),
        }
    }
    text.push('"');
}

#[cfg(test)]
mod tests {
    use super::{JsonLiteral, NumberLiteral};

    fn text(tokens: &str) -> Result<String, String> {
        syn::parse_str::<JsonLiteral>(tokens).map(|it| it.text).map_err(|error| error.to_string())
    }

    #[test]
    fn every_kind_of_value_becomes_json() {
        for (tokens, expected) in [
            ("3", "3"),
            ("-3", "-3"),
            ("0x10", "16"),
            ("1_000", "1000"),
            ("2.50", "2.5"),
            ("-1e300", "-1e300"),
            ("true", "true"),
            ("null", "null"),
            (r#""a\"b\\c\n\u{1}é""#, r#""a\"b\\c\n\u0001é""#),
            ("[1, [], {},]", "[1,[],{}]"),
            (r#"{"a": [true], "b": {"c": null},}"#, r#"{"a":[true],"b":{"c":null}}"#),
        ] {
            assert_eq!(text(tokens).as_deref(), Ok(expected), "{tokens}");
        }
    }

    #[test]
    fn what_json_cannot_say_is_refused() {
        for (tokens, message) in [
            ("None", "as `null`"),
            ("'c'", "expected a JSON value"),
            ("1e999", "too large"),
            ("3u8", "remove `u8`"),
            ("{a: 1}", "key in double quotes"),
            (r#"{"a": 1, "a": 2}"#, "given twice"),
            ("[1 2]", "expected `,`"),
            ("", "expected a JSON value"),
        ] {
            let error = text(tokens).expect_err(tokens);
            assert!(error.contains(message), "{tokens}: {error}");
        }
    }

    #[test]
    fn numbers_are_compared_exactly_where_they_are_integers() {
        let number = |text: &str| syn::parse_str::<NumberLiteral>(text).expect("a number");
        assert!(number("9007199254740993").exceeds(&number("9007199254740992")));
        assert!(number("2.5").exceeds(&number("2")));
        assert!(!number("-1").exceeds(&number("1")));
    }
}
