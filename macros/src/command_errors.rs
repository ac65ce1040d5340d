//! `#[derive(CommandErrors)]`: the kinds of an error type, as callers know them.

mod attribute;
mod expand;

use proc_macro2::TokenStream;
use syn::{Data, DeriveInput, Ident, Path, Type, ext::IdentExt};

use self::attribute::{Settings, crate_path};
use crate::errors::Errors;

/// The derive macro `CommandErrors`.
pub(crate) fn expand(input: TokenStream) -> TokenStream {
    let input = match syn::parse2::<DeriveInput>(input) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let mut errors = Errors::new(format!("the error type `{}`", input.ident.unraw()));
    let kinds = ErrorType::read(&input, &mut errors);
    if errors.is_empty() { kinds.expand(&input.ident) } else { errors.to_compile_errors() }
}

/// An enum of errors.
struct ErrorType {
    crate_path: Path,
    variants: Vec<Kind>,
}

/// One variant.
struct Kind {
    ident: Ident,
    meaning: Meaning,
}

enum Meaning {
    /// A kind of its own.
    Declared(Box<Declared>),
    /// The kinds of another type, whose value is in the only field.
    Transparent { field: Option<Ident>, ty: Box<Type>, constant: Ident },
    /// Nobody's business but the log's.
    Internal,
}

struct Declared {
    kind: String,
    code: i64,
    status: u16,
    description: String,
    details: Vec<Detail>,
    /// Whether there are no further fields, so that a client can make the error from what travels.
    travels_whole: bool,
}

/// A field that travels to callers.
struct Detail {
    field: Ident,
    ty: Type,
    /// The constant where the compiler checks the type.
    constant: Ident,
}

impl ErrorType {
    fn read(input: &DeriveInput, errors: &mut Errors) -> Self {
        let crate_path = crate_path(&input.attrs, errors).unwrap_or_else(|| syn::parse_quote!(::commandry));
        let mut this = Self { crate_path, variants: Vec::new() };
        if !input.generics.params.is_empty() {
            errors.rule(&input.generics, "must not be generic: callers read the kinds of one type");
        }
        let Data::Enum(data) = &input.data else {
            errors.rule(&input.ident, "must be an `enum`, with one variant for each kind of error");
            return this;
        };
        if data.variants.is_empty() {
            errors.rule(&input.ident, "must have at least one variant");
        }
        let mut known: Vec<String> = Vec::new();
        for (index, variant) in data.variants.iter().enumerate() {
            let meaning = Settings::read(variant, errors).meaning(variant, index, errors);
            if let Meaning::Declared(declared) = &meaning {
                if known.contains(&declared.kind) {
                    let message = format!("two variants have the kind `{}`", declared.kind);
                    errors.report(&variant.ident, &message);
                }
                known.push(declared.kind.clone());
            }
            this.variants.push(Kind { ident: variant.ident.clone(), meaning });
        }
        this
    }
}
