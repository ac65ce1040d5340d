//! The examples of `docs/command-line.md`, run as they stand there.

#![cfg(unix)]

use std::{fs, path::Path, process::Command};

/// The lines of a shell on the page, each with what the page shows below it.
fn examples(page: &str) -> Vec<(String, String)> {
    let mut examples: Vec<(String, String)> = Vec::new();
    let mut is_console = false;
    for line in page.lines() {
        if line.starts_with("```") {
            is_console = line == "```console";
        } else if let (true, Some(command)) = (is_console, line.strip_prefix("$ ")) {
            examples.push((command.to_owned(), String::new()));
        } else if let (true, Some((_, shown))) = (is_console, examples.last_mut()) {
            shown.push_str(line);
            shown.push('\n');
        }
    }
    examples
}

#[test]
fn the_examples_of_the_page_are_true() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/command-line.md");
    let page = fs::read_to_string(page).unwrap();
    let programs = Path::new(env!("CARGO_BIN_EXE_orders")).parent().unwrap().display().to_string();
    let folder = tempfile::tempdir().unwrap();
    let path = format!("{programs}:{}", std::env::var("PATH").unwrap());
    let mut exported = String::new();
    let mut count = 0;
    for (line, shown) in examples(&page) {
        if line.starts_with("export ") {
            exported = line;
            continue;
        }
        let ran = Command::new("bash")
            .args(["-c", &format!("{exported}\n{{ {line}\n}} 2>&1")])
            .env("PATH", &path)
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert_eq!(String::from_utf8_lossy(&ran.stdout), shown, "$ {line}");
        count += 1;
    }
    assert!(count >= 7, "{count} examples were found");
}
