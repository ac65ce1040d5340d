//! What the fuzzers start from and what they have found goes well, on every run of the tests.

use std::{fs, panic::catch_unwind, path::PathBuf};

use commandry_fuzzed::TARGETS;

fn corpora() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/corpus"))
}

fn names(folder: PathBuf) -> Vec<PathBuf> {
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

#[test]
fn every_input_that_is_kept_goes_well() {
    for (name, target) in TARGETS {
        let inputs = names(corpora().join(name));
        assert!(inputs.len() > 4, "the corpus of `{name}` has hardly anything");
        for input in inputs {
            let outcome = catch_unwind(|| target(&fs::read(&input).unwrap()));
            assert!(outcome.is_ok(), "{} does not go well", input.display());
        }
    }
}

#[test]
fn every_corpus_has_a_target_and_every_target_a_fuzzer() {
    let of = |folder: PathBuf| -> Vec<String> {
        let stem = |path: PathBuf| path.file_stem().unwrap().to_string_lossy().into_owned();
        names(folder).into_iter().map(stem).collect()
    };
    let targets = TARGETS.map(|(name, _)| name);
    assert_eq!(of(corpora()), targets);
    assert_eq!(of(corpora().join("../fuzz_targets")), targets);
}
