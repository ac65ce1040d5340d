//! Telling our attributes from those of other crates that have the same name.

use proc_macro2::{TokenStream, TokenTree};
use syn::{Attribute, LitStr, Meta, Path, ext::IdentExt};

/// Whether an attribute is `#[command]`; see [`is_own`].
pub(crate) fn is_command(attribute: &Attribute, crate_path: Option<&Path>) -> bool {
    is_own("command", attribute, crate_path)
}

/// Whether an attribute is ours and has a name: by itself, from the crate `commandry`, or from where `crate = "…"` says
/// that it is found; `#[clap::command]` and the like are not.
pub(crate) fn is_own(name: &str, attribute: &Attribute, crate_path: Option<&Path>) -> bool {
    let mut segments = names(attribute.path());
    if segments.pop().as_deref() != Some(name) {
        return false;
    }
    segments.is_empty()
        || segments.iter().any(|segment| segment == "commandry")
        || crate_path.is_some_and(|path| meet(&segments, &names(path)))
        || crate_argument(attribute).is_some_and(|path| meet(&segments, &names(&path)))
}

/// Whether two paths may lead to the same crate: one of them may begin further outside than the other.
fn meet(one: &[String], other: &[String]) -> bool {
    one.ends_with(other) || other.ends_with(one)
}

fn names(path: &Path) -> Vec<String> {
    path.segments.iter().map(|segment| segment.ident.unraw().to_string()).collect()
}

/// The path that the attribute itself gives as `crate = "…"`.
fn crate_argument(attribute: &Attribute) -> Option<Path> {
    let Meta::List(list) = &attribute.meta else { return None };
    let trees: Vec<TokenTree> = list.tokens.clone().into_iter().collect();
    let position = trees.iter().position(|tree| matches!(tree, TokenTree::Ident(name) if name == "crate"))?;
    let value = TokenStream::from(trees.get(position + 2)?.clone());
    syn::parse2::<LitStr>(value).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use quote::ToTokens;
    use syn::{Attribute, Path, parse_quote};

    use super::is_command;

    #[test]
    fn attributes_of_other_crates_are_not_ours() {
        let ours: [Attribute; 5] = [
            parse_quote!(#[command]),
            parse_quote!(#[command(read_only)]),
            parse_quote!(#[::commandry::command]),
            parse_quote!(#[commandry::prelude::command = 3]),
            parse_quote!(#[facade::inner::command(read_only, crate = "crate::facade::inner")]),
        ];
        for attribute in ours {
            assert!(is_command(&attribute, None), "{}", attribute.to_token_stream());
        }
        let others: [Attribute; 5] = [
            parse_quote!(#[clap::command]),
            parse_quote!(#[facade::command]),
            parse_quote!(#[commandry::commands]),
            parse_quote!(#[inline]),
            parse_quote!(#[poise::command(crate = "commandry")]),
        ];
        for attribute in others {
            assert!(!is_command(&attribute, None), "{}", attribute.to_token_stream());
        }
        let path: Path = parse_quote!(crate::facade);
        assert!(is_command(&parse_quote!(#[facade::command]), Some(&path)));
        assert!(!is_command(&parse_quote!(#[other::command]), Some(&path)));
    }
}
