//! What all attributes have in common: `name`, `name = value` and `name(…)`, separated by commas.

use proc_macro2::TokenTree;
use quote::ToTokens;
use syn::{
    Ident, LitBool, LitStr, Token,
    ext::IdentExt,
    parse::{Parse, ParseBuffer, ParseStream},
    token,
};

use crate::{
    errors::Errors,
    names::{did_you_mean, listed},
};

/// The arguments that an attribute has.
#[derive(Clone, Copy)]
pub(crate) struct Allowed {
    /// The attribute as messages call it, such as ``#[command]``.
    pub(crate) attribute: &'static str,
    /// Arguments that may be given once.
    pub(crate) once: &'static [&'static str],
    /// Arguments that may be repeated.
    pub(crate) repeated: &'static [&'static str],
}

impl Allowed {
    fn expected(self) -> String {
        let names = listed(self.names());
        if self.names().count() == 1 { names } else { format!("one of: {names}") }
    }

    fn names(self) -> impl Iterator<Item = &'static str> {
        self.once.iter().chain(self.repeated).copied()
    }
}

/// Reads arguments one by one; a mistake in one of them does not hide those in the others.
pub(crate) fn read(
    input: ParseStream,
    allowed: Allowed,
    errors: &mut Errors,
    mut take: impl FnMut(&Ident, ParseStream, &mut Errors) -> syn::Result<()>,
) {
    let mut seen: Vec<Ident> = Vec::new();
    while !input.is_empty() {
        let outcome = match Ident::parse_any(input) {
            Ok(name) => read_one(&name, input, allowed, &mut seen, errors, &mut take),
            Err(_) => Err(syn::Error::new(input.span(), format!("expected {}", allowed.expected()))),
        };
        let outcome = outcome.and_then(|()| {
            let ended = input.is_empty() || input.peek(Token![,]);
            if ended {
                Ok(())
            } else {
                Err(syn::Error::new(input.span(), "expected `,` before the next argument"))
            }
        });
        if let Err(error) = outcome {
            errors.push(error);
            skip_argument(input);
        }
        // An argument ends at a comma or at the end, so this fails only at the end.
        let _ = input.parse::<Option<Token![,]>>();
    }
}

fn read_one(
    name: &Ident,
    input: ParseStream,
    allowed: Allowed,
    seen: &mut Vec<Ident>,
    errors: &mut Errors,
    take: &mut impl FnMut(&Ident, ParseStream, &mut Errors) -> syn::Result<()>,
) -> syn::Result<()> {
    let text = name.to_string();
    if !allowed.names().any(|known| known == text) {
        let hint = did_you_mean(&text, allowed.names().filter(|_| allowed.names().count() > 1));
        let Allowed { attribute, .. } = allowed;
        let message =
            format!("unknown argument `{text}` of {attribute}, expected {}{hint}", allowed.expected());
        return Err(syn::Error::new(name.span(), message));
    }
    if seen.contains(name) && !allowed.repeated.contains(&text.as_str()) {
        return Err(syn::Error::new(
            name.span(),
            format!("the argument `{text}` of {} is given twice", allowed.attribute),
        ));
    }
    seen.push(name.clone());
    take(name, input, errors)
}

fn skip_argument(input: ParseStream) {
    while !input.is_empty() && !input.peek(Token![,]) {
        // There is a token, so this cannot fail.
        let _ = input.parse::<TokenTree>();
    }
}

/// Reads `= "text"`; an empty text is refused.
pub(crate) fn text(name: &Ident, input: ParseStream) -> syn::Result<LitStr> {
    let example = format!("`{name} = \"…\"`");
    if !input.peek(Token![=]) {
        return Err(syn::Error::new(name.span(), format!("the argument `{name}` needs a text: {example}")));
    }
    input.parse::<Token![=]>()?;
    quoted(input, &format!("the argument `{name}` needs a text in double quotes: {example}"))
}

/// Reads a text in double quotes, otherwise fails with a message; an empty text is refused.
pub(crate) fn quoted(input: ParseStream, otherwise: &str) -> syn::Result<LitStr> {
    let text: LitStr = parsed(input, otherwise)?;
    if text.value().trim().is_empty() {
        return Err(syn::Error::new(text.span(), "the text must not be empty"));
    }
    Ok(text)
}

/// Reads something, otherwise fails with a message where it should begin.
pub(crate) fn parsed<T: Parse>(input: ParseStream, otherwise: &str) -> syn::Result<T> {
    let span = input.span();
    input.parse().map_err(|_| syn::Error::new(span, otherwise))
}

/// Reads nothing, `= true` or `= false`.
pub(crate) fn flag(name: &Ident, input: ParseStream) -> syn::Result<bool> {
    let forms = format!("the argument `{name}` is written `{name}`, `{name} = true` or `{name} = false`");
    if input.peek(token::Paren) {
        return Err(syn::Error::new(input.span(), forms));
    }
    if input.parse::<Option<Token![=]>>()?.is_none() {
        return Ok(true);
    }
    parsed::<LitBool>(input, &forms).map(|value| value.value)
}

/// Makes sure that an argument stands alone.
pub(crate) fn bare(name: &Ident, input: ParseStream) -> syn::Result<()> {
    if input.peek(Token![=]) || input.peek(token::Paren) {
        return Err(syn::Error::new(input.span(), format!("the argument `{name}` takes no value")));
    }
    Ok(())
}

/// Reads the inside of `(…)`.
pub(crate) fn list<'a>(name: &Ident, input: ParseStream<'a>, example: &str) -> syn::Result<ParseBuffer<'a>> {
    if !input.peek(token::Paren) {
        return Err(syn::Error::new(
            name.span(),
            format!("the argument `{name}` needs a list in parentheses: `{name}({example})`"),
        ));
    }
    let content;
    syn::parenthesized!(content in input);
    Ok(content)
}

/// The arguments of an attribute as tokens, or a mistake when it is not written `#[name(…)]`.
pub(crate) fn of_attribute(attribute: &syn::Attribute) -> syn::Result<proc_macro2::TokenStream> {
    match &attribute.meta {
        syn::Meta::List(list) => Ok(list.tokens.clone()),
        syn::Meta::Path(_) => Ok(proc_macro2::TokenStream::new()),
        other @ syn::Meta::NameValue(_) => {
            let name = attribute.path().to_token_stream().to_string();
            Err(syn::Error::new_spanned(other, format!("write `#[{name}(…)]`")))
        }
    }
}

/// Runs a reader over tokens; a reader reports to the sink instead of failing, and takes all tokens.
pub(crate) fn over(
    tokens: proc_macro2::TokenStream,
    errors: &mut Errors,
    reader: impl FnOnce(ParseStream, &mut Errors),
) {
    let before = errors.count();
    let outcome = syn::parse::Parser::parse2(
        |input: ParseStream| {
            reader(input, errors);
            Ok(())
        },
        tokens,
    );
    // After a mistake inside of parentheses the parser complains about the rest of them as well.
    if let Err(error) = outcome
        && errors.count() == before
    {
        errors.push(error);
    }
}
