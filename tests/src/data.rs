//! Files of the folder `data`: what tests read, and what they compare with.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

/// Reads a JSON file of the folder `data`.
///
/// # Panics
///
/// Panics when there is no such file, or when it is not JSON.
pub fn read_data(name: &str) -> Value {
    let path = path(name);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Compares a text with a golden file of the folder `data`, or writes it there when `UPDATE_GOLDEN` is set.
///
/// `test` is the name of the calling test as `cargo test --test` takes it.
///
/// # Panics
///
/// Panics when they differ; tells the first such line, and how the file is written anew.
pub fn assert_golden(test: &str, name: &str, now: &str) {
    let path = path(name);
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, now).expect("the golden file can be written");
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    let line = (1..).zip(now.lines().zip(committed.lines().chain(std::iter::repeat(""))));
    let differing = line.into_iter().find(|(_, (now, committed))| now != committed);
    assert!(
        now == committed,
        "{name} differs, first in line {differing:?}; if this is meant: \
         UPDATE_GOLDEN=1 cargo test -p commandry-tests --test {test}"
    );
}

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name)
}
