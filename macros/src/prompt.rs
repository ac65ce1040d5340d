//! `#[prompt]`: messages that people begin conversations with.

use proc_macro2::TokenStream;

use crate::{
    attribute::{self, CommandArguments},
    command::{self, Kind, Surroundings},
};

/// The attribute `#[prompt]` on a function.
pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> TokenStream {
    command::expand_function("prompt", item, |function, errors| {
        let mut written = CommandArguments::read(arguments, attribute::PROMPT, errors);
        written.read_only = Some(true);
        command::read_as(Kind::Prompt, written, function, &Surroundings::NONE, errors)
    })
}
