//! Holds expansions against golden files in `tests/golden`, so that every change of them is seen in review.
//!
//! `UPDATE_GOLDEN=1 cargo test -p commandry-macros golden` writes them anew.

use std::{fs, path::PathBuf};

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, parse::Parser};

/// Tokens beside the function of the command in `standard`.
///
/// Each of them is compiled once for every command of a program: five hundred commands must stay quick to build.
const TOKENS_OF_STANDARD: usize = 632;

/// The attributes that an input may be for; one without any is for the derive.
const OWN_ATTRIBUTES: [&str; 4] = ["command", "commands", "resource", "prompt"];

#[test]
fn standard() {
    let (expansion, input) = check("standard");
    let count = tokens_in(&expansion) - tokens_in(&input);
    assert_eq!(
        count, TOKENS_OF_STANDARD,
        "the expansion of the command `find_stock` has another size; if that is meant, change `TOKENS_OF_STANDARD`"
    );
}

#[test]
fn everything() {
    check("everything");
}

#[test]
fn synchronous() {
    check("synchronous");
}

#[test]
fn blocking() {
    check("blocking");
}

#[test]
fn methods() {
    check("methods");
}

#[test]
fn resource() {
    check("resource");
}

#[test]
fn prompt() {
    check("prompt");
}

#[test]
fn errors() {
    check("errors");
}

#[test]
fn mistakes() {
    check("mistakes");
}

#[test]
fn another_path_of_the_crate_reaches_everywhere() {
    for (name, arguments) in [
        ("standard", "crate = \"other::path\""),
        ("everything", "crate = \"other::path\""),
        ("methods", "crate = \"other::path\""),
        ("resource", "\"orders://{id}\", crate = \"other::path\""),
        ("prompt", "crate = \"other::path\""),
    ] {
        let (attribute, _, item) = input(name);
        let tokens = arguments.parse().expect("tokens");
        let expansion = match attribute.as_str() {
            "commands" => crate::commands_impl::expand(tokens, item),
            "resource" => crate::resource::expand(tokens, item),
            "prompt" => crate::prompt::expand(tokens, item),
            _ => crate::command::expand(tokens, item),
        };
        assert_no_default_path(name, expansion);
    }
    let (_, _, item) = input("errors");
    let attribute: TokenStream = "#[command_error(crate = \"other::path\")]".parse().expect("tokens");
    assert_no_default_path("errors", crate::command_errors::expand(quote::quote!(#attribute #item)));
}

fn assert_no_default_path(name: &str, expansion: TokenStream) {
    for tree in expansion {
        match tree {
            TokenTree::Group(group) => assert_no_default_path(name, group.stream()),
            TokenTree::Ident(ident) => {
                assert!(ident != "commandry", "the expansion of `{name}` has its own path");
            }
            _ => {}
        }
    }
}

/// Expands an input, compares it with its golden file, and gives the expansion and the function as it was written.
fn check(name: &str) -> (TokenStream, TokenStream) {
    let (attribute, arguments, item) = input(name);
    let expansion = match attribute.as_str() {
        "command" => crate::command::expand(arguments, item.clone()),
        "commands" => crate::commands_impl::expand(arguments, item.clone()),
        "resource" => crate::resource::expand(arguments, item.clone()),
        "prompt" => crate::prompt::expand(arguments, item.clone()),
        _ => crate::command_errors::expand(item.clone()),
    };
    let path = folder().join(name).join("expansion.rs");
    let text = printed(&expansion);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, &text).expect("the golden file can be written");
    }
    let golden = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        text == golden,
        "the expansion of `{name}` differs from {}; `UPDATE_GOLDEN=1 cargo test -p commandry-macros golden` accepts:\n{text}",
        path.display()
    );
    (expansion, item)
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// The macro that an input is for, its arguments, and the item without it.
///
/// The item is not parsed any further: its body may be half typed.
fn input(name: &str) -> (String, TokenStream, TokenStream) {
    let text = fs::read_to_string(folder().join(name).join("input.rs")).expect("the input can be read");
    let tokens: TokenStream = text.parse().expect("the input has balanced delimiters");
    let split = |input: syn::parse::ParseStream| {
        let attributes = input.call(Attribute::parse_outer)?;
        Ok((attributes, input.parse::<TokenStream>()?))
    };
    let (mut attributes, rest) = split.parse2(tokens).expect("the input begins with attributes");
    let position =
        attributes.iter().position(|it| OWN_ATTRIBUTES.iter().any(|name| it.path().is_ident(name)));
    let Some(position) = position else {
        return ("derive".to_owned(), TokenStream::new(), quote::quote!(#(#attributes)* #rest));
    };
    let attribute = attributes.remove(position);
    let arguments = crate::arguments::of_attribute(&attribute).expect("arguments in parentheses");
    (attribute.path().to_token_stream().to_string(), arguments, quote::quote!(#(#attributes)* #rest))
}

/// Source text that people can read, also where a body is half typed and cannot be formatted.
fn printed(expansion: &TokenStream) -> String {
    syn::parse2(expansion.clone()).map_or_else(
        |_| {
            let without_bodies = syn::parse2(with_empty_bodies(expansion.clone()));
            prettyplease::unparse(&without_bodies.expect("the expansion is valid but for its bodies"))
        },
        |file| prettyplease::unparse(&file),
    )
}

fn with_empty_bodies(tokens: TokenStream) -> TokenStream {
    tokens
        .into_iter()
        .map(|tree| match tree {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                TokenTree::Group(Group::new(Delimiter::Brace, TokenStream::new()))
            }
            other => other,
        })
        .collect()
}

fn tokens_in(tokens: &TokenStream) -> usize {
    let inside = |tree: TokenTree| match tree {
        TokenTree::Group(group) => 2 + tokens_in(&group.stream()),
        _ => 1,
    };
    tokens.clone().into_iter().map(inside).sum()
}
