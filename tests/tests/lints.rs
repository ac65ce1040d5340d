//! The lints on a real service: each is found in the program `faulty`, and the list of them is as documented.

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use commandry_schema::lint::{drift, lints};
use serde_json::Value;

/// Lints that a program which compiles cannot breach, since the macro refuses it before.
const REFUSED_BEFORE: [&str; 2] = ["allowed-lint-without-reason", "command-name-too-long"];

/// Lints on what only documents of other services say.
const IMPORTED_ONLY: [&str; 1] = ["auth-missing"];

/// Lints on what lies beside the commands; see below, and `unregistered_crate.rs`.
const DRIFT: [&str; 3] = [drift::SCHEMA_STALE, drift::LOCK_STALE, drift::UNREGISTERED_COMMAND];

/// The commands of lints whose fault is in the name, or stands on the first command of something.
const ELSEWHERE: [(&str, &str); 7] = [
    ("command-name-collision", "command_namecollision"),
    ("command-name-verb", "dust"),
    ("group-too-large", "show_crowd_01"),
    ("instructions-over-2kb", "alias_ambiguous"),
    ("read-only-name-mismatch", "delete_nothing"),
    ("timeout-missing", "export_everything"),
    ("tools-list-over-budget", "alias_ambiguous"),
];

fn faulty(words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_faulty"));
    command.args(words).output().expect("the program can be started")
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("the program prints text")
}

