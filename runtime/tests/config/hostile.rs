//! Nothing that a file or a variable holds panics or hangs.

use std::fs;

use commandry::config::ConfigSources;
use proptest::{collection::vec, prelude::*};

use super::{faults_of_file, folder_with, read};

/// Parts of files, from which random ones come closer to what the readers look for than random bytes.
const PARTS: [&str; 44] = [
    "server",
    "port",
    "mail",
    "senders",
    "copies",
    ":",
    " ",
    "\n",
    "\n  ",
    "\n- ",
    "=",
    "{",
    "}",
    "[",
    "]",
    "[[",
    "]]",
    ",",
    "\"",
    "'",
    "\"\"\"",
    "#",
    "&a",
    "*a",
    "!!str",
    "!",
    "|",
    ">",
    "---",
    "...",
    "%",
    "\\u",
    "\\",
    "1",
    "-1e999",
    "0x",
    "1979-05-27",
    "true",
    "null",
    "~",
    "\u{feff}",
    "é",
    "\t",
    "$HOME",
];

fn parts() -> impl Strategy<Value = Vec<u8>> {
    vec(prop::sample::select(&PARTS[..]), 0..60).prop_map(|parts| parts.concat().into_bytes())
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![vec(any::<u8>(), 0..200), parts()]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_file_of_any_bytes_is_read_or_refused(contents in bytes()) {
        for name in ["a.toml", "a.yaml", "a.json"] {
            let (_folder, path) = folder_with(name, &contents);
            let _ = read(&ConfigSources::default().file(path));
        }
    }

    #[test]
    fn a_file_of_variables_of_any_bytes_is_read_or_refused(contents in bytes(), head in "(APP_[A-Z_]{0,9}=)?") {
        let (folder, path) = folder_with(".env", head.as_bytes());
        fs::write(path, [head.as_bytes(), &contents].concat()).unwrap();
        let _ = read(&ConfigSources::default().folder(folder.path()));
    }

    #[cfg(unix)]
    #[test]
    fn a_variable_of_any_bytes_is_read_or_refused(
        rest in bytes(),
        value in bytes(),
        name in prop::sample::select(&["", "SERVER__PORT", "MAIL", "MAIL__COPIES", "MAIL__SENDERS__", "CONFIG", "PORT_"][..]),
    ) {
        use std::{ffi::OsString, os::unix::ffi::OsStringExt};
        let text = |bytes: &[u8]| OsString::from_vec(bytes.to_vec());
        let name = format!("APP_{name}");
        let _ = read(&ConfigSources::default().variables([
            (text(name.as_bytes()), text(&value)),
            (text(&[name.as_bytes(), &rest].concat()), text(&value)),
        ]));
    }
}

#[test]
fn what_would_fill_memory_or_stack_is_refused() {
    let mut aliases = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..20 {
        let inner = format!("*a{}, ", level - 1).repeat(10);
        aliases.push_str(&format!("a{level}: &a{level} [{inner}]\n"));
    }
    for (name, contents, expected) in [
        ("a.yaml", aliases, "holds more than 100000 values"),
        ("a.yaml", format!("server: {}", "[".repeat(60)), "is not YAML: "),
        ("a.yaml", format!("server: {}", "[".repeat(100_000)), "a.yaml:1: "),
        ("a.yaml", "- ".repeat(100_000), "a.yaml:1: "),
        ("a.yaml", "a: &a [*a]\n".to_owned(), "has an alias within the value that it stands for"),
        (
            "a.json",
            format!("{{\"server\": {0}1{1}}}", "[".repeat(100_000), "]".repeat(100_000)),
            "nests deeper than 64 levels",
        ),
        ("a.json", format!("{{\"server\": {}", "[".repeat(500_000)), "is not JSON: EOF while parsing a list"),
        ("a.toml", format!("server = {}", "[".repeat(100_000)), "is not TOML: "),
        ("a.toml", format!("{}a = 1\n", "a.".repeat(100_000)), "is not TOML: "),
    ] {
        let found = faults_of_file(name, contents);
        assert!(!found.is_empty() && found[0].contains(expected), "{expected} {:.300}", found.join(" "));
    }
}

#[test]
fn an_endless_file_is_not_read_to_its_end() {
    let folder = tempfile::tempdir().unwrap();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("/dev/zero", folder.path().join("a.json")).unwrap();
        let found = read(&ConfigSources::default().file(folder.path().join("a.json"))).unwrap_err();
        assert!(found[0].contains("is too long"), "{found:?}");
    }
    drop(folder);
}
