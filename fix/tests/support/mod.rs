//! What several tests need.

use commandry_fix::{Repaired, Surroundings, repair};
use quote::ToTokens;
use syn::{Attribute, Meta, visit_mut::VisitMut};

/// Repairs a file and checks what must hold of every repair.
///
/// # Panics
///
/// Panics when anything but documentation was changed, or when a second repair would change something.
pub(crate) fn repaired(source: &str, surroundings: &Surroundings) -> Repaired {
    let first = repair(source, surroundings).expect("the source is Rust");
    assert_eq!(
        without_documentation(source),
        without_documentation(&first.text),
        "code was changed; before:\n{source}\nafter:\n{}",
        first.text
    );
    assert_eq!(comments(source), comments(&first.text), "comments were changed in:\n{source}");
    let second = repair(&first.text, surroundings).expect("what was repaired is Rust");
    assert_eq!(second.text, first.text, "a second repair changes something of:\n{source}");
    assert_eq!(second.changes, [], "a second repair does something to:\n{}", first.text);
    first
}

/// The tokens of a file without any documentation, as syn sees them.
fn without_documentation(source: &str) -> String {
    struct Strip;
    impl VisitMut for Strip {
        fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
            attributes.retain(|it| !matches!(&it.meta, Meta::NameValue(pair) if pair.path.is_ident("doc")));
        }
    }
    let mut file = syn::parse_file(source).expect("the source is Rust");
    Strip.visit_file_mut(&mut file);
    file.to_token_stream().to_string()
}

/// The lines that are ordinary comments and nothing else, and the comments that begin with a marker of these tests.
fn comments(source: &str) -> Vec<&str> {
    let is_comment = |line: &&str| line.starts_with("//") && !line.starts_with("///");
    let lines = source.lines().map(str::trim).filter(is_comment);
    lines.chain(source.match_indices("/* keep").map(|_| "/* keep")).collect()
}
