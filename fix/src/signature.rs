//! The parameters of a command, and where their documentation goes.

use proc_macro2::{TokenStream, TokenTree};
use syn::{Attribute, FnArg, LitStr, Meta, Pat, Signature, ext::IdentExt, spanned::Spanned};

use crate::{
    documentation::Documentation,
    edit::Edits,
    text::Text,
    types::{KnownTypes, Shape},
};

/// An argument of the function.
pub(crate) struct Parameter {
    /// The name that callers send.
    pub(crate) name: String,
    /// The name in Rust, without `r#`.
    pub(crate) rust_name: String,
    /// Whether the server hands it in, so that callers never read about it.
    pub(crate) is_injected: bool,
    pub(crate) documentation: Documentation,
    pub(crate) shape: Shape,
    /// Where the first of its attributes or its name begins.
    start: usize,
}

impl Parameter {
    /// Whether documentation speaks of this parameter by this name.
    pub(crate) fn is_called(&self, name: &str) -> bool {
        self.name == name || self.rust_name == name
    }
}

/// The arguments of a function but for `self`; those without a name are the macro's to refuse.
pub(crate) fn parameters(signature: &Signature, text: Text<'_>, types: &KnownTypes) -> Vec<Parameter> {
    let mut parameters = Vec::new();
    for input in &signature.inputs {
        let FnArg::Typed(argument) = input else { continue };
        let Pat::Ident(pattern) = &*argument.pat else { continue };
        let rust_name = pattern.ident.unraw().to_string();
        parameters.push(Parameter {
            name: renamed(&argument.attrs).unwrap_or_else(|| rust_name.clone()),
            rust_name,
            is_injected: argument.attrs.iter().any(|it| it.path().is_ident("inject")),
            documentation: Documentation::read(&argument.attrs, text),
            shape: types.shape(&argument.ty),
            start: start(input, text),
        });
    }
    parameters
}

/// The name in `#[param(rename = "…")]`.
fn renamed(attributes: &[Attribute]) -> Option<String> {
    let settings = attributes.iter().filter(|it| it.path().is_ident("param"));
    let mut lists = settings.filter_map(|attribute| match &attribute.meta {
        Meta::List(list) => Some(list.tokens.clone()),
        _ => None,
    });
    lists.find_map(rename)
}

fn rename(settings: TokenStream) -> Option<String> {
    let trees: Vec<TokenTree> = settings.into_iter().collect();
    let position = trees.iter().position(|it| matches!(it, TokenTree::Ident(name) if name == "rename"))?;
    let value = TokenStream::from(trees.get(position + 2)?.clone());
    syn::parse2::<LitStr>(value).ok().map(|text| text.value())
}

fn start(input: &FnArg, text: Text<'_>) -> usize {
    let (attributes, first) = match input {
        FnArg::Receiver(receiver) => (&receiver.attrs, receiver.span()),
        FnArg::Typed(argument) => (&argument.attrs, argument.pat.span()),
    };
    let first = text.range(first).start;
    attributes.iter().map(|attribute| text.range(attribute.span()).start).fold(first, usize::min)
}

/// Writes documentation at parameters, each on a line of its own.
///
/// A comment reaches to the end of its line. Where arguments share one, all of them are therefore given lines of their
/// own, so that what comes out looks like something that was written.
pub(crate) fn document(
    texts: &[(&Parameter, String)],
    signature: &Signature,
    text: Text<'_>,
    edits: &mut Edits,
) {
    if texts.is_empty() {
        return;
    }
    let shares_line = texts.iter().any(|(parameter, _)| !text.begins_line(parameter.start));
    let outer = text.indentation(text.range(signature.fn_token.span()).start);
    let inner = format!("{outer}{}", text.step(outer));
    let line_end = text.line_end();
    for input in &signature.inputs {
        let start = start(input, text);
        let written = texts.iter().find(|(parameter, _)| parameter.start == start);
        let begins_line = text.begins_line(start);
        let indentation = if begins_line { text.indentation(start) } else { inner.as_str() };
        let comment =
            written.map(|(_, text)| format!("/// {text}{line_end}{indentation}")).unwrap_or_default();
        if begins_line {
            edits.insert(start, comment);
        } else if shares_line {
            edits.replace(start_of_spaces(text, start)..start, format!("{line_end}{inner}{comment}"));
        }
    }
    let close = text.range(signature.paren_token.span.close()).start;
    if shares_line && !text.begins_line(close) {
        edits.replace(start_of_spaces(text, close)..close, format!("{line_end}{outer}"));
    }
}

/// Where the spaces before a place begin.
fn start_of_spaces(text: Text<'_>, end: usize) -> usize {
    text.as_str()[..end].trim_end_matches([' ', '\t']).len()
}
