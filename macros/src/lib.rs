//! The macros of commandry: parse, check, lower.
//!
//! They are used through the crate `commandry`, which re-exports and documents them.

mod arguments;
mod attribute;
mod attribute_name;
mod command;
mod command_crates;
mod command_errors;
mod commands_impl;
mod docs;
mod errors;
mod expand;
mod function;
#[cfg(test)]
mod golden;
mod json_literal;
mod json_text;
mod names;
mod parameter;
mod prompt;
mod resource;
mod rest;
mod service;
mod signature;
mod types;
mod uri_template;

use proc_macro::TokenStream;

/// Makes a function a command.
#[proc_macro_attribute]
pub fn command(arguments: TokenStream, item: TokenStream) -> TokenStream {
    command::expand(arguments.into(), item.into()).into()
}

/// Makes a function a resource, which hosts of models read by its address.
#[proc_macro_attribute]
pub fn resource(arguments: TokenStream, item: TokenStream) -> TokenStream {
    resource::expand(arguments.into(), item.into()).into()
}

/// Makes a function a prompt, which people begin conversations with.
#[proc_macro_attribute]
pub fn prompt(arguments: TokenStream, item: TokenStream) -> TokenStream {
    prompt::expand(arguments.into(), item.into()).into()
}

/// Makes the methods of an `impl` that have `#[command]` commands; the value comes from the application's state.
#[proc_macro_attribute]
pub fn commands(arguments: TokenStream, item: TokenStream) -> TokenStream {
    commands_impl::expand(arguments.into(), item.into()).into()
}

/// Declares the kinds of an error type, each with a stable name, a code and documentation.
#[proc_macro_derive(CommandErrors, attributes(command_error))]
pub fn command_errors(input: TokenStream) -> TokenStream {
    command_errors::expand(input.into()).into()
}

/// Lists the crates that must have registered commands, and links them into the program.
#[proc_macro]
pub fn command_crates(input: TokenStream) -> TokenStream {
    command_crates::expand(input.into()).into()
}
