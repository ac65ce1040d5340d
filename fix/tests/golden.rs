//! Holds repairs against golden files in `golden`, so that every change of them is seen in review.
//!
//! `UPDATE_GOLDEN=1 cargo test -p commandry-fix --test golden` writes them anew.

use std::{fs, path::PathBuf};

use commandry_fix::{MARKER, Surroundings, repair, same_but_for_documentation};

#[test]
fn functions() {
    check("functions");
}

#[test]
fn methods() {
    check("methods");
}

#[test]
fn contradictions() {
    check("contradictions");
}

#[test]
fn examples() {
    check("examples");
}

#[test]
fn forms() {
    check("forms");
}

#[test]
fn layout() {
    check("layout");
}

#[test]
fn conditional() {
    check("conditional");
}

/// Repairs an input as it is, with other ends of lines and with other beginnings, and a second time.
fn check(name: &str) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    let input = fs::read_to_string(folder.join("input.rs")).expect("the input can be read");
    let surroundings = Surroundings::new().with_types_of(&input);
    let repaired = repair(&input, &surroundings).expect("the input is Rust");
    let remarks = repaired.changes.iter().map(|remark| format!("{remark}\n"));
    let left = repaired.left.iter().map(|remark| format!("left {remark}\n"));
    compare(&folder.join("repaired.rs"), &repaired.text);
    compare(&folder.join("remarks.txt"), &remarks.chain(left).collect::<String>());

    assert!(same_but_for_documentation(&input, &repaired.text));
    assert!(repaired.text.contains(MARKER), "the input shows no draft");
    let again = repair(&repaired.text, &surroundings).expect("what was repaired is Rust");
    assert_eq!(again.text, repaired.text, "a second repair changes something");
    assert!(again.changes.is_empty(), "{:?}", again.changes);

    for (before, change) in [
        ("", (|text: &str| text.replace('\n', "\r\n")) as fn(&str) -> String),
        ("\u{feff}", str::to_owned),
        ("\u{feff}#!/usr/bin/env run\n", str::to_owned),
    ] {
        let changed = format!("{before}{}", change(&input));
        let expected = format!("{before}{}", change(&repaired.text));
        let repaired = repair(&changed, &surroundings).expect("the changed input is Rust");
        assert_eq!(repaired.text, expected);
    }
}

fn compare(path: &PathBuf, text: &str) {
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(path, text).expect("the golden file can be written");
    }
    let golden = fs::read_to_string(path).unwrap_or_default();
    assert!(
        text == golden,
        "the repair differs from {}; `UPDATE_GOLDEN=1 cargo test -p commandry-fix --test golden` accepts:\n{text}",
        path.display()
    );
}
