//! What resources and prompts have beside what a command has: their own data, and who completes their arguments.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use super::{data, home, parameters};
use crate::command::Command;

/// The static data of a resource, and its type.
pub(super) fn resource(command: &Command, uri: &str, mime_type: Option<&String>) -> TokenStream {
    let name = &command.handle;
    let (functions, completions) = completions(command);
    let data = data(command);
    let title = command.title.as_deref().unwrap_or_default();
    let mime_type = super::option(mime_type);
    quote! {
        #functions
        static __RESOURCE: __rt::ResourceData = __rt::ResourceData {
            uri: #uri,
            title: #title,
            mime_type: #mime_type,
            usual_mime_type: __rt::usual_mime_type::<__Returned, __KIND>,
            completions: #completions,
            function: #data,
        };
        impl __rt::ResourceType for #name {
            const __RESOURCE: &'static __rt::ResourceData = &__RESOURCE;
        }
        __rt::submit! { __rt::ResourceRegistration(&__RESOURCE) }
    }
}

/// The static data of a prompt, and its type.
pub(super) fn prompt(command: &Command) -> TokenStream {
    let name = &command.handle;
    let (functions, completions) = completions(command);
    let data = data(command);
    let title = command.title.as_deref().unwrap_or_default();
    quote! {
        #functions
        static __PROMPT: __rt::PromptData =
            __rt::PromptData { title: #title, completions: #completions, function: #data };
        impl __rt::PromptType for #name {
            const __PROMPT: &'static __rt::PromptData = &__PROMPT;
        }
        __rt::submit! { __rt::PromptRegistration(&__PROMPT) }
    }
}

/// A handler for each function that completes an argument, and the list of them.
fn completions(command: &Command) -> (TokenStream, TokenStream) {
    let mut functions = TokenStream::new();
    let mut list = Vec::new();
    for parameter in parameters(command) {
        let Some(path) = &parameter.complete else { continue };
        let handler = format_ident!("__complete{}", list.len());
        let call = quote_spanned!(path.span()=> __rt::complete(__invocation, #path));
        functions.extend(quote! {
            fn #handler(__invocation: &mut __rt::Invocation<'_>) -> __rt::Running {
                #call
            }
        });
        let (parameter, name, home) = (&parameter.name, &command.name, home(command));
        list.push(quote! {
            (#parameter, __rt::completion(#name, #home, #handler))
        });
    }
    (functions, quote!(&[#(#list),*]))
}
