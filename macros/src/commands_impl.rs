//! `#[commands]`: the methods of a service as commands.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{
    Attribute, Generics, ImplItem, LitStr, Path, Token, Type, braced,
    parse::{Parse, ParseStream},
    token,
};

use crate::{
    arguments::{self, Allowed},
    attribute,
    attribute_name::is_command,
    command::{self, Command, Surroundings},
    errors::Errors,
    expand,
    function::Function,
    signature::Place,
    types,
};

/// The attribute `#[commands]` on an `impl`.
pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut block = match syn::parse2::<Block>(item.clone()) {
        Ok(block) => block,
        Err(error) => return refuse(&item, error),
    };
    let mut errors = Errors::new(format!("the service `{}`", types::spelled(&block.service)));
    let shared = Shared::read(arguments, &mut errors);
    block.check(&mut errors);
    let (commands, mut compile_errors) = block.take_commands(&shared);
    if commands.is_empty() {
        errors.rule_at(Span::call_site(), "must have a method with `#[command]`");
    }
    compile_errors.extend(errors.to_compile_errors());
    let beside: TokenStream = if compile_errors.is_empty() {
        commands.iter().map(expand::expand).collect()
    } else {
        commands.iter().map(expand::handle).chain([compile_errors]).collect()
    };
    quote!(#block #beside)
}

/// Keeps an item that is no `impl`, so that its uses are not reported as well.
fn refuse(item: &TokenStream, error: syn::Error) -> TokenStream {
    let error = match syn::parse2::<syn::Item>(item.clone()) {
        Ok(syn::Item::Fn(_)) => syn::Error::new(
            Span::call_site(),
            "`#[commands]` belongs on an `impl`; write `#[command]` on a function",
        ),
        Ok(syn::Item::Impl(_)) | Err(_) => error,
        Ok(_) => syn::Error::new(Span::call_site(), "`#[commands]` belongs on an `impl`"),
    };
    let error = error.to_compile_error();
    quote!(#item #error)
}

/// What all commands of an `impl` have in common.
#[derive(Default)]
struct Shared {
    group: Option<LitStr>,
    crate_path: Option<Path>,
}

impl Shared {
    fn read(tokens: TokenStream, errors: &mut Errors) -> Self {
        const ALLOWED: Allowed =
            Allowed { attribute: "`#[commands]`", once: &["group", "crate"], repeated: &[] };
        let mut shared = Self::default();
        arguments::over(tokens, errors, |input, errors| {
            arguments::read(input, ALLOWED, errors, |name, input, errors| {
                if name == "group" {
                    shared.group = Some(attribute::group(name, input, errors)?);
                } else {
                    shared.crate_path = Some(attribute::crate_path(name, input)?);
                }
                Ok(())
            });
        });
        shared
    }
}

/// An `impl` whose functions have bodies that are never looked at.
struct Block {
    attributes: Vec<Attribute>,
    unsafety: Option<Token![unsafe]>,
    impl_token: Token![impl],
    generics: Generics,
    trait_: Option<(TokenStream, Token![for])>,
    service: Type,
    brace: token::Brace,
    members: Vec<Member>,
}

enum Member {
    Function(Box<Function>),
    Other(Box<ImplItem>),
}

impl Block {
    fn check(&self, errors: &mut Errors) {
        if let Some(token) = &self.unsafety {
            errors.rule(token, "must not be in an `unsafe impl`");
        }
        if !self.generics.params.is_empty() {
            errors.rule(&self.generics, "must not be generic: its value is found by its type");
        }
        if let Some(clause) = &self.generics.where_clause {
            errors.rule(clause, "must not have a `where` clause");
        }
        if let Some((path, _)) = &self.trait_ {
            let rule =
                "must have its commands in an `impl` of its own: the methods of a trait belong to the trait";
            errors.rule(path, rule);
        }
    }

    /// Reads the methods with `#[command]`, and removes from them what only the macro understands.
    fn take_commands(&mut self, shared: &Shared) -> (Vec<Command>, TokenStream) {
        let mut commands: Vec<Command> = Vec::new();
        let mut compile_errors = TokenStream::new();
        for member in &mut self.members {
            let Member::Function(function) = member else { continue };
            let mut errors = Errors::new(command::subject("command", function));
            let crate_path = shared.crate_path.as_ref();
            let Some(arguments) = take_attribute(&mut function.attributes, crate_path, &mut errors) else {
                continue;
            };
            let surroundings = Surroundings {
                place: Place::Method,
                service: Some(&self.service),
                group: shared.group.as_ref(),
                crate_path,
            };
            let command = command::read(arguments, function, &surroundings, &mut errors);
            compile_errors.extend(errors.to_compile_errors());
            commands.push(command);
        }
        (commands, compile_errors)
    }
}

/// Marks `#[command(…)]` as read and gives its arguments; `None` when there is none.
fn take_attribute(
    attributes: &mut Vec<Attribute>,
    crate_path: Option<&Path>,
    errors: &mut Errors,
) -> Option<TokenStream> {
    let mut found: Option<TokenStream> = None;
    attributes.retain_mut(|attribute| {
        if !is_command(attribute, crate_path) {
            return true;
        }
        if found.is_some() {
            errors.report(attribute, "`#[command]` is given twice; keep one, with the arguments of both");
            return false;
        }
        found = Some(arguments::of_attribute(attribute).unwrap_or_else(|error| {
            errors.push(error);
            TokenStream::new()
        }));
        command::mark_method(attribute);
        true
    });
    found
}

impl Parse for Block {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let unsafety = input.parse()?;
        let impl_token = input.parse()?;
        let has_generics = input.peek(Token![<]) && !starts_with_qualified_path(input);
        let mut generics: Generics = if has_generics { input.parse()? } else { Generics::default() };
        let negation: Option<Token![!]> = input.parse()?;
        let first: Type = input.parse()?;
        let for_token: Option<Token![for]> = input.parse()?;
        let (trait_, service) = match for_token {
            Some(token) => (Some((quote!(#negation #first), token)), input.parse()?),
            None => (None, first),
        };
        generics.where_clause = input.parse()?;
        let content;
        let brace = braced!(content in input);
        let mut members = Vec::new();
        while !content.is_empty() {
            members.push(content.parse()?);
        }
        Ok(Self { attributes, unsafety, impl_token, generics, trait_, service, brace, members })
    }
}

/// Tells `impl <T as Trait>::Type` from `impl<T> Type<T>`.
fn starts_with_qualified_path(input: ParseStream) -> bool {
    input.fork().parse::<Generics>().is_err()
}

impl Parse for Member {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        // Functions are told by their signature: parsing them as members would parse their bodies.
        let ahead = input.fork();
        if ahead.parse::<Function>().is_ok() {
            return Ok(Self::Function(Box::new(input.parse()?)));
        }
        Ok(Self::Other(Box::new(input.parse()?)))
    }
}

impl ToTokens for Block {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { attributes, unsafety, impl_token, generics, service, members, .. } = self;
        let (impl_generics, _, where_clause) = generics.split_for_impl();
        let trait_ = self.trait_.as_ref().map(|(path, for_token)| quote!(#path #for_token));
        let mut content = proc_macro2::Group::new(proc_macro2::Delimiter::Brace, quote!(#(#members)*));
        content.set_span(self.brace.span.join());
        let content = TokenTree::Group(content);
        tokens.extend(quote! {
            #(#attributes)* #unsafety #impl_token #impl_generics #trait_ #service #where_clause #content
        });
    }
}

impl ToTokens for Member {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Function(function) => function.to_tokens(tokens),
            Self::Other(item) => item.to_tokens(tokens),
        }
    }
}
