//! The rules for the signature of a command.

use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{FnArg, Receiver, ReceiverKind, Signature};

use crate::{
    errors::Errors,
    parameter::{self, Argument},
    types,
};

/// More parameters than this cannot be meant; a struct is easier to call.
const MOST_PARAMETERS: usize = 64;

/// Where a function stands.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Place {
    /// On its own.
    Free,
    /// In an `impl` with `#[commands]`.
    Method,
    /// On its own, with an attribute that methods cannot have.
    FreeOnly,
}

/// Reads the arguments of a function, and removes from them what only the macro understands.
pub(crate) fn read(signature: &mut Signature, place: Place, errors: &mut Errors) -> Vec<Argument> {
    check_qualifiers(signature, errors);
    let name = signature.ident.clone();
    let mut arguments = Vec::new();
    let mut receivers = 0;
    for input in &mut signature.inputs {
        match input {
            FnArg::Receiver(receiver) => {
                receivers += 1;
                check_receiver(receiver, place, errors);
            }
            FnArg::Typed(argument) => arguments.extend(parameter::read(argument, errors)),
        }
    }
    if place == Place::Method && receivers == 0 {
        errors.rule(&name, "must take `&self`; a function that needs no value belongs outside of the `impl`");
    }
    types::check_returned(&signature.output, errors);
    if arguments.len() > MOST_PARAMETERS {
        let rule = format!("must not have more than {MOST_PARAMETERS} parameters; put them into a struct");
        errors.rule(&name, &rule);
    }
    check_names(&arguments, errors);
    arguments
}

/// The name of a function without `r#`.
pub(crate) fn plain_name(signature: &Signature) -> String {
    signature.ident.unraw().to_string()
}

fn check_qualifiers(signature: &Signature, errors: &mut Errors) {
    if let Some(token) = &signature.constness {
        errors.rule(token, "must not be `const`");
    }
    if let syn::Safety::Unsafe(token) = &signature.safety {
        errors.rule(token, "must not be `unsafe`: callers far away cannot keep its promises");
    }
    if let Some(abi) = &signature.abi {
        errors.rule(abi, "must not be `extern`");
    }
    if !signature.generics.params.is_empty() {
        errors.rule(&signature.generics, "must not be generic: callers read the schema of one type");
    }
    if let Some(clause) = &signature.generics.where_clause {
        errors.rule(clause, "must not have a `where` clause");
    }
    if let Some(variadic) = &signature.variadic {
        errors.rule(variadic, "must not be variadic; take a `Vec`");
    }
}

fn check_receiver(receiver: &Receiver, place: Place, errors: &mut Errors) {
    if place == Place::Free {
        errors.rule(
            receiver,
            "must not take `self` here; write `#[commands]` on the `impl`, which makes its methods commands",
        );
        return;
    }
    if place == Place::FreeOnly {
        errors.rule(
            receiver,
            "must not take `self`; write a function of its own, and take what it needs by `#[inject]`",
        );
        return;
    }
    match &receiver.kind {
        ReceiverKind::Reference(_, _, None) => {}
        ReceiverKind::Reference(_, _, Some(token)) => {
            let rule = "must take `&self`: calls run at the same time and share the value; use a lock inside";
            errors.rule_at(token.span(), rule);
        }
        _ => errors
            .rule(receiver, "must take `&self`: the value serves all calls and cannot be used up by one"),
    }
}

fn check_names(arguments: &[Argument], errors: &mut Errors) {
    let mut seen: Vec<&str> = Vec::new();
    for argument in arguments {
        if let Argument::Parameter(parameter) = argument {
            if seen.contains(&parameter.name.as_str()) {
                let message = format!("two parameters have the name `{}`", parameter.name);
                errors.report_at(parameter.span, &message);
            }
            seen.push(&parameter.name);
        }
    }
}
