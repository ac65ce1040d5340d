//! A function whose body is never looked at.

use proc_macro2::TokenStream;
use quote::{ToTokens, TokenStreamExt};
use syn::{
    Attribute, Signature, Token, Visibility,
    parse::{Parse, ParseStream},
    token,
};

/// Attributes, visibility and signature of a function, and its body as the tokens that were written.
///
/// The body is kept verbatim: it is the larger part of the tokens, and code that is being typed does not parse.
pub(crate) struct Function {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) signature: Signature,
    pub(crate) body: TokenStream,
}

impl Function {
    /// Whether there is a body; functions of traits may have none.
    pub(crate) fn has_body(&self) -> bool {
        self.body.to_string() != ";"
    }

    /// The attributes that decide whether the function exists, for everything that stands beside it.
    pub(crate) fn conditions(&self) -> Vec<Attribute> {
        self.attributes.iter().filter(|attribute| attribute.path().is_ident("cfg")).cloned().collect()
    }
}

impl Parse for Function {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        let signature = input.parse()?;
        let body = if input.peek(Token![;]) {
            input.parse::<Token![;]>()?.into_token_stream()
        } else if input.peek(token::Brace) {
            input.parse::<proc_macro2::TokenTree>()?.into_token_stream()
        } else {
            return Err(input.error("expected the body of the function"));
        };
        Ok(Self { attributes, visibility, signature, body })
    }
}

impl ToTokens for Function {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append_all(&self.attributes);
        self.visibility.to_tokens(tokens);
        self.signature.to_tokens(tokens);
        self.body.to_tokens(tokens);
    }
}

/// What to say about an item that is not a function, or `None` when it was probably meant to be one.
pub(crate) fn other_item(attribute: &str, item: TokenStream) -> Option<String> {
    match syn::parse2::<syn::Item>(item) {
        Ok(syn::Item::Impl(_)) if attribute == "command" => Some(
            "`#[command]` belongs on a function; write `#[commands]` on the `impl` and `#[command]` on its methods"
                .to_owned(),
        ),
        Ok(_) => Some(format!("`#[{attribute}]` belongs on a function")),
        Err(_) => None,
    }
}
