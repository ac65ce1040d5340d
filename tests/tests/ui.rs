//! What the compiler says about commands that are written wrongly, and that it says nothing about those written well.
//!
//! `tests/ui/README.md` tells how to add a case and how to bless the messages.

#[test]
fn mistakes_are_explained_where_they_are() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("ui/fail/*.rs");
    cases.pass("ui/pass/*.rs");
}
