//! `command_crates!`: the crates whose commands must be part of the program.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{
    Ident, LitStr, Path, Token,
    ext::IdentExt,
    parse::{Parse, ParseStream},
};

/// The macro `command_crates!`.
pub(crate) fn expand(input: TokenStream) -> TokenStream {
    let list = match syn::parse2::<List>(input) {
        Ok(list) => list,
        Err(error) => return error.to_compile_error(),
    };
    let crate_path = &list.crate_path;
    let uses = list.crates.iter().map(|it| {
        let ident = &it.ident;
        quote_spanned!(ident.span()=> use ::#ident as _;)
    });
    let submits = list.crates.iter().map(|it| {
        let name = it
            .real_name
            .as_ref()
            .map_or_else(|| it.ident.unraw().to_string(), |text| text.value().replace('-', "_"));
        let location = quote_spanned!(it.ident.span()=> file: ::core::file!(), line: ::core::line!());
        quote!(__rt::submit! { __rt::ExpectedCrate { name: #name, #location } })
    });
    quote! {
        #(#uses)*
        const _: () = {
            use #crate_path::__private as __rt;
            #(#submits)*
        };
    }
}

struct List {
    crate_path: Path,
    crates: Vec<ExpectedCrate>,
}

struct ExpectedCrate {
    ident: Ident,
    real_name: Option<LitStr>,
}

impl Parse for List {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let mut crate_path: Path = syn::parse_quote!(::commandry);
        if input.peek(Token![crate]) {
            let name = Ident::parse_any(input)?;
            crate_path = crate::attribute::crate_path(&name, input)?;
            input.parse::<Token![;]>()?;
        }
        let mut crates: Vec<ExpectedCrate> = Vec::new();
        while !input.is_empty() {
            let item: ExpectedCrate = input.parse()?;
            if crates.iter().any(|known| known.ident == item.ident) {
                return Err(syn::Error::new(
                    item.ident.span(),
                    format!("the crate `{}` is listed twice", item.ident),
                ));
            }
            crates.push(item);
        }
        if crates.is_empty() {
            return Err(syn::Error::new(input.span(), EXPECTED));
        }
        Ok(Self { crate_path, crates })
    }
}

const EXPECTED: &str = "expected the names of crates, each with a semicolon: `billing; users;`";

impl Parse for ExpectedCrate {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        input.parse::<Option<Token![use]>>()?;
        let ident: Ident = crate::arguments::parsed(input, EXPECTED)?;
        let renamed: Option<Token![as]> = input.parse()?;
        let real_name = if renamed.is_some() {
            let message =
                "expected the real name of the crate in double quotes: `billing as \"acme_billing\";`";
            Some(crate::arguments::quoted(input, message)?)
        } else {
            None
        };
        if !input.peek(Token![;]) {
            return Err(syn::Error::new(input.span(), EXPECTED));
        }
        input.parse::<Token![;]>()?;
        Ok(Self { ident, real_name })
    }
}
