//! Calls from the command line, by running a program as a person or a script does.

mod completions;
mod program;
mod remote;
mod results;
#[cfg(unix)]
mod terminal;

use serde_json::{Value, json};

use crate::program::{call, call_with, start};

#[test]
fn flags_become_parameters_of_their_types() {
    let ran =
        call(&["describe", "--max-price", "2.5", "--paint", "dark_red", "--tags", "a b", "--tags", "-c"]);
    // A word that starts with a hyphen is a flag, and needs an equals sign to be a value.
    assert_eq!(ran.code, 2, "{ran:?}");
    let ran = call(&["describe", "--max-price", "2.5", "--paint", "dark_red", "--tags", "a b", "--tags=-c"]);
    let expected = json!({
        "max_price": 2.5, "paint": "dark_red", "express": false, "tags": ["a b", "-c"], "place": null,
        "keeper": "nobody",
    });
    assert_eq!((ran.code, ran.json(), ran.errors.as_str()), (0, expected, ""));

    let place = r#"{"town": "Ulm", "house": 3}"#;
    let ran = call(&["describe", "--max_price", "-1e1", "--paint", "plain", "--express", "--place", place]);
    assert_eq!(ran.json()["max_price"], -10.0, "the exact name is a flag too: {ran:?}");
    assert_eq!(ran.json()["express"], true);
    assert_eq!(ran.json()["place"], json!({"town": "Ulm", "house": 3}));
    for (word, expected) in [("--express=false", false), ("--express=true", true)] {
        let ran = call(&["describe", "--max-price", "1", "--paint", "plain", word]);
        assert_eq!(ran.json()["express"], expected);
    }
    let ran = call(&["describe", "--max-price=1", "--paint=plain", "--tags", r#"["x","y"]"#]);
    assert_eq!(ran.json()["tags"], json!(["x", "y"]));
    for (word, expected) in [(r#"{"a": [1]}"#, json!({"a": [1]})), ("abc", json!("abc")), ("5", json!(5))] {
        assert_eq!(call(&["take_anything", "--value", word]).json(), expected);
    }
}

#[test]
fn json_gives_all_parameters_and_flags_win() {
    let json = r#"{"max_price": 1, "paint": "plain", "tags": ["x"]}"#;
    let ran = call(&["describe", "--json", json, "--paint", "dark_red"]);
    assert_eq!((ran.json()["paint"].clone(), ran.json()["tags"].clone()), (json!("dark_red"), json!(["x"])));

    let ran = call_with(&["describe", "--json", "-", "--max-price", "7"], &[], json);
    assert_eq!((ran.code, ran.json()["max_price"].clone()), (0, json!(7.0)));

    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), json).unwrap();
    let word = format!("@{}", file.path().display());
    assert_eq!(call(&["describe", "--json", &word]).json()["max_price"], 1.0);

    // Positions are parameters as well, as long as no flag is mixed with them.
    assert_eq!(call(&["describe", "--json", r#"[1, "plain"]"#]).json()["paint"], "plain");
    for (words, message) in [
        (&["describe", "--json", "[1]", "--paint", "plain"][..], "--json must be a JSON object"),
        (&["describe", "--json", "{"], "--json is not JSON: "),
        (&["describe", "--json", "@/does/not/exist"], "--json: /does/not/exist cannot be read: "),
        (&["describe", "--place", "{town"], "--place is not JSON: "),
    ] {
        let ran = call(words);
        assert_eq!((ran.code, ran.output.as_str()), (2, ""));
        assert!(ran.errors.starts_with(&format!("error: {message}")), "{ran:?}");
    }
}

#[test]
fn all_faults_are_told_at_once_by_their_flags() {
    let ran = call(&["describe", "--max-price", "1001", "--paint", "blue", "--place", r#"{"town": 1}"#]);
    assert_eq!((ran.code, ran.output.as_str()), (2, ""));
    for line in [
        "error: the parameters do not fit",
        "  --max-price: expected at most 1000, got 1001",
        "  --paint: expected one of \"plain\", \"dark_red\", got \"blue\"",
        "  --place at /town: expected a string, got 1",
    ] {
        assert!(ran.errors.lines().any(|it| it == line), "{line}: {ran:?}");
    }
    let ran = call(&["describe", "--json", r#"{"paint": "plain", "paint": "plain", "maxprice": 1}"#]);
    assert!(ran.errors.contains("--json at /maxprice: expected one of the parameters"), "{ran:?}");
    assert!(ran.errors.contains("did you mean `max_price`?"), "{ran:?}");
    assert!(ran.errors.contains("--paint: expected one value, got the member more than once"), "{ran:?}");
    assert!(ran.errors.contains("--max-price: expected a number; it is required"), "{ran:?}");

    let ran = call(&["describe", "--max-prize", "1"]);
    assert_eq!(ran.code, 2);
    assert!(ran.errors.contains("unexpected argument '--max-prize'"), "{ran:?}");
}

#[test]
fn exit_codes_tell_how_a_call_failed() {
    for (words, code, message) in [
        (&["buy_item", "--number", "0"][..], 0, ""),
        (&["buy_item", "--number", "1"], 1, "error: item 1 is sold out (sold_out)\n  number: 1\n"),
        (&["buy_item", "--number", "2"], 3, "error: there is no item 2 (unknown_item)\n  number: 2\n"),
        (&["fail", "--way", "forbidden"], 4, "error: You may not do this. (forbidden)\n"),
        (&["fail", "--way", "unauthenticated"], 4, "error: Who are you? (unauthenticated)\n"),
        (&["fail", "--way", "overloaded"], 5, "error: Too much to do. (overloaded)\n"),
        (
            &["oversleep"],
            5,
            "error: The command did not finish within 0.05 seconds and was given up. (timed_out)\n",
        ),
        (
            &["describe", "--keeper", "ill", "--max-price", "1", "--paint", "plain"],
            7,
            "error: the application could not be set up: the keeper is ill\n",
        ),
    ] {
        let ran = call(words);
        assert_eq!((ran.code, ran.errors.as_str()), (code, message), "{words:?}");
    }
    let ran = call(&["fail", "--way", "panic"]);
    assert_eq!(ran.code, 7, "{ran:?}");
    assert!(ran.errors.contains("error: The server failed while it ran the command. (internal_error)\n"));

    // A program that asks for JSON gets the whole error as well.
    let ran = call(&["buy_item", "--number", "2", "--output", "json"]);
    let error: Value = serde_json::from_str(&ran.errors).unwrap();
    assert_eq!((ran.code, &error["data"]), (3, &json!({"kind": "unknown_item", "details": {"number": 2}})));
}

#[test]
fn an_unknown_command_has_three_suggestions() {
    let ran = call(&["buyitem", "--number", "1"]);
    assert_eq!((ran.code, ran.output.as_str()), (3, ""));
    let suggested: Vec<&str> = ran.errors.lines().filter(|line| line.starts_with("  ")).collect();
    assert_eq!((suggested.len(), suggested[0]), (3, "  buy_item  Buys an item."), "{ran:?}");
    assert_eq!(call(&[]).code, 2);
}

#[test]
fn names_may_be_those_of_subcommands_and_options() {
    let words = ["serve", "--json", "a", "--output", "b", "--url", "c", "--keeper", "d", "--help", "e"];
    assert_eq!(call(&words).json(), "a b c d e");
    assert!(call(&["serve", "-h"]).output.contains("Has the name of a subcommand"));
    // In front of the name these are the options of `call`.
    let pretty = start(&[&["call", "--output", "pretty"][..], &words].concat(), &[], "");
    assert_eq!(pretty.json(), "a b c d e");
    // `help` is a command of every service and no subcommand of `call`.
    assert_eq!(call(&["help", "--cmdname", "count"]).json()["cmdname"], "count");
}

#[test]
fn options_of_the_application_may_stand_anywhere() {
    let described = ["describe", "--max-price", "1", "--paint", "plain"];
    for words in [
        [&["--keeper", "Ann", "call"][..], &described].concat(),
        [&["call", "--keeper", "Ann"][..], &described].concat(),
        [&["call"][..], &described, &["--keeper", "Ann"]].concat(),
        [&["call", "--keeper", "Bob"][..], &described, &["--keeper", "Ann"]].concat(),
    ] {
        assert_eq!(start(&words, &[], "").json()["keeper"], "Ann", "{words:?}");
    }
}

#[test]
fn secrets_come_from_files_and_the_environment_and_are_never_shown() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "abcdefg\n").unwrap();
    let from_file = format!("@{}", file.path().display());
    let variable = "COMMAND_LINE_CHECK_PASSWORD_PASSWORD";
    for (words, environment, input, length) in [
        (&["--password", &from_file][..], &[][..], "", 7),
        (&["--password", "@-"], &[], "abcdef\r\n", 6),
        (&["--password", "@@abc"], &[], "", 4),
        (&[], &[(variable, "abcde")], "", 5),
        (&["--password", "abcd"], &[(variable, "abcde")], "", 4),
        (&["--json", r#"{"password": "abcd"}"#], &[(variable, "abcde")], "", 4),
    ] {
        let ran = call_with(&[&["check_password"][..], words].concat(), environment, input);
        assert_eq!((ran.code, ran.json(), ran.errors.as_str()), (0, json!(length), ""), "{words:?}");
    }
    for (words, environment) in [
        (&["--password", "geh"][..], &[][..]),
        (&["--passwort=geheim"], &[]),
        (&["--passwort", "geheim"], &[]),
        (&["--password", "@geheim"], &[(variable, "geheim")]),
        (&[], &[(variable, "geh")]),
        (&["--json", r#"{"password": {"geheim": 1}}"#], &[]),
        (&["--json", r#"{"password": "geh"}"#], &[]),
    ] {
        let ran = call_with(&[&["check_password"][..], words].concat(), environment, "");
        assert_eq!(ran.code, 2, "{ran:?}");
        let is_path = words.contains(&"@geheim");
        assert!(!ran.output.contains("geh") && (is_path || !ran.errors.contains("geh")), "{ran:?}");
    }
    let help = call(&["check_password", "--help"]);
    assert!(help.output.contains(&format!("[env: {variable}]")), "{help:?}");
    let twice = call_with(&["check_password", "--json", "-", "--password", "@-"], &[], "{}");
    assert!(twice.errors.contains("cannot both be read from standard input"), "{twice:?}");
}

#[test]
fn help_tells_what_the_documentation_tells() {
    let ran = call(&["describe", "--help"]);
    assert_eq!((ran.code, ran.errors.as_str()), (0, ""));
    for text in [
        "Repeats what it was given.\n\nEvery kind of parameter is here.",
        "Usage: command-line call describe --max-price <VALUE> --paint <VALUE> [OPTIONS]",
        "What it may cost, in euros. [required] [number ..1000]",
        "- dark_red: Dark red.",
        "Words to find it by. [may be repeated] [default: []]",
        "Where to look; anywhere when absent. [Place|null]",
        "JSON of the parameters:\n  Place: {house: int 0.., town: string}",
        "Returns:\n  The same again.\n",
        "Examples:\n  command-line call describe --max-price 2.5 --paint dark_red --tags 'a b' --tags c",
    ] {
        assert!(ran.output.contains(text), "{text} in {}", ran.output);
    }
    assert!(ran.output.find("--max-price <NUMBER>") < ran.output.find("--output"), "parameters come first");
    let errors = call(&["buy_item", "-h"]).output;
    assert!(errors.contains("Errors:\n  Fails when there is none.\n  unknown_item: There is no such item."));
    assert!(call(&["--help"]).output.contains("130  Ctrl-C ended the call"));
    assert!(call(&["list_things"]).errors.contains("warning: `list_things` is deprecated; use `list_items`"));
}

#[test]
fn what_a_command_tells_goes_to_standard_error() {
    let ran = call(&["work"]);
    assert_eq!((ran.code, ran.json()), (0, json!(4)));
    let lines: Vec<&str> = ran.errors.lines().collect();
    assert_eq!(
        lines,
        ["progress: 1/4 working", "progress: 4/4 working", "info: nearly done", "warning: one thing was odd"]
    );
    // Nobody sits at a pipe, so that nobody can be asked.
    let ran = call_with(&["close_account"], &[], "yes\n");
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.errors.contains("(cannot_ask)"), "{ran:?}");
}
