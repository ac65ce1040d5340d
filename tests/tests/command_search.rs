//! `commands WORDS` finds commands by what people say of them.

use std::process::{Command, Output};

fn commands(words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_faulty"));
    command.arg("commands").args(words).output().expect("the program can be started")
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("the program prints text")
}

#[test]
fn words_find_a_command_and_show_how_to_call_it() {
    let output = commands(&["repeat", "a", "wrod"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let first = text(&output.stdout).lines().next().unwrap_or_default();
    assert!(
        first.starts_with("repeat(word:string ..20, times:int 0..9) -> string - Repeats a word"),
        "{first}"
    );
}

#[test]
fn a_limit_says_how_many_more_there_are() {
    let output = commands(&["crowd", "--limit", "3"]);
    assert_eq!(text(&output.stdout).lines().count(), 3);
    assert_eq!(text(&output.stderr), "3 of 62; use more words, or `--limit`\n");
    let output = commands(&["crowd", "--group", "crowd", "--limit", "100"]);
    assert_eq!((text(&output.stdout).lines().count(), text(&output.stderr)), (61, ""));
}

#[test]
fn without_words_there_is_the_whole_list_or_that_of_a_group() {
    let all = commands(&[]);
    assert!(text(&all.stdout).lines().count() > 100);
    let group = commands(&["--group", "faultless"]);
    assert_eq!(text(&group.stdout).lines().count(), 1);
    let unknown = commands(&["--group", "nowhere"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(text(&unknown.stderr).contains("there is no group `nowhere`"));
}

#[test]
fn nothing_found_fails_with_the_nearest_names() {
    let output = commands(&["zzrepeazz"]);
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(1), ""));
    assert!(text(&output.stderr).contains("nearest names are repeat"), "{}", text(&output.stderr));
}
