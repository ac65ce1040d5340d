//! What results look like.

use std::{
    fs,
    io::{BufRead, BufReader},
    process::Stdio,
};

use serde_json::json;

use crate::program::{call, program};

#[test]
fn results_are_json_in_a_pipe_and_whatever_is_asked_for() {
    let ran = call(&["list_items"]);
    assert_eq!(
        ran.output,
        "[{\"name\":\"tea\",\"count\":120},{\"name\":\"whisk \\u001b[31m\",\"count\":7}]\n"
    );
    let ran = call(&["list_items", "--output", "table"]);
    assert_eq!(ran.output, "name              count\ntea                 120\nwhisk \\u{1b}[31m      7\n");
    let ran = call(&["shelf", "--output", "pretty"]);
    assert!(ran.output.starts_with("[\n  {\n    \"name\": \"tea\",\n    \"count\": 120\n  },"), "{ran:?}");
    assert_eq!(call(&["buy_item", "--number", "0"]).output, "null\n");
    assert_eq!(call(&["buy_item", "--number", "0", "--output", "table"]).output, "");
}

#[test]
fn items_of_a_stream_are_lines_of_json() {
    assert_eq!(call(&["count", "--numbers", "3"]).output, "1\n2\n3\n");
    let ran = call(&["count_and_fail"]);
    assert_eq!((ran.code, ran.output.as_str()), (3, "1\n"));
    assert!(ran.errors.starts_with("error: there is no item 2"), "{ran:?}");
}

#[test]
fn a_stream_ends_when_nobody_reads_it_any_more() {
    let mut child =
        program().args(["call", "count"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert_eq!(lines.next().unwrap().unwrap(), "1");
    assert_eq!(lines.next().unwrap().unwrap(), "2");
    drop(lines);
    let ended = child.wait_with_output().unwrap();
    assert_eq!((ended.status.code(), ended.stderr.as_slice()), (Some(0), &b""[..]));
}

#[test]
fn content_is_printed_described_and_saved() {
    let ran = call(&["draw"]);
    assert_eq!(
        ran.output,
        "A dot.\nimage (image/png, 3 bytes): not saved; `--save FOLDER` saves it\nshop://terms.md:\n# Terms\n\
         shop://../logo (image/gif, 1 byte): not saved; `--save FOLDER` saves it\n"
    );
    assert_eq!(call(&["draw", "--output", "json"]).json()[1]["data"], "AQID");

    let folder = tempfile::tempdir().unwrap();
    let deep = folder.path().join("not/there/yet");
    let path = deep.display().to_string();
    let ran = call(&["draw", "--save", &path]);
    assert_eq!(
        ran.output,
        format!(
            "A dot.\nimage (image/png, 3 bytes): saved as {path}/image.png\nshop://terms.md (text/markdown, 7 \
             bytes): saved as {path}/terms.md\nshop://../logo (image/gif, 1 byte): saved as {path}/logo.gif\n"
        )
    );
    assert_eq!(fs::read(deep.join("image.png")).unwrap(), [1, 2, 3]);
    assert_eq!(fs::read(deep.join("logo.gif")).unwrap(), [4]);
    assert_eq!(fs::read(deep.join("terms.md")).unwrap(), b"# Terms");
    // Nothing is overwritten.
    assert!(call(&["draw", "--save", &path]).output.contains("image-2.png"));
    assert_eq!(fs::read_dir(&deep).unwrap().count(), 6);

    let ran = call(&["draw", "--save", "/dev/null/folder"]);
    assert_eq!((ran.code, ran.output.as_str()), (7, ""));
    assert!(ran.errors.starts_with("error: the folder /dev/null/folder cannot be made: "), "{ran:?}");
    assert_eq!(
        call(&["list_items", "--save", "/dev/null/folder"]).json()[0],
        json!({"name": "tea", "count": 120})
    );
}
