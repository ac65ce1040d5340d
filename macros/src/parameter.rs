//! The arguments of a function: what callers send, and what the server hands in.

use proc_macro2::Span;
use syn::{
    Attribute, Ident, LitInt, LitStr, Meta, Pat, PatType, Path, Token, Type, ext::IdentExt,
    parse::ParseStream,
};

use crate::{
    arguments::{self, Allowed},
    docs,
    errors::Errors,
    json_literal::{JsonLiteral, NumberLiteral},
    names, types,
};

/// One argument of a function, in the order of the signature.
pub(crate) enum Argument {
    /// What callers send.
    Parameter(Box<Parameter>),
    /// What the server hands in.
    Injected { name: String, ty: Box<Type> },
}

/// What callers send.
pub(crate) struct Parameter {
    /// The name of the argument in Rust.
    pub(crate) rust_name: String,
    /// The name that callers send.
    pub(crate) name: String,
    pub(crate) span: Span,
    pub(crate) ty: Type,
    pub(crate) description: String,
    pub(crate) default: Option<String>,
    pub(crate) example: Option<String>,
    pub(crate) constraints: Vec<Constraint>,
    pub(crate) secret: bool,
    /// The function that suggests values.
    pub(crate) complete: Option<Path>,
}

/// A limit on the value of a parameter.
pub(crate) enum Constraint {
    Minimum(String),
    Maximum(String),
    MinimumLength(u64),
    MaximumLength(u64),
    Pattern(String),
}

/// Reads one argument and removes what only the macro understands from its attributes.
///
/// The result is `None` when there is a mistake that leaves nothing to work with.
pub(crate) fn read(argument: &mut PatType, errors: &mut Errors) -> Option<Argument> {
    let attributes = take_attributes(&mut argument.attrs, errors);
    let ident = name_of(&argument.pat, errors);
    let usable = types::check_parameter(&argument.ty, errors);
    let ident = ident?;
    let rust_name = ident.unraw().to_string();
    if attributes.injected {
        if let Some(settings) = attributes.settings.first() {
            errors
                .report(settings, "a value that the server hands in has no `#[param]`; callers never see it");
        }
        return usable.then(|| Argument::Injected { name: rust_name, ty: argument.ty.clone() });
    }
    let mut parameter = Parameter {
        name: rust_name.clone(),
        rust_name,
        span: ident.span(),
        ty: (*argument.ty).clone(),
        description: attributes.description,
        default: None,
        example: None,
        constraints: Vec::new(),
        secret: false,
        complete: None,
    };
    if let [first, second, ..] = attributes.settings.as_slice() {
        let _ = first;
        errors.report(second, "a parameter has one `#[param(…)]`, with all settings in it");
    }
    for settings in &attributes.settings {
        match arguments::of_attribute(settings) {
            Ok(tokens) => parameter.take_settings(tokens, errors),
            Err(error) => errors.push(error),
        }
    }
    if let Some(fault) = names::parameter_name_fault(&parameter.name) {
        errors.report_at(parameter.span, &format!("the parameter `{}` {fault}", parameter.name));
    }
    usable.then(|| Argument::Parameter(Box::new(parameter)))
}

#[derive(Default)]
struct Attributes {
    injected: bool,
    settings: Vec<Attribute>,
    description: String,
}

fn take_attributes(list: &mut Vec<Attribute>, errors: &mut Errors) -> Attributes {
    let mut attributes = Attributes::default();
    let mut documentation = Vec::new();
    for attribute in std::mem::take(list) {
        let path = attribute.path();
        if path.is_ident("doc") {
            if docs::literal(&attribute).is_none() {
                errors.report(
                    &attribute,
                    "the documentation of a parameter must be text: `/// …` or `#[doc = \"…\"]`",
                );
            }
            documentation.push(attribute);
        } else if path.is_ident("inject") {
            if !matches!(attribute.meta, Meta::Path(_)) {
                errors.report(&attribute, "`#[inject]` takes no arguments");
            } else if attributes.injected {
                errors.report(&attribute, "`#[inject]` is given twice");
            }
            attributes.injected = true;
        } else if path.is_ident("param") {
            attributes.settings.push(attribute);
        } else {
            if path.is_ident("cfg") || path.is_ident("cfg_attr") {
                errors.rule(
                    &attribute,
                    "must have the same parameters in every build; put `#[cfg]` on two functions instead",
                );
            }
            list.push(attribute);
        }
    }
    attributes.description = docs::text(&documentation);
    attributes
}

fn name_of<'a>(pattern: &'a Pat, errors: &mut Errors) -> Option<&'a Ident> {
    match pattern {
        Pat::Ident(ident) if ident.by_ref.is_none() && ident.subpat.is_none() => Some(&ident.ident),
        Pat::Wild(_) => {
            errors.rule(pattern, "must name every parameter: callers send it by its name");
            None
        }
        _ => {
            errors.rule(pattern, "must name every parameter; take the value apart in the body instead");
            None
        }
    }
}

const PARAM: Allowed = Allowed {
    attribute: "`#[param]`",
    once: &["default", "example", "range", "length", "pattern", "rename", "secret", "complete"],
    repeated: &[],
};

