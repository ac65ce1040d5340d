//! One command with everything that is known of it: attribute, signature and documentation brought together.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{
    Attribute, Expr, ExprLit, Ident, Lit, LitStr, Meta, Path, ReturnType, Type, Visibility, parse::Parser,
};

use crate::{
    attribute::{self, CommandArguments, Deprecation, Example, Stability},
    attribute_name::is_own,
    docs::{self, Docs},
    errors::Errors,
    expand,
    function::{self, Function},
    names,
    parameter::{Argument, Parameter},
    rest::Route,
    service::{self, Job},
    signature::{self, Place},
};

/// Everything that an expansion needs.
pub(crate) struct Command {
    pub(crate) crate_path: Path,
    pub(crate) kind: Kind,
    /// Title for people, of resources and prompts.
    pub(crate) title: Option<String>,
    /// The function, or the method with `Self` in front of it.
    pub(crate) function: Ident,
    /// The name of the type that stands beside the function.
    pub(crate) handle: Ident,
    pub(crate) visibility: Visibility,
    /// `#[cfg]` attributes of the function.
    pub(crate) conditions: Vec<Attribute>,
    pub(crate) run: Run,
    /// The type whose method this is.
    pub(crate) service: Option<Type>,
    pub(crate) name: String,
    pub(crate) group: Option<String>,
    pub(crate) docs: Docs,
    pub(crate) arguments: Vec<Argument>,
    pub(crate) returned: ReturnType,
    pub(crate) rest: Option<Route>,
    pub(crate) timeout_milliseconds: Option<u64>,
    pub(crate) read_only: Option<bool>,
    pub(crate) destructive: Option<bool>,
    pub(crate) idempotent: Option<bool>,
    pub(crate) pinned: bool,
    pub(crate) raw_schema: bool,
    pub(crate) roles: Vec<String>,
    pub(crate) public: bool,
    pub(crate) cache_milliseconds: Option<u64>,
    pub(crate) job: Option<Job>,
    pub(crate) aliases: Vec<String>,
    pub(crate) deprecated: Option<Deprecation>,
    pub(crate) stability: Option<Stability>,
    pub(crate) allowed_lints: Vec<(String, String)>,
    pub(crate) examples: Vec<Example>,
}

/// What a function is made.
pub(crate) enum Kind {
    Command,
    Resource { uri: String, mime_type: Option<String> },
    Prompt,
}

/// How a function is run.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Run {
    /// At once, on the thread of the call.
    Now,
    /// As a future.
    Later,
    /// On a thread where it may block.
    Blocking,
}

/// What a command has from the `impl` that it stands in.
pub(crate) struct Surroundings<'a> {
    pub(crate) place: Place,
    pub(crate) service: Option<&'a Type>,
    pub(crate) group: Option<&'a LitStr>,
    pub(crate) crate_path: Option<&'a Path>,
}

impl Surroundings<'_> {
    /// Those of a function that stands on its own and cannot be a method.
    pub(crate) const NONE: Self =
        Self { place: Place::FreeOnly, service: None, group: None, crate_path: None };
}

/// The attribute `#[command]` on a function of its own.
pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> TokenStream {
    if is_marked_method(&arguments) {
        return item;
    }
    expand_function("command", item, |function, errors| {
        let surroundings = Surroundings { place: Place::Free, service: None, group: None, crate_path: None };
        read(arguments, function, &surroundings, errors)
    })
}

