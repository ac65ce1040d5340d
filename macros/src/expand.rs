//! What a command becomes: the type of the same name, static data and a thin handler.
//!
//! Every token here is multiplied by the number of commands in a program. There are no derives, no closures, no
//! text that is put together at run time and no types of the surfaces; a golden file holds the size.
//!
//! Names of items in an expansion begin with two underscores, since items are not hygienic: a type of the user that
//! is called `Returned` must stay visible.

mod offered;

use proc_macro2::{Ident, Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ReturnType;

use crate::{
    attribute::Stability,
    command::{Command, Kind, Run},
    parameter::{Argument, Constraint, Parameter},
    service::Job,
    types,
};

/// Everything that stands beside the function.
pub(crate) fn expand(command: &Command) -> TokenStream {
    let handle = handle(command);
    let conditions = &command.conditions;
    let crate_path = &command.crate_path;
    let service = service(command);
    let returned = returned(command);
    let types = argument_types(command);
    let handler = handler(command);
    let declaration = match &command.kind {
        Kind::Command => declared_command(command),
        Kind::Resource { uri, mime_type } => offered::resource(command, uri, mime_type.as_ref()),
        Kind::Prompt => offered::prompt(command),
    };
    quote! {
        #handle
        #(#conditions)*
        #[allow(deprecated)]
        const _: () = {
            use #crate_path::__private as __rt;
            #[allow(unused_imports)]
            use __rt::{NotDeclared as _, NotResult as _};
            #service
            #returned
            #types
            #handler
            #declaration
        };
    }
}

/// The static data of a command, and its type.
fn declared_command(command: &Command) -> TokenStream {
    let name = &command.handle;
    let data = data(command);
    let parameter_types =
        parameters(command).map(|parameter| own_type(command, parameter.ty.to_token_stream()));
    // A private type in a public command is reported where these types are named.
    let at_name = Span::call_site().located_at(command.function.span());
    // Whoever calls a job gets its ticket.
    let value = match command.job {
        Some(_) => quote_spanned!(at_name=> __rt::JobTicket),
        None => quote_spanned!(at_name=> <__Returned as __rt::Returned<__KIND>>::Value),
    };
    let types_of_callers = quote_spanned! {at_name=>
        type Parameters = (#(#parameter_types,)*);
        type Value = #value;
        type Error = <__Returned as __rt::Returned<__KIND>>::Error;
    };
    quote! {
        static __COMMAND: __rt::CommandData = #data;
        impl __rt::CommandType for #name {
            #types_of_callers
            const __COMMAND: &'static __rt::CommandData = &__COMMAND;
        }
        __rt::submit! { __rt::Registration(&__COMMAND) }
    }
}

/// What is known of the function, and how it is run.
fn data(command: &Command) -> TokenStream {
    let (fields, are_all) = fields(command);
    // Lints refuse to take the rest from elsewhere where there is none.
    let rest = if are_all { TokenStream::new() } else { quote!(..__rt::COMMAND) };
    let home = home(command);
    let line = quote_spanned!(command.function.span()=> ::core::line!());
    quote! {
        __rt::CommandData {
            #fields
            home: #home,
            line: #line,
            handler: __handler,
            #rest
        }
    }
}

/// Where the function belongs.
fn home(command: &Command) -> TokenStream {
    let group = option(command.group.as_ref());
    let file = quote_spanned!(command.function.span()=> ::core::file!());
    quote!(&__rt::HomeData { group: #group, module: ::core::module_path!(), file: #file })
}

/// The type of the same name.
pub(crate) fn handle(command: &Command) -> TokenStream {
    let Command { handle, visibility, conditions, .. } = command;
    let name = &command.name;
    let text = match command.kind {
        Kind::Command => {
            format!("Typed handle of the command `{name}`, for `Registry::with` and for calls by its type.")
        }
        Kind::Resource { .. } => format!("Handle of the resource `{name}`, for `Registry::with_resource`."),
        Kind::Prompt => format!("Handle of the prompt `{name}`, for `Registry::with_prompt`."),
    };
    quote! {
        #[doc = #text]
        #(#conditions)*
        #[allow(non_camel_case_types, dead_code, clippy::exhaustive_enums)]
        #visibility enum #handle {}
    }
}

/// The type behind `Self` and how its value is handed in.
fn service(command: &Command) -> TokenStream {
    let Some(service) = &command.service else { return TokenStream::new() };
    let injection = across(service, quote!(__rt::injection::<__rt::State<__Service>>()));
    quote! {
        type __Service = #service;
        const __S: __rt::Injection<__rt::State<__Service>> = #injection;
    }
}

/// What the function returns, under a name.
fn returned(command: &Command) -> TokenStream {
    let returned = match &command.returned {
        ReturnType::Default => quote!(()),
        ReturnType::Type(_, ty) => own_type(command, ty.to_token_stream()),
    };
    let returns = match command.kind {
        Kind::Command => quote!(returns),
        Kind::Resource { .. } => quote!(resource_returns),
        Kind::Prompt => quote!(prompt_returns),
    };
    quote! {
        type __Returned = #returned;
        const __KIND: u8 =
            __rt::outcome_kind(<__rt::Outcome<__Returned>>::IS_RESULT, <__rt::Outcome<__Returned>>::IS_DECLARED);
        const __RETURNS: __rt::Returns<__Returned> =
            __rt::#returns::<#returned, __KIND>();
    }
}

/// One constant for each argument; it is where the compiler checks the type.
fn argument_types(command: &Command) -> TokenStream {
    let mut tokens = TokenStream::new();
    let mut injected = 0;
    let mut index = 0;
    for argument in &command.arguments {
        match argument {
            Argument::Injected { ty, .. } => {
                let name = format_ident!("__I{injected}");
                let ty = own_type(command, ty.to_token_stream());
                tokens.extend(quote!(const #name: __rt::Injection<#ty> = __rt::injection::<#ty>();));
                injected += 1;
            }
            Argument::Parameter(parameter) => {
                let name = format_ident!("__P{index}");
                let ty = own_type(command, parameter.ty.to_token_stream());
                tokens.extend(quote!(const #name: __rt::ParameterType<#ty> = __rt::parameter_type::<#ty>();));
                index += 1;
            }
        }
    }
    tokens
}

/// Decodes the arguments in the order of the signature and starts the function.
///
/// It stops at the first that cannot be had; `refuse` looks for further faults from the next parameter on.
fn handler(command: &Command) -> TokenStream {
    let mut steps = TokenStream::new();
    if command.service.is_some() {
        steps.extend(step(&format_ident!("__service"), &quote!(inject(__S)), 0));
    }
    let mut names = Vec::new();
    let mut injected = 0;
    let mut index = 0;
    for argument in &command.arguments {
        let name = format_ident!("__a{}", names.len());
        let taken = match argument {
            Argument::Injected { .. } => {
                let kind = format_ident!("__I{injected}");
                injected += 1;
                quote!(inject(#kind))
            }
            Argument::Parameter(_) => {
                let kind = format_ident!("__P{index}");
                let position = Literal::usize_unsuffixed(index);
                index += 1;
                quote!(parameter(#kind, #position))
            }
        };
        steps.extend(step(&name, &taken, index));
        names.push(name);
    }
    let start = start(command, &names);
    quote! {
        fn __handler(__invocation: &mut __rt::Invocation<'_>) -> __rt::Running {
            #steps
            #start
        }
    }
}

fn step(name: &Ident, taken: &TokenStream, next: usize) -> TokenStream {
    let next = Literal::usize_unsuffixed(next);
    quote!(let __rt::Some(#name) = __invocation.#taken else { return __invocation.refuse(#next) };)
}

/// The call of the function; a mistake in its future is shown at the name of the function.
fn start(command: &Command, names: &[Ident]) -> TokenStream {
    let at_name = Span::call_site().located_at(command.function.span());
    let mut function = command.function.clone();
    function.set_span(at_name);
    let is_method = command.service.is_some();
    let call = if is_method {
        quote_spanned!(at_name=> __Service::#function(&__service, #(#names),*))
    } else {
        quote_spanned!(at_name=> #function(#(#names),*))
    };
    match command.run {
        Run::Now => quote!(__RETURNS.now(__invocation, #call)),
        Run::Blocking => quote!(__RETURNS.blocking(__invocation, move || #call)),
        Run::Later if is_method => quote_spanned! {at_name=>
            __RETURNS.later(__rt::memory(), async move { #call.await })
        },
        Run::Later => quote_spanned!(at_name=> __RETURNS.later(__rt::memory(), #call)),
    }
}

/// How many fields there are that a declaration can leave out, or has in any case as its name.
const FIELDS: usize = 8;

/// The fields that differ from those of most commands, and whether those are all.
fn fields(command: &Command) -> (TokenStream, bool) {
    let mut fields = TokenStream::new();
    let mut count = 0;
    let mut field = |name: &str, value: TokenStream| {
        let name = Ident::new(name, Span::call_site());
        fields.extend(quote!(#name: #value,));
        count += 1;
    };
    field("name", command.name.to_token_stream());
    if !command.docs.summary.is_empty() {
        field("summary", command.docs.summary.to_token_stream());
    }
    let parameters: Vec<TokenStream> =
        parameters(command).enumerate().map(|(index, parameter)| parameter_data(index, parameter)).collect();
    if !parameters.is_empty() {
        field("parameters", quote!(&[#(#parameters),*]));
    }
    field("returns", quote!(__RETURNS.data));
    for (name, value) in [
        ("read_only", command.read_only),
        ("destructive", command.destructive),
        ("idempotent", command.idempotent),
    ] {
        if let Some(value) = value {
            field(name, quote!(__rt::Some(#value)));
        }
    }
    let extras = extras(command);
    if !extras.is_empty() {
        field("extras", quote!(__rt::Some(&[#(#extras),*])));
    }
    (fields, count == FIELDS)
}

/// What few commands say.
fn extras(command: &Command) -> Vec<TokenStream> {
    let mut extras = Vec::new();
    let mut extra = |kind: &str, value: TokenStream| {
        let kind = Ident::new(kind, Span::call_site());
        extras.push(quote!(__rt::CommandExtra::#kind(#value)));
    };
    for (kind, text) in [
        ("Description", &command.docs.description),
        ("Returns", &command.docs.returns),
        ("Errors", &command.docs.errors),
    ] {
        if !text.is_empty() {
            extra(kind, text.to_token_stream());
        }
    }
    let injections = injections(command);
    if !injections.is_empty() {
        extra("Injections", quote!(&[#(#injections),*]));
    }
    let examples = examples(command);
    if !examples.is_empty() {
        extra("Examples", quote!(&[#(#examples),*]));
    }
    if let Some(route) = &command.rest {
        let (method, path) = (&route.method, &route.path);
        extra("Rest", quote!(&(#method, #path)));
    }
    if !command.aliases.is_empty() {
        let aliases = &command.aliases;
        extra("Aliases", quote!(&[#(#aliases),*]));
    }
    if let Some(deprecation) = &command.deprecated {
        let since = option(deprecation.since.as_ref());
        let replacement = option(deprecation.replacement.as_ref());
        let sunset = option(deprecation.sunset.as_ref());
        extra(
            "Deprecated",
            quote!(&__rt::DeprecationData { since: #since, replacement: #replacement, sunset: #sunset }),
        );
    }
    if let Some(stability) = command.stability {
        let level = match stability {
            Stability::Draft => "Draft",
            Stability::Alpha => "Alpha",
            Stability::Beta => "Beta",
            Stability::Stable => "Stable",
        };
        let level = Ident::new(level, Span::call_site());
        extra("Stability", quote!(__rt::Stability::#level));
    }
    if let Some(milliseconds) = command.timeout_milliseconds {
        let milliseconds = Literal::u64_unsuffixed(milliseconds);
        extra("Timeout", quote!(__rt::Duration::from_millis(#milliseconds)));
    }
    if !command.allowed_lints.is_empty() {
        let lints = command.allowed_lints.iter().map(|(lint, reason)| quote!((#lint, #reason)));
        extra("AllowedLints", quote!(&[#(#lints),*]));
    }
    if !command.roles.is_empty() {
        let roles = &command.roles;
        extra("Roles", quote!(&[#(#roles),*]));
    }
    if let Some(milliseconds) = command.cache_milliseconds {
        let milliseconds = Literal::u64_unsuffixed(milliseconds);
        extra("Cache", quote!(__rt::Duration::from_millis(#milliseconds)));
    }
    if let Some(job) = &command.job {
        extra("Job", job_data(job));
    }
    let marks = [("Public", command.public), ("Pinned", command.pinned), ("RawSchema", command.raw_schema)];
    for (kind, is_set) in marks {
        if is_set {
            let kind = Ident::new(kind, Span::call_site());
            extras.push(quote!(__rt::CommandExtra::#kind));
        }
    }
    extras
}

fn job_data(job: &Job) -> TokenStream {
    let queue = option(job.queue.as_ref());
    let schedule = option(job.schedule.as_ref());
    let attempts = option(job.attempts.map(Literal::u32_unsuffixed));
    let priority = job.priority.unwrap_or_default();
    let unique = job.unique;
    let keep = option(job.keep_milliseconds.map(|it| {
        let milliseconds = Literal::u64_unsuffixed(it);
        quote!(__rt::Duration::from_millis(#milliseconds))
    }));
    quote! {
        &__rt::JobData {
            queue: #queue, attempts: #attempts, priority: #priority, schedule: #schedule, unique: #unique, keep: #keep,
        }
    }
}

fn parameter_data(index: usize, parameter: &Parameter) -> TokenStream {
    let kind = format_ident!("__P{index}");
    let Parameter { name, description, .. } = parameter;
    let mut extras = Vec::new();
    if let Some(default) = &parameter.default {
        extras.push(quote!(__rt::ParameterExtra::Default(#default)));
    }
    if let Some(example) = &parameter.example {
        extras.push(quote!(__rt::ParameterExtra::Example(#example)));
    }
    if !parameter.constraints.is_empty() {
        let constraints = parameter.constraints.iter().map(constraint);
        extras.push(quote!(__rt::ParameterExtra::Constraints(&[#(#constraints),*])));
    }
    if parameter.secret {
        extras.push(quote!(__rt::ParameterExtra::Secret));
    }
    let extras = if extras.is_empty() { quote!(__rt::None) } else { quote!(__rt::Some(&[#(#extras),*])) };
    quote!(__rt::ParameterData { name: #name, description: #description, of: #kind.data, extras: #extras })
}

fn constraint(constraint: &Constraint) -> TokenStream {
    let (variant, value) = match constraint {
        Constraint::Minimum(number) => ("Minimum", number.to_token_stream()),
        Constraint::Maximum(number) => ("Maximum", number.to_token_stream()),
        Constraint::MinimumLength(length) => {
            ("MinimumLength", Literal::u64_unsuffixed(*length).into_token_stream())
        }
        Constraint::MaximumLength(length) => {
            ("MaximumLength", Literal::u64_unsuffixed(*length).into_token_stream())
        }
        Constraint::Pattern(pattern) => ("Pattern", pattern.to_token_stream()),
    };
    let variant = Ident::new(variant, Span::call_site());
    quote!(__rt::Constraint::#variant(#value))
}

fn injections(command: &Command) -> Vec<TokenStream> {
    let mut injections = Vec::new();
    let mut index = 0_usize;
    if command.service.is_some() {
        injections.push(quote!(__S.data("self")));
    }
    for argument in &command.arguments {
        if let Argument::Injected { name, .. } = argument {
            let kind = format_ident!("__I{index}");
            injections.push(quote!(#kind.data(#name)));
            index += 1;
        }
    }
    injections
}

/// Examples of the attribute, then those of the documentation.
fn examples(command: &Command) -> Vec<TokenStream> {
    let written = command.examples.iter().map(|it| (&it.summary, &it.params, &it.result));
    let documented = command.docs.examples.iter().map(|it| (&it.summary, &it.params, &it.result));
    written
        .chain(documented)
        .map(|(summary, params, result)| {
            let result = option(result.as_ref());
            quote!(__rt::ExampleData { summary: #summary, params: #params, result: #result })
        })
        .collect()
}

fn option(value: Option<impl ToTokens>) -> TokenStream {
    value.map_or_else(|| quote!(__rt::None), |value| quote!(__rt::Some(#value)))
}

fn parameters(command: &Command) -> impl Iterator<Item = &Parameter> {
    command.arguments.iter().filter_map(|argument| match argument {
        Argument::Parameter(parameter) => Some(&**parameter),
        Argument::Injected { .. } => None,
    })
}

/// A type as it reads outside of the `impl` that the function stands in.
fn own_type(command: &Command, ty: TokenStream) -> TokenStream {
    if command.service.is_some() { types::replace_self(ty, &format_ident!("__Service")) } else { ty }
}

/// Puts tokens of this crate where the user wrote a type, so that the compiler shows the whole of it.
///
/// The first tokens get the place of the type's first one and the last its last one: spans cannot be joined.
fn across(place: &impl ToTokens, tokens: TokenStream) -> TokenStream {
    let mut places = place.to_token_stream().into_iter().map(|tree| tree.span());
    let first = places.next().unwrap_or_else(Span::call_site);
    let last = places.last().unwrap_or(first);
    let mut trees: Vec<TokenTree> = tokens.into_iter().collect();
    // The call ends with the `>` of its arguments and its parentheses.
    let end = trees.len().saturating_sub(2);
    for (index, tree) in trees.iter_mut().enumerate() {
        let place = if index < end { first } else { last };
        tree.set_span(Span::call_site().located_at(place));
    }
    trees.into_iter().collect()
}
