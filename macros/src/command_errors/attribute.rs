//! The attributes `#[command_error(…)]` of a type, its variants and their fields.

use proc_macro2::{Span, TokenStream};
use quote::format_ident;
use syn::{
    Attribute, Field, Fields, Ident, LitInt, LitStr, Path, Token, Variant, ext::IdentExt, parse::ParseStream,
};

use super::{Declared, Detail, Meaning};
use crate::{
    arguments::{self, Allowed},
    attribute, docs,
    errors::Errors,
    names,
};

/// The code of a kind that was given none.
const DEFAULT_CODE: i64 = 1000;
/// The HTTP status of a kind that was given none: the request was understood and cannot be done.
const DEFAULT_STATUS: u16 = 422;

/// Reads `#[command_error(crate = "…")]` of the type itself.
pub(super) fn crate_path(attributes: &[Attribute], errors: &mut Errors) -> Option<Path> {
    const ALLOWED: Allowed =
        Allowed { attribute: "`#[command_error]` of a type", once: &["crate"], repeated: &[] };
    let mut path = None;
    each_attribute(attributes, errors, |tokens, errors| {
        arguments::over(tokens, errors, |input, errors| {
            arguments::read(input, ALLOWED, errors, |name, input, _| {
                path = Some(attribute::crate_path(name, input)?);
                Ok(())
            });
        });
    });
    path
}

fn each_attribute(
    attributes: &[Attribute],
    errors: &mut Errors,
    mut take: impl FnMut(TokenStream, &mut Errors),
) {
    let mut seen = false;
    for attribute in attributes.iter().filter(|it| it.path().is_ident("command_error")) {
        if std::mem::replace(&mut seen, true) {
            errors.report(attribute, "`#[command_error]` is given twice; put all settings into one");
        }
        match arguments::of_attribute(attribute) {
            Ok(tokens) => take(tokens, errors),
            Err(error) => errors.push(error),
        }
    }
}

/// What `#[command_error(…)]` says of a variant.
#[derive(Default)]
pub(super) struct Settings {
    code: Option<(i64, Ident)>,
    status: Option<(u16, Ident)>,
    kind: Option<(LitStr, Ident)>,
    transparent: Option<Ident>,
    internal: Option<Ident>,
}

impl Settings {
    pub(super) fn read(variant: &Variant, errors: &mut Errors) -> Self {
        const ALLOWED: Allowed = Allowed {
            attribute: "`#[command_error]`",
            once: &["code", "status", "kind", "transparent", "internal"],
            repeated: &[],
        };
        let mut settings = Self::default();
        each_attribute(&variant.attrs, errors, |tokens, errors| {
            arguments::over(tokens, errors, |input, errors| {
                arguments::read(input, ALLOWED, errors, |name, input, errors| {
                    settings.take(name, input, errors)
                });
            });
        });
        settings
    }

    fn take(&mut self, name: &Ident, input: ParseStream, errors: &mut Errors) -> syn::Result<()> {
        match name.to_string().as_str() {
            "code" => {
                let (code, at): (i64, _) = integer(name, input, "a code is a whole number from 1000 on")?;
                if code < DEFAULT_CODE {
                    errors.report_at(
                        at,
                        "codes of applications are 1000 and up; JSON-RPC and MCP keep the others",
                    );
                }
                self.code = Some((code, name.clone()));
            }
            "status" => {
                let message = "an HTTP status of an error is a number from 400 to 599";
                let (status, at): (u16, _) = integer(name, input, message)?;
                if !(400..=599).contains(&status) {
                    errors.report_at(at, message);
                }
                self.status = Some((status, name.clone()));
            }
            "kind" => {
                let text = arguments::text(name, input)?;
                names::check("the kind", &text, names::snake_case_fault(&text.value()), errors);
                self.kind = Some((text, name.clone()));
            }
            "transparent" => {
                arguments::bare(name, input)?;
                self.transparent = Some(name.clone());
            }
            _ => {
                arguments::bare(name, input)?;
                self.internal = Some(name.clone());
            }
        }
        Ok(())
    }

