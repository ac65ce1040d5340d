//! `#[resource("…")]`: what hosts of models read by its address.

use proc_macro2::{Span, TokenStream};
use syn::{LitStr, Token, parse::ParseStream};

use crate::{
    arguments,
    attribute::{self, CommandArguments},
    command::{self, Command, Kind, Surroundings},
    errors::Errors,
    names,
    uri_template::UriTemplate,
};

/// The attribute `#[resource]` on a function.
pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> TokenStream {
    command::expand_function("resource", item, |function, errors| {
        let mut written = CommandArguments { read_only: Some(true), ..CommandArguments::default() };
        let mut template = None;
        if arguments.is_empty() {
            errors.report_at(Span::call_site(), ADDRESS_MISSING);
        }
        arguments::over(arguments, errors, |input, errors| {
            template = address(input, errors);
            written.read_named(input, attribute::RESOURCE, errors);
        });
        let kind = Kind::Resource {
            uri: template.as_ref().map(|it| it.text.value()).unwrap_or_default(),
            mime_type: written.mime_type.as_ref().map(LitStr::value),
        };
        let resource = command::read_as(kind, written, function, &Surroundings::NONE, errors);
        if let Some(template) = &template {
            check(template, &resource, errors);
        }
        resource
    })
}

const ADDRESS_MISSING: &str =
    "a resource begins with its address: `#[resource(\"orders://{id}\")]`, where `{id}` is a parameter";

/// Reads the address and the comma behind it.
fn address(input: ParseStream, errors: &mut Errors) -> Option<UriTemplate> {
    if !input.peek(LitStr) {
        if !input.is_empty() {
            errors.report_at(input.span(), ADDRESS_MISSING);
        }
        return None;
    }
    // There is a text, so this cannot fail.
    let text: LitStr = input.parse().ok()?;
    if !input.is_empty() && input.parse::<Token![,]>().is_err() {
        errors.report_at(input.span(), "expected `,` before the next argument");
    }
    UriTemplate::read(text).map_err(|error| errors.push(error)).ok()
}

/// The placeholders of the address are the parameters of the function.
fn check(template: &UriTemplate, resource: &Command, errors: &mut Errors) {
    let known: Vec<&str> = command::parameters(&resource.arguments).map(|it| it.name.as_str()).collect();
    for placeholder in &template.placeholders {
        if !known.contains(&placeholder.as_str()) {
            let message = format!(
                "the address has `{{{placeholder}}}`, which is no parameter of the resource{}",
                names::did_you_mean(placeholder, known.iter().copied())
            );
            errors.report(&template.text, &message);
        }
    }
    for parameter in command::parameters(&resource.arguments) {
        if !template.placeholders.contains(&parameter.name) {
            let message = format!(
                "the parameter `{}` is not in the address; write `{{{0}}}` there, or mark what the server hands in \
                 `#[inject]`",
                parameter.name
            );
            errors.report_at(parameter.span, &message);
        }
    }
}
