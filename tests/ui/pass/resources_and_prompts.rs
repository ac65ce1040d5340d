//! Resources and prompts in all the forms that commands have: raw identifiers, conditions, other crates' attributes,
//! names that are taken, no implicit prelude and strict lints.

#![no_implicit_prelude]
#![deny(warnings, clippy::pedantic, missing_docs, unreachable_pub, unused_qualifications)]

use ::commandry::{Context, PromptMessage, Registry, prompt, resource};
use ::std::{
    assert_eq, future::Future, option::Option, primitive::u32, result::Result, string::String,
    string::ToString, vec, vec::Vec,
};

/// Names that expansions must not take for those of others.
mod taken {
    use ::commandry::resource;
    use ::std::string::String;

    /// A type that has the name of one that expansions use.
    pub(crate) struct Returned;
    /// And another one.
    pub(crate) type Some = Returned;

    /// Text without placeholders.
    #[resource("taken://text")]
    pub(crate) fn text() -> String {
        let _: Some = Returned;
        String::new()
    }
}

/// An alias of a result.
type Answer<T> = Result<T, ::commandry::CallError>;

/// One thing.
#[resource("things://{type}/{id}", name = "thing", crate = "::commandry")]
pub(crate) async fn r#type(
    /// Its type.
    r#type: String,
    /// Its number.
    #[param(complete = completions::numbers)]
    id: u32,
) -> Answer<(String, u32)> {
    Result::Ok((r#type, id))
}

mod completions {
    use ::commandry::Context;
    use ::std::{string::String, vec::Vec};

    pub(crate) async fn numbers(_: Context, typed: String) -> Vec<String> {
        ::std::vec![typed]
    }

    pub(crate) fn subjects(_: Context, typed: String) -> Vec<String> {
        ::std::vec![typed]
    }
}

/// Bytes.
#[resource("things://bytes", blocking)]
#[inline]
fn bytes() -> &'static [::std::primitive::u8] {
    b"abc"
}

/// Something that does not exist.
#[cfg(any())]
#[resource("things://none")]
fn none() -> Missing {}

/// Asks something.
#[prompt(blocking, title = "Ask")]
#[must_use]
fn ask(
    /// About what.
    #[param(complete = completions::subjects)]
    about: Option<String>,
    #[inject] context: Context,
) -> Vec<PromptMessage> {
    vec![PromptMessage::user(context.command()), PromptMessage::assistant(about.unwrap_or_default())]
}

/// A function that is called as before.
fn called(bytes: &'static [::std::primitive::u8]) -> impl Future<Output = Answer<(String, u32)>> {
    r#type("a".to_string(), if bytes.is_empty() { 0 } else { 1 })
}

fn main() {
    let _ = called(bytes());
    let registry = Registry::new().with_resource::<r#type>().with_resource::<bytes>().with_prompt::<ask>();
    let registry = registry.with_resource::<taken::text>();
    let catalog = registry.catalog().unwrap();
    assert_eq!(catalog.resources[2].uri, "things://{type}/{id}");
    assert_eq!((catalog.resources.len(), catalog.prompts.len()), (3, 1));
}