/// An attribute on a function of its own; `read` reads its arguments and the function.
pub(crate) fn expand_function(
    attribute: &'static str,
    item: TokenStream,
    read: impl FnOnce(&mut Function, &mut Errors) -> Command,
) -> TokenStream {
    let mut function = match syn::parse2::<Function>(item.clone()) {
        Ok(function) => function,
        Err(error) => return refuse(attribute, &item, error),
    };
    let mut errors = Errors::new(subject(attribute, &function));
    refuse_second_attribute(attribute, &mut function, &mut errors);
    let command = read(&mut function, &mut errors);
    let beside = if errors.is_empty() {
        expand::expand(&command)
    } else {
        // A function of an `impl` or a trait has nowhere to put a type.
        let has_own_place = function.signature.receiver().is_none() && function.has_body();
        let handle = has_own_place.then(|| expand::handle(&command));
        let errors = errors.to_compile_errors();
        quote!(#handle #errors)
    };
    quote!(#function #beside)
}

/// Removes further attributes that would declare the same function again.
fn refuse_second_attribute(first: &str, function: &mut Function, errors: &mut Errors) {
    function.attributes.retain(|attribute| {
        let second = ["command", "resource", "prompt"].into_iter().find(|it| is_own(it, attribute, None));
        match second {
            None => return true,
            Some(second) if second == first => {
                let message = format!("`#[{first}]` is given twice; keep one, with the arguments of both");
                errors.report(attribute, &message);
            }
            Some(second) => {
                let message = format!(
                    "a function is either a {first} or a {second}; write a second function that calls the same code"
                );
                errors.report(attribute, &message);
            }
        }
        false
    });
}

/// The argument by which `#[commands]` leaves the attribute on a method that it has read.
///
/// The attribute must stay, or else the compiler would call its import unused.
const MARK_OF_A_METHOD: &str = "__method";

fn is_marked_method(arguments: &TokenStream) -> bool {
    arguments.to_string() == MARK_OF_A_METHOD
}

/// Marks the attribute on a method as read.
pub(crate) fn mark_method(attribute: &mut Attribute) {
    let path = attribute.path().clone();
    let mark = Ident::new(MARK_OF_A_METHOD, Span::call_site());
    attribute.meta = syn::parse_quote!(#path(#mark));
}

/// The start of a message about a function.
pub(crate) fn subject(what: &str, function: &Function) -> String {
    format!("{what} `{}`", signature::plain_name(&function.signature))
}

/// Keeps an item that is no function, so that its uses are not reported as well.
fn refuse(attribute: &str, item: &TokenStream, error: syn::Error) -> TokenStream {
    let error = match function::other_item(attribute, item.clone()) {
        Some(message) => syn::Error::new(Span::call_site(), message),
        None => error,
    };
    let error = error.to_compile_error();
    quote!(#item #error)
}

/// Reads a command and what is written about it; mistakes go to the sink.
///
/// Attributes that only the macro understands are removed from the function's parameters in any case.
pub(crate) fn read(
    arguments: TokenStream,
    function: &mut Function,
    surroundings: &Surroundings<'_>,
    errors: &mut Errors,
) -> Command {
    let written = CommandArguments::read(arguments, attribute::COMMAND, errors);
    let command = read_as(Kind::Command, written, function, surroundings, errors);
    for parameter in parameters(&command.arguments) {
        if let Some(path) = &parameter.complete {
            errors.report(path, "only the parameters of resources and prompts have `complete`");
        }
    }
    command
}

/// Reads a function whose attribute is read already; mistakes go to the sink.
pub(crate) fn read_as(
    kind: Kind,
    written: CommandArguments,
    function: &mut Function,
    surroundings: &Surroundings<'_>,
    errors: &mut Errors,
) -> Command {
    if !function.has_body() {
        errors.rule(&function.signature.ident, "must have a body; declare it where the function is written");
    }
    let mut inputs = signature::read(&mut function.signature, surroundings.place, errors);
    let mut docs = match kind {
        Kind::Command => docs::read(&function.attributes, errors),
        Kind::Resource { .. } | Kind::Prompt => docs::read_text(&function.attributes, errors),
    };
    take_documented_parameters(&mut docs, &mut inputs, errors);

    let ident = &function.signature.ident;
    let name =
        written.name.as_ref().map_or_else(|| signature::plain_name(&function.signature), LitStr::value);
    if written.name.is_none()
        && let Some(fault) = names::command_name_fault(&name)
    {
        errors.rule(ident, &format!("{fault}; give it another `name = \"…\"`"));
    }
    check(&written, &name, &inputs, errors);

    let is_async = function.signature.asyncness.is_some();
    if let Some(blocking) = written.blocking
        && is_async
    {
        errors.rule_at(blocking, "must not be `blocking` and `async`; a blocking function is not `async`");
    }
    let run = match (is_async, written.blocking) {
        (true, _) => Run::Later,
        (false, Some(_)) => Run::Blocking,
        (false, None) => Run::Now,
    };
    // A method has no name of its own beside the `impl`, so its type can have the name that callers know.
    let handle = match (surroundings.place, &written.name) {
        (Place::Method, Some(text)) => type_name(&name, text.span()).unwrap_or_else(|| ident.clone()),
        _ => ident.clone(),
    };
    Command {
        crate_path: written
            .crate_path
            .or_else(|| surroundings.crate_path.cloned())
            .unwrap_or_else(|| syn::parse_quote!(::commandry)),
        kind,
        title: written.title.as_ref().map(LitStr::value),
        function: ident.clone(),
        handle,
        visibility: function.visibility.clone(),
        conditions: function.conditions(),
        run,
        service: surroundings.service.cloned(),
        name,
        group: written.group.as_ref().or(surroundings.group).map(LitStr::value),
        docs,
        arguments: inputs,
        returned: function.signature.output.clone(),
        rest: written.rest,
        timeout_milliseconds: written.timeout_milliseconds,
        read_only: written.read_only,
        destructive: written.destructive,
        idempotent: written.idempotent,
        pinned: written.pinned,
        raw_schema: written.raw_schema,
        roles: written.roles.iter().map(LitStr::value).collect(),
        public: written.public.is_some(),
        cache_milliseconds: written.cache_milliseconds,
        job: written.job,
        aliases: written.aliases.iter().map(LitStr::value).collect(),
        deprecated: deprecation(written.deprecated, &function.attributes),
        stability: written.stability,
        allowed_lints: written
            .allowed_lints
            .iter()
            .map(|(lint, reason)| (lint.value(), reason.value()))
            .collect(),
        examples: written.examples,
    }
}

/// A name as that of a type, with `r#` where Rust needs it; `None` for the few words that cannot be names even so.
fn type_name(name: &str, span: Span) -> Option<Ident> {
    let ident = syn::parse_str::<Ident>(name).or_else(|_| syn::parse_str(&format!("r#{name}")));
    ident.ok().map(|mut ident| {
        ident.set_span(span);
        ident
    })
}

/// The arguments that callers send.
pub(crate) fn parameters(arguments: &[Argument]) -> impl Iterator<Item = &Parameter> {
    arguments.iter().filter_map(|argument| match argument {
        Argument::Parameter(parameter) => Some(&**parameter),
        Argument::Injected { .. } => None,
    })
}

/// Rules that need more than one part of the declaration.
fn check(written: &CommandArguments, name: &str, arguments: &[Argument], errors: &mut Errors) {
    if let (Some((true, at)), Some(true)) =
        (written.destructive.zip(written.destructive_span), written.read_only)
    {
        errors.rule_at(at, "must not be `read_only` and `destructive`: what only reads destroys nothing");
    }
    service::check(written.public, &written.roles, written.cache_span, written.read_only, errors);
    for alias in &written.aliases {
        if alias.value() == name {
            errors.report(alias, &format!("the alias `{name}` is the name of the command itself"));
        }
    }
    for (index, (lint, _)) in written.allowed_lints.iter().enumerate() {
        if written.allowed_lints[..index].iter().any(|(known, _)| known.value() == lint.value()) {
            errors.report(lint, &format!("the lint `{}` is switched off twice", lint.value()));
        }
    }
    if let Some(route) = &written.rest {
        let known: Vec<&str> = parameters(arguments).map(|it| it.name.as_str()).collect();
        for parameter in &route.parameters {
            if !known.contains(&parameter.as_str()) {
                let message = format!(
                    "the path has `{{{parameter}}}`, which is no parameter of the command{}",
                    names::did_you_mean(parameter, known.iter().copied())
                );
                errors.report(&route.text, &message);
            }
        }
    }
}

/// Gives the texts of the section `# Parameters` to the parameters.
fn take_documented_parameters(docs: &mut Docs, arguments: &mut [Argument], errors: &mut Errors) {
    for documented in std::mem::take(&mut docs.parameters) {
        let name = documented.name.as_str();
        let injected = arguments
            .iter()
            .any(|it| matches!(it, Argument::Injected { name: injected, .. } if injected == name));
        let known: Vec<String> = parameters(arguments).map(|it| it.name.clone()).collect();
        let found = arguments.iter_mut().find_map(|argument| match argument {
            Argument::Parameter(parameter) if parameter.name == name || parameter.rust_name == name => {
                Some(parameter)
            }
            _ => None,
        });
        match found {
            Some(parameter) if parameter.description.is_empty() => parameter.description = documented.text,
            Some(_) => errors.report_at(
                documented.span,
                &format!(
                    "the parameter `{name}` is documented twice; keep either this line or the comment at it"
                ),
            ),
            None if injected => errors.report_at(
                documented.span,
                &format!("`{name}` is handed in by the server and is no parameter that callers read about"),
            ),
            None => {
                let hint = names::did_you_mean(name, known.iter().map(String::as_str));
                errors.report_at(
                    documented.span,
                    &format!("the documentation names the parameter `{name}`, which does not exist{hint}"),
                );
            }
        }
    }
}

/// What the argument `deprecated` says, completed by Rust's own attribute of that name.
fn deprecation(written: Option<Deprecation>, attributes: &[Attribute]) -> Option<Deprecation> {
    let Some(attribute) = attributes.iter().find(|it| it.path().is_ident("deprecated")) else {
        return written;
    };
    let mut deprecation = written.unwrap_or_default();
    if let Meta::List(list) = &attribute.meta {
        let read_pairs = |input: syn::parse::ParseStream| {
            syn::punctuated::Punctuated::<syn::MetaNameValue, syn::Token![,]>::parse_terminated(input)
        };
        // A malformed attribute is the compiler's to report.
        for pair in read_pairs.parse2(list.tokens.clone()).into_iter().flatten() {
            if let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &pair.value
                && pair.path.is_ident("since")
            {
                deprecation.since.get_or_insert_with(|| text.value());
            }
        }
    }
    Some(deprecation)
}