    pub(super) fn meaning(self, variant: &Variant, index: usize, errors: &mut Errors) -> Meaning {
        if let (Some(_), Some(internal)) = (&self.transparent, &self.internal) {
            errors.report(internal, "a variant is either `transparent` or `internal`");
        }
        if let Some(word) = self.transparent.as_ref().or(self.internal.as_ref()) {
            let useless = [
                self.code.as_ref().map(|(_, name)| name),
                self.status.as_ref().map(|(_, name)| name),
                self.kind.as_ref().map(|(_, name)| name),
            ];
            for name in useless.into_iter().flatten() {
                errors.report(name, &format!("`{name}` has no meaning beside `{word}`"));
            }
        }
        let details = details(&variant.fields, index, errors);
        if self.internal.is_some() {
            return Meaning::Internal;
        }
        if let Some(word) = &self.transparent {
            let mut fields = variant.fields.iter();
            if let (Some(field), None) = (fields.next(), fields.next()) {
                return Meaning::Transparent {
                    field: field.ident.clone(),
                    ty: Box::new(field.ty.clone()),
                    constant: format_ident!("__T{index}"),
                };
            }
            errors.report(word, "a `transparent` variant has one field, the error whose kinds it takes over");
            return Meaning::Internal;
        }
        let kind = self
            .kind
            .map_or_else(|| snake_case(&variant.ident.unraw().to_string()), |(text, _)| text.value());
        Meaning::Declared(Box::new(Declared {
            kind,
            code: self.code.map_or(DEFAULT_CODE, |(code, _)| code),
            status: self.status.map_or(DEFAULT_STATUS, |(status, _)| status),
            description: docs::text(&variant.attrs),
            travels_whole: details.len() == variant.fields.len(),
            details,
        }))
    }
}

fn integer<N>(name: &Ident, input: ParseStream, message: &str) -> syn::Result<(N, Span)>
where
    N: std::str::FromStr<Err: std::fmt::Display>,
{
    if !input.peek(Token![=]) {
        return Err(syn::Error::new(name.span(), message));
    }
    input.parse::<Token![=]>()?;
    let span = input.span();
    let minus: Option<Token![-]> = input.parse()?;
    let literal: LitInt = input.parse().map_err(|_| syn::Error::new(span, message))?;
    let sign = if minus.is_some() { "-" } else { "" };
    let number = format!("{sign}{}", literal.base10_digits()).parse();
    number.map(|number| (number, span)).map_err(|_| syn::Error::new(span, message))
}

/// The fields that travel to callers: those with a name that are not the cause and were not kept back.
fn details(fields: &Fields, variant: usize, errors: &mut Errors) -> Vec<Detail> {
    let mut details = Vec::new();
    for field in fields {
        let is_skipped = is_skipped(field, errors);
        let Some(ident) = &field.ident else {
            if is_skipped {
                errors.report(field, "a field without a name never travels to callers; remove `skip`");
            }
            continue;
        };
        let is_cause = field.attrs.iter().any(|attribute| {
            ["source", "from", "backtrace"].iter().any(|name| attribute.path().is_ident(name))
        }) || ident == "source"
            || ident == "backtrace";
        if !is_skipped && !is_cause {
            let constant = format_ident!("__D{variant}_{}", details.len());
            details.push(Detail { field: ident.clone(), ty: field.ty.clone(), constant });
        }
    }
    details
}

fn is_skipped(field: &Field, errors: &mut Errors) -> bool {
    const ALLOWED: Allowed =
        Allowed { attribute: "`#[command_error]` of a field", once: &["skip"], repeated: &[] };
    let mut skipped = false;
    each_attribute(&field.attrs, errors, |tokens, errors| {
        arguments::over(tokens, errors, |input, errors| {
            arguments::read(input, ALLOWED, errors, |name, input, _| {
                skipped = true;
                arguments::bare(name, input)
            });
        });
    });
    skipped
}

/// `OutOfStock` as `out_of_stock`, `HTTPError` as `http_error`.
fn snake_case(name: &str) -> String {
    let characters: Vec<char> = name.chars().collect();
    let mut text = String::new();
    for (index, character) in characters.iter().enumerate() {
        let after_lower = index > 0 && !characters[index - 1].is_uppercase() && characters[index - 1] != '_';
        let before_lower = index > 0
            && characters[index - 1] != '_'
            && characters.get(index + 1).is_some_and(|next| next.is_lowercase());
        if character.is_uppercase() && (after_lower || before_lower) {
            text.push('_');
        }
        text.extend(character.to_lowercase());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::snake_case;

    #[test]
    fn kinds_are_the_names_of_variants_in_snake_case() {
        for (name, expected) in [
            ("OutOfStock", "out_of_stock"),
            ("HTTPError", "http_error"),
            ("Sha256Mismatch", "sha256_mismatch"),
            ("Gone", "gone"),
            ("A", "a"),
            ("Already_Snake", "already_snake"),
        ] {
            assert_eq!(snake_case(name), expected);
        }
    }
}
