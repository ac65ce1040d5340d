//! Where mistakes are collected, so that all of them are reported at once, each at its own place.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

/// All mistakes found in one annotated item.
///
/// The parts of a macro report here and go on; what they then produce is thrown away if there was any mistake.
pub(crate) struct Errors {
    subject: String,
    list: Vec<syn::Error>,
}

impl Errors {
    /// An empty list about a subject, such as ``command `reserve_stock` ``.
    pub(crate) fn new(subject: impl Into<String>) -> Self {
        Self { subject: subject.into(), list: Vec::new() }
    }

    /// Whether nothing was reported.
    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many mistakes were reported so far.
    pub(crate) fn count(&self) -> usize {
        self.list.len()
    }

    /// Reports a broken rule about the subject, such as ``must not be `const` ``.
    pub(crate) fn rule(&mut self, at: impl ToTokens, rule: &str) {
        self.list.push(syn::Error::new_spanned(at, format!("{} {rule}", self.subject)));
    }

    /// Reports a broken rule about the subject at a span.
    pub(crate) fn rule_at(&mut self, span: Span, rule: &str) {
        self.list.push(syn::Error::new(span, format!("{} {rule}", self.subject)));
    }

    /// Reports a mistake that needs no subject.
    pub(crate) fn report(&mut self, at: impl ToTokens, message: &str) {
        self.list.push(syn::Error::new_spanned(at, message));
    }

    /// Reports a mistake that needs no subject at a span.
    pub(crate) fn report_at(&mut self, span: Span, message: &str) {
        self.list.push(syn::Error::new(span, message));
    }

    /// Takes over a mistake that the parser found.
    pub(crate) fn push(&mut self, error: syn::Error) {
        self.list.push(error);
    }

    /// One `compile_error!` for each mistake.
    pub(crate) fn to_compile_errors(&self) -> TokenStream {
        self.list.iter().map(syn::Error::to_compile_error).collect()
    }
}