impl Parameter {
    fn take_settings(&mut self, tokens: proc_macro2::TokenStream, errors: &mut Errors) {
        arguments::over(tokens, errors, |input, errors| {
            arguments::read(input, PARAM, errors, |name, input, errors| self.take(name, input, errors));
        });
    }

    fn take(&mut self, name: &Ident, input: ParseStream, errors: &mut Errors) -> syn::Result<()> {
        match name.to_string().as_str() {
            "default" => self.default = Some(json(name, input)?),
            "example" => self.example = Some(json(name, input)?),
            "range" => self.take_range(name, input, errors)?,
            "length" => self.take_length(name, input, errors)?,
            "pattern" => {
                let pattern = arguments::text(name, input)?;
                self.constraints.push(Constraint::Pattern(pattern.value()));
            }
            "rename" => {
                let text: LitStr = arguments::text(name, input)?;
                self.name = text.value();
                self.span = text.span();
            }
            "complete" => self.complete = Some(complete(name, input)?),
            _ => {
                arguments::bare(name, input)?;
                self.secret = true;
            }
        }
        Ok(())
    }

    fn take_range(&mut self, name: &Ident, input: ParseStream, errors: &mut Errors) -> syn::Result<()> {
        const RANGE: Allowed = Allowed { attribute: "`range`", once: &["min", "max"], repeated: &[] };
        let content = arguments::list(name, input, "min = 1, max = 10")?;
        let mut minimum: Option<NumberLiteral> = None;
        let mut maximum: Option<NumberLiteral> = None;
        let before = errors.count();
        arguments::read(&content, RANGE, errors, |name, input, _| {
            input.parse::<Token![=]>()?;
            let number = input.parse()?;
            *(if name == "min" { &mut minimum } else { &mut maximum }) = Some(number);
            Ok(())
        });
        match (&minimum, &maximum) {
            (Some(minimum), Some(maximum)) if minimum.exceeds(maximum) => {
                let message = format!(
                    "no number is from {} to {}: `min` is larger than `max`",
                    minimum.text, maximum.text
                );
                errors.report_at(minimum.span, &message);
            }
            (None, None) if errors.count() == before => {
                errors.report(name, "`range` needs `min`, `max` or both: `range(min = 1, max = 10)`");
            }
            _ => {}
        }
        self.constraints.extend(minimum.map(|it| Constraint::Minimum(it.text)));
        self.constraints.extend(maximum.map(|it| Constraint::Maximum(it.text)));
        Ok(())
    }

    fn take_length(&mut self, name: &Ident, input: ParseStream, errors: &mut Errors) -> syn::Result<()> {
        const LENGTH: Allowed =
            Allowed { attribute: "`length`", once: &["min", "max", "equal"], repeated: &[] };
        const FORM: &str = "a length is a whole number, 0 or more";
        let content = arguments::list(name, input, "min = 1, max = 10")?;
        let mut minimum: Option<u64> = None;
        let mut maximum: Option<u64> = None;
        let mut equal: Option<u64> = None;
        let before = errors.count();
        arguments::read(&content, LENGTH, errors, |name, input, _| {
            input.parse::<Token![=]>()?;
            let length: LitInt = arguments::parsed(input, FORM)?;
            let length = length.base10_parse().map_err(|_| syn::Error::new(length.span(), FORM))?;
            let length = Some(length);
            match name.to_string().as_str() {
                "min" => minimum = length,
                "max" => maximum = length,
                _ => equal = length,
            }
            Ok(())
        });
        match (minimum, maximum, equal) {
            (Some(minimum), Some(maximum), _) if minimum > maximum => {
                let message = format!("no length is from {minimum} to {maximum}: `min` is larger than `max`");
                errors.report(name, &message);
            }
            (Some(_), _, Some(_)) | (_, Some(_), Some(_)) => {
                errors.report(name, "`length` has either `equal`, or `min` and `max`");
            }
            (None, None, None) if errors.count() == before => {
                errors.report(name, "`length` needs `min`, `max` or `equal`: `length(min = 1, max = 10)`");
            }
            _ => {}
        }
        self.constraints.extend(minimum.or(equal).map(Constraint::MinimumLength));
        self.constraints.extend(maximum.or(equal).map(Constraint::MaximumLength));
        Ok(())
    }
}

fn complete(name: &Ident, input: ParseStream) -> syn::Result<Path> {
    let form = format!("the argument `{name}` needs the path of a function: `{name} = order_numbers`");
    if !input.peek(Token![=]) {
        return Err(syn::Error::new(name.span(), form));
    }
    input.parse::<Token![=]>()?;
    let span = input.span();
    input.call(Path::parse_mod_style).map_err(|_| syn::Error::new(span, form))
}

fn json(name: &Ident, input: ParseStream) -> syn::Result<String> {
    if !input.peek(Token![=]) {
        return Err(syn::Error::new(
            name.span(),
            format!("the argument `{name}` needs a JSON value: `{name} = 3`"),
        ));
    }
    input.parse::<Token![=]>()?;
    Ok(input.parse::<JsonLiteral>()?.text)
}
