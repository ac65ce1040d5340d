//! What can be told of a type by its tokens alone; everything else is left to traits, so that aliases work.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{ReturnType, Type};

use crate::errors::Errors;

/// Reports a type that no parameter can have; tells whether the type can be used.
pub(crate) fn check_parameter(ty: &Type, errors: &mut Errors) -> bool {
    let before = errors.count();
    for found in borrowed_and_hidden(ty.to_token_stream()) {
        match found {
            Found::Reference { at, target } => {
                errors.rule(
                    at,
                    &format!("must own its parameters: the value comes from a message; {}", owned(&target)),
                );
            }
            Found::Impl(at) => {
                errors.rule(at, "must name the types of its parameters: callers read their schemas");
            }
        }
    }
    errors.count() == before
}

/// Reports a type that no command can return; tells whether the type can be used.
pub(crate) fn check_returned(output: &ReturnType, errors: &mut Errors) -> bool {
    let ReturnType::Type(_, ty) = output else { return true };
    let before = errors.count();
    if let Type::Never(never) = &**ty {
        errors.rule(never, "must return: its caller waits for an answer");
    }
    for found in borrowed_and_hidden(ty.to_token_stream()) {
        match found {
            Found::Reference { at, target } => {
                errors
                    .rule(at, &format!("must own its result: it outlives the function; {}", owned(&target)));
            }
            Found::Impl(at) if is_future(ty) => {
                errors.rule(at, "must be an `async fn` instead of returning a future");
            }
            Found::Impl(at) => errors.rule(at, "must name the type of its result: callers read its schema"),
        }
    }
    errors.count() == before
}

/// A type as people write it; printed tokens have a space between any two of them.
pub(crate) fn spelled(ty: &Type) -> String {
    let mut text = ty.to_token_stream().to_string();
    for (printed, written) in [(" :: ", "::"), (" < ", "<"), (" >", ">"), (" ,", ","), ("& ", "&")] {
        text = text.replace(printed, written);
    }
    text
}

/// Replaces `Self` by another name, which keeps its place in the source.
pub(crate) fn replace_self(tokens: TokenStream, name: &Ident) -> TokenStream {
    tokens
        .into_iter()
        .map(|tree| match tree {
            TokenTree::Ident(ident) if ident == "Self" => {
                let mut named = name.clone();
                named.set_span(ident.span());
                TokenTree::Ident(named)
            }
            TokenTree::Group(group) => {
                let mut replaced =
                    proc_macro2::Group::new(group.delimiter(), replace_self(group.stream(), name));
                replaced.set_span(group.span());
                TokenTree::Group(replaced)
            }
            other => other,
        })
        .collect()
}

enum Found {
    /// A reference that is not `'static`, and the type behind it.
    Reference { at: TokenStream, target: String },
    /// `impl Trait`.
    Impl(TokenStream),
}

/// Looks for `&T` and `impl Trait` at any depth.
///
/// The tokens are enough for this, and cost less than a visitor of all types.
fn borrowed_and_hidden(tokens: TokenStream) -> Vec<Found> {
    let mut found = Vec::new();
    let mut trees = tokens.into_iter().peekable();
    while let Some(tree) = trees.next() {
        match tree {
            TokenTree::Punct(and) if and.as_char() == '&' => {
                let mut at = TokenStream::from(TokenTree::from(and));
                let rest: Vec<TokenTree> = trees.clone().take(2).collect();
                let lifetime = match rest.as_slice() {
                    [TokenTree::Punct(tick), TokenTree::Ident(name)] if tick.as_char() == '\'' => {
                        Some(name.to_string())
                    }
                    _ => None,
                };
                if lifetime.as_deref() == Some("static") {
                    continue;
                }
                if lifetime.is_some() {
                    at.extend(trees.by_ref().take(2));
                }
                if let Some(TokenTree::Ident(word)) = trees.peek()
                    && word == "mut"
                {
                    at.extend(trees.next());
                }
                let target = trees.peek().map(ToString::to_string).unwrap_or_default();
                at.extend(trees.peek().cloned());
                found.push(Found::Reference { at, target });
            }
            TokenTree::Ident(word) if word == "impl" => found.push(Found::Impl(TokenTree::from(word).into())),
            // Braces in a type hold the value of a constant, where `&` may stand for something else.
            TokenTree::Group(group) if group.delimiter() != proc_macro2::Delimiter::Brace => {
                found.extend(borrowed_and_hidden(group.stream()));
            }
            _ => {}
        }
    }
    found
}

fn owned(target: &str) -> String {
    if target == "str" {
        "use `String`".to_owned()
    } else if target.starts_with('[') {
        "use `Vec`".to_owned()
    } else {
        "use the type without `&`".to_owned()
    }
}

fn is_future(ty: &Type) -> bool {
    let Type::ImplTrait(hidden) = ty else { return false };
    hidden
        .to_token_stream()
        .into_iter()
        .any(|tree| matches!(tree, TokenTree::Ident(word) if word == "Future"))
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::{check_parameter, check_returned, replace_self, spelled};
    use crate::errors::Errors;

    fn faults(ty: &syn::Type) -> usize {
        let mut errors = Errors::new("command `x`");
        let usable = check_parameter(ty, &mut errors);
        assert_eq!(usable, errors.is_empty());
        errors.count()
    }

    #[test]
    fn references_are_found_at_any_depth() {
        assert_eq!(faults(&parse_quote!(&str)), 1);
        assert_eq!(faults(&parse_quote!(Option<(&'a mut [u8], &T)>)), 2);
        assert_eq!(faults(&parse_quote!(Vec<Box<impl Clone>>)), 1);
    }

    #[test]
    fn what_only_resembles_a_reference_is_fine() {
        assert_eq!(faults(&parse_quote!(Option<&'static str>)), 0);
        assert_eq!(faults(&parse_quote!(Cow<'static, str>)), 0);
        assert_eq!(faults(&parse_quote!(Bits<{ A & B }>)), 0);
        assert_eq!(faults(&parse_quote!(implementation::Impl)), 0);
    }

    #[test]
    fn results_are_checked_as_well() {
        let count = |output: syn::ReturnType| {
            let mut errors = Errors::new("command `x`");
            check_returned(&output, &mut errors);
            errors.count()
        };
        assert_eq!(count(parse_quote!()), 0);
        assert_eq!(count(parse_quote!(-> Result<&'static str, Box<dyn Error + Send + Sync>>)), 0);
        assert_eq!(count(parse_quote!(-> !)), 1);
        assert_eq!(count(parse_quote!(-> Result<&str, E>)), 1);
        assert_eq!(count(parse_quote!(-> impl Future<Output = u8>)), 1);
    }

    #[test]
    fn self_is_replaced_wherever_it_stands() {
        let replaced =
            replace_self(quote::quote!(Vec<(Self, [Self::Key; 2], SelfMade)>), &parse_quote!(Service));
        assert_eq!(
            replaced.to_string(),
            quote::quote!(Vec<(Service, [Service::Key; 2], SelfMade)>).to_string()
        );
    }

    #[test]
    fn types_are_spelled_as_people_write_them() {
        assert_eq!(spelled(&parse_quote!(a::Service<T, Vec<u8>>)), "a::Service<T, Vec<u8>>");
        assert_eq!(spelled(&parse_quote!(&'static str)), "&'static str");
    }
}
