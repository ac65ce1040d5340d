//! What a derived error type becomes.

use proc_macro2::{Literal, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Ident, Type, ext::IdentExt};

use super::{Declared, Detail, ErrorType, Kind, Meaning};
use crate::types;

impl ErrorType {
    pub(super) fn expand(&self, name: &Ident) -> TokenStream {
        let crate_path = &self.crate_path;
        let describe = self.describe();
        let arms = self.variants.iter().map(Kind::arm);
        let types = self.types(name);
        let reading = self.reading(name);
        // The only bound that is not checked in a constant; shown at the name of the type.
        let at_name = Span::call_site().located_at(name.span());
        let message = quote_spanned!(at_name=> __rt::error_message(&self));
        quote! {
            #[allow(deprecated)]
            const _: () = {
                use #crate_path::__private as __rt;
                #types
                impl __rt::CommandErrors for #name {
                    fn __describe(__kinds: &mut __rt::ErrorKinds<'_>) {
                        #describe
                    }
                    fn __into_call_error(self) -> __rt::CallError {
                        let __message = #message;
                        match self {
                            #(#arms)*
                        }
                    }
                    #reading
                }
            };
        }
    }

    /// One constant for each type that must satisfy something, so that one that does not is reported once.
    fn types(&self, name: &Ident) -> TokenStream {
        let own = |ty: &Type| types::replace_self(ty.to_token_stream(), name);
        let mut tokens = TokenStream::new();
        for variant in &self.variants {
            match &variant.meaning {
                Meaning::Declared(declared) => {
                    for Detail { ty, constant, .. } in &declared.details {
                        let ty = own(ty);
                        tokens.extend(quote!(const #constant: __rt::Detail<#ty> = __rt::detail::<#ty>();));
                    }
                }
                Meaning::Transparent { ty, constant, .. } => {
                    let ty = own(ty);
                    tokens.extend(quote!(const #constant: __rt::Inner<#ty> = __rt::inner::<#ty>();));
                }
                Meaning::Internal => {}
            }
        }
        tokens
    }

    /// Adds the kinds in the order of the variants, those of other types at their place.
    fn describe(&self) -> TokenStream {
        let mut tokens = TokenStream::new();
        let mut waiting: Vec<TokenStream> = Vec::new();
        for variant in &self.variants {
            match &variant.meaning {
                Meaning::Declared(declared) => waiting.push(declared.data()),
                Meaning::Transparent { constant, .. } => {
                    tokens.extend(add(&std::mem::take(&mut waiting)));
                    tokens.extend(quote!((#constant.describe)(__kinds);));
                }
                Meaning::Internal => {}
            }
        }
        tokens.extend(add(&waiting));
        tokens
    }
}

/// The other direction, for clients: the variant of a kind, from the details that travelled.
impl ErrorType {
    fn reading(&self, name: &Ident) -> TokenStream {
        let mut own = TokenStream::new();
        let mut others = TokenStream::new();
        for variant in &self.variants {
            let ident = &variant.ident;
            match &variant.meaning {
                Meaning::Declared(declared) if declared.travels_whole => {
                    let kind = &declared.kind;
                    let fields = declared.details.iter().map(|Detail { field, ty, .. }| {
                        let detail = field.unraw().to_string();
                        let ty = types::replace_self(ty.to_token_stream(), name);
                        quote!(#field: (<__rt::ReadDetail<#ty>>::READ)(__details, #detail)?,)
                    });
                    own.extend(quote!(#kind => __rt::Some(Self::#ident { #(#fields)* }),));
                }
                Meaning::Transparent { field, constant, .. } => {
                    let member = field.as_ref().map_or_else(|| quote!(0), ToTokens::to_token_stream);
                    others.extend(quote! {
                        if let __rt::Some(__inner) = (#constant.from_kind)(__kind, __details) {
                            return __rt::Some(Self::#ident { #member: __inner });
                        }
                    });
                }
                Meaning::Declared(_) | Meaning::Internal => {}
            }
        }
        quote! {
            __rt::for_clients! {
                fn __from_kind(__kind: &str, __details: &__rt::Details) -> __rt::Option<Self> {
                    #[allow(unused_imports)]
                    use __rt::UnreadableDetail as _;
                    match __kind {
                        #own
                        _ => {
                            #others
                            __rt::None
                        }
                    }
                }
            }
        }
    }
}

fn add(kinds: &[TokenStream]) -> TokenStream {
    if kinds.is_empty() {
        return TokenStream::new();
    }
    quote!(__kinds.add(const { &[#(#kinds),*] });)
}

impl Declared {
    fn data(&self) -> TokenStream {
        let Self { kind, description, .. } = self;
        let code = Literal::i64_unsuffixed(self.code);
        let status = Literal::u16_unsuffixed(self.status);
        let details = self.details.iter().map(|Detail { field, constant, .. }| {
            let name = field.unraw().to_string();
            quote!((#name, #constant.schema))
        });
        quote! {
            __rt::ErrorKindData {
                kind: #kind,
                code: #code,
                status: #status,
                description: #description,
                details: &[#(#details),*],
            }
        }
    }
}

impl Kind {
    fn arm(&self) -> TokenStream {
        let variant = &self.ident;
        match &self.meaning {
            Meaning::Declared(declared) => {
                let Declared { kind, details, .. } = &**declared;
                let code = Literal::i64_unsuffixed(declared.code);
                let status = Literal::u16_unsuffixed(declared.status);
                let locals: Vec<Ident> =
                    (0..details.len()).map(|index| format_ident!("__d{index}")).collect();
                let fields =
                    details.iter().zip(&locals).map(|(Detail { field, .. }, local)| quote!(#field: #local,));
                let values = details.iter().zip(&locals).map(|(Detail { field, constant, .. }, local)| {
                    let name = field.unraw().to_string();
                    quote!(.detail(#name, (#constant.value)(&#local)))
                });
                quote! {
                    Self::#variant { #(#fields)* .. } => {
                        __rt::CallError::new(#code, #kind, __message).status(#status) #(#values)*
                    }
                }
            }
            Meaning::Transparent { field, constant, .. } => {
                let member = field.as_ref().map_or_else(|| quote!(0), ToTokens::to_token_stream);
                quote! {
                    Self::#variant { #member: __inner } => (#constant.into_call_error)(__inner),
                }
            }
            Meaning::Internal => quote! {
                __error @ Self::#variant { .. } => __rt::CallError::generic(&__error),
            },
        }
    }
}