/// The lints found by command, and all that was reported.
fn findings() -> (BTreeMap<String, BTreeSet<String>>, Value) {
    let output = faulty(&["validate", "--strict", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).expect("the report is JSON");
    let commands = report["commands"].as_array().expect("there are commands").iter().map(|command| {
        let lints = command["findings"].as_array().into_iter().flatten();
        let lints = lints.filter_map(|finding| finding["lint"].as_str().map(str::to_owned)).collect();
        (command["name"].as_str().unwrap_or_default().to_owned(), lints)
    });
    (commands.collect(), report)
}

#[test]
fn every_lint_is_found_in_a_real_program() {
    let (found, report) = findings();
    let elsewhere = BTreeMap::from(ELSEWHERE);
    let mut missed = Vec::new();
    let not_here =
        |id: &str| REFUSED_BEFORE.contains(&id) || IMPORTED_ONLY.contains(&id) || DRIFT.contains(&id);
    for lint in lints().filter(|lint| !not_here(lint.id)) {
        let command = elsewhere.get(lint.id).map_or_else(|| lint.id.replace('-', "_"), |it| (*it).to_owned());
        if !found.get(&command).is_some_and(|lints| lints.contains(lint.id)) {
            missed.push(format!("{} on {command}: {:?}", lint.id, found.get(&command)));
        }
    }
    assert!(missed.is_empty(), "not found:\n{}", missed.join("\n"));
    assert!(!found.contains_key("repeat"), "the faultless command has {:?}", found.get("repeat"));
    assert_eq!(found.values().flatten().find(|lint| not_here(lint)), None);
    let streams = (found.get("stream_with_progress"), found.get("stream_with_context"));
    assert_eq!(streams, (None, None), "what can report its progress was found");
    let with_source =
        report["commands"].as_array().into_iter().flatten().all(|it| it["source"]["line"].is_u64());
    assert!(with_source, "a command has no place in the source");
}

#[test]
fn the_other_formats_tell_the_same() {
    let (found, _) = findings();
    let github = faulty(&["validate", "--strict", "--format", "github"]);
    let github = text(&github.stdout);
    assert!(github.contains("::error file=tests/src/bin/faulty/texts.rs,line="), "{github}");
    let sarif = faulty(&["validate", "--strict", "--format", "sarif"]);
    let sarif: Value = serde_json::from_slice(&sarif.stdout).expect("the report is JSON");
    let results = sarif["runs"][0]["results"].as_array().expect("there are results");
    assert_eq!(results.len(), github.lines().count() - 1);
    let lints: BTreeSet<&str> = results.iter().filter_map(|it| it["ruleId"].as_str()).collect();
    assert_eq!(lints, found.values().flatten().map(String::as_str).collect());
}

#[test]
fn a_baseline_accepts_what_there_is_and_nothing_more() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let path = folder.join("baseline.json");
    let file = path.to_str().expect("the path is text");
    assert_eq!(faulty(&["validate", "--strict", "--write-baseline", file]).status.code(), Some(0));
    let accepted = faulty(&["validate", "--strict", "--baseline", file]);
    assert_eq!((accepted.status.code(), text(&accepted.stderr)), (Some(0), ""));
    assert!(text(&accepted.stdout).contains("\nFailed: 0\n"));

    let baseline = fs::read_to_string(&path).expect("the baseline was written");
    let line = baseline.lines().find(|line| line.contains("summary-missing")).expect("it accepts that");
    fs::write(&path, baseline.replace(&format!("{line}\n"), "")).expect("it can be written");
    let new = faulty(&["validate", "--strict", "--baseline", file]);
    assert_eq!(new.status.code(), Some(1));
    assert!(
        text(&new.stdout).contains("error[summary-missing]") && text(&new.stdout).contains("\nFailed: 1\n")
    );

    fs::write(&path, baseline.replace(line, &line.replace("\"count\":1", "\"count\":2")))
        .expect("it can be written");
    let stale = faulty(&["validate", "--strict", "--baseline", file]);
    assert_eq!(stale.status.code(), Some(0));
    assert!(
        text(&stale.stderr).contains("accepts 2 of `summary-missing` on `summary_missing`, but there are 1")
    );

    fs::write(&path, "[]").expect("it can be written");
    let wrong = faulty(&["validate", "--baseline", file]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(text(&wrong.stderr).contains("is no baseline"), "{}", text(&wrong.stderr));
}

#[test]
fn what_was_committed_and_forgotten_is_found_under_the_name_of_a_lint() {
    let on_commands: Vec<&str> = lints().filter(|it| !it.is_on_commands()).map(|it| it.id).collect();
    assert_eq!(on_commands, DRIFT);
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    for (lint, file, words) in [
        (drift::LOCK_STALE, "drift.lock.json", vec!["lock"]),
        (drift::SCHEMA_STALE, "drift.openapi.json", vec!["schema"]),
        (drift::SCHEMA_STALE, "drift.client.ts", vec!["schema", "--format", "client"]),
    ] {
        let path = folder.join(file);
        let run = |further: &[&str]| {
            let words = [&words[..], &["--out", path.to_str().expect("the path is text")], further].concat();
            let output = faulty(&words);
            (output.status.code(), text(&output.stderr).to_owned())
        };
        assert_eq!(run(&[]), (Some(0), String::new()));
        assert_eq!(run(&["--check"]), (Some(0), String::new()));
        let written = fs::read_to_string(&path).expect("it was written");
        fs::write(&path, written.replacen("repeat", "repeal", 1)).expect("it can be written");
        let (code, complaint) = run(&["--check"]);
        assert_eq!(code, Some(1), "{complaint}");
        let remedy = format!("write it again with `{}", words.join(" "));
        for part in [&*format!("[{lint}] "), file, &remedy] {
            assert!(complaint.contains(part), "{part} is not in {complaint}");
        }
        assert!(
            fs::read_to_string(&path).is_ok_and(|text| text.contains("repeal")),
            "a check wrote the file"
        );
    }
}

#[test]
fn every_lint_can_be_explained_and_others_cannot() {
    for lint in lints() {
        let output = faulty(&["validate", "--explain", lint.id]);
        assert!(output.status.success() && text(&output.stdout).contains(lint.explanation));
    }
    let output = faulty(&["validate", "--explain", "sumary-missing"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("the nearest is `summary-missing`"), "{}", text(&output.stderr));
}

#[test]
fn the_documented_list_is_complete() {
    const UPDATE: &str = "UPDATE_GOLDEN=1 cargo test -p commandry-tests --test lints";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/lints.md");
    let committed = fs::read_to_string(&path).unwrap_or_default();
    let (before, after) = (
        committed.split_once("| id |").map_or(&*committed, |(before, _)| before),
        committed.rsplit_once(" |\n").map_or("", |(_, after)| after),
    );
    let mut list = String::from("| id | severity | what it asks for |\n|---|---|---|\n");
    for lint in lints() {
        list.push_str(&format!("| `{}` | {} | {}. |\n", lint.id, lint.severity.as_str(), lint.summary()));
    }
    let document = format!("{before}{list}{after}");
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, &document).expect("the list can be written");
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == document, "docs/lints.md lacks a lint or its words; write it anew: {UPDATE}");
}
