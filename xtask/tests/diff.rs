//! `cargo xtask lock` and `cargo xtask diff` on the example `orders`, as programs: against revisions of a repository
//! of their own, files, and a running service.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Output, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

fn xtask(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask")).args(words).output().expect("the program can be started")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// What a call printed; it must end with the given code.
fn printed(words: &[&str], code: i32) -> String {
    let output = xtask(words);
    let said = format!("{}{}", text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{words:?} said:\n{said}");
    said
}

fn git(folder: &Path, words: &[&str]) {
    let status = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(["-c", "user.name=Test", "-c", "user.email=test@example.org"])
        .args(words)
        .stdout(Stdio::null())
        .status()
        .expect("git can be started");
    assert!(status.success(), "git {words:?} failed");
}

/// A repository with a lock of three revisions: `same`, `wider` and `gone`, each before what the example is now.
fn repository() -> (TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let lock = folder.path().join("commands.lock.json");
    let path = lock.to_str().expect("a path of plain text").to_owned();
    printed(&["lock", "-p", "orders", "--out", &path], 0);
    let current = fs::read_to_string(&lock).expect("the lock was written");
    git(folder.path(), &["init", "--quiet"]);
    let narrower_limit = current.replacen("\"maximum\":1000000", "\"maximum\":2000000", 1);
    let with_one_more = current.replacen(
        "\"commands\":[\n",
        "\"commands\":[\n{\"name\":\"abolish_everything\",\"result\":{\"schema\":{\"type\":\"null\"}}},\n",
        1,
    );
    for (tag, content) in [("same", &current), ("wider", &narrower_limit), ("gone", &with_one_more)] {
        fs::write(&lock, content).expect("the lock can be written");
        git(folder.path(), &["add", "commands.lock.json"]);
        git(folder.path(), &["commit", "--quiet", "--allow-empty", "-m", tag]);
        git(folder.path(), &["tag", tag]);
    }
    (folder, path)
}

/// Whether git is there; without it a test has nothing to compare with.
fn has_git() -> bool {
    let is_there = Command::new("git").arg("--version").output().is_ok_and(|it| it.status.success());
    let is_required = std::env::var("COMMANDRY_REQUIRE_ALL").as_deref() == Ok("1");
    assert!(is_there || !is_required, "git is not there, and is required");
    if !is_there {
        eprintln!("skipped: git is not there");
    }
    is_there
}

#[test]
fn a_revision_is_compared_with_what_the_application_is_now() {
    if !has_git() {
        return;
    }
    let (folder, lock) = repository();
    let base = |revision: &str| format!("git:{revision}");
    let diff = |revision: &str, more: &[&str], code: i32| {
        let base = base(revision);
        let words = ["diff", "-p", "orders", "--lock", &lock, "--base", &base];
        printed(&[&words[..], more].concat(), code)
    };
    assert!(diff("same", &[], 0).starts_with("0 errors, 0 warnings, 0 infos"));
    let wider = diff("wider", &[], 1);
    assert!(wider.contains("error[param-maximum-decreased]: adjust_stock /params/counted: `maximum` was 2000000 and is 1000000."), "{wider}");
    assert!(diff("gone", &[], 1).contains("error[command-removed]: abolish_everything"));

    let json: Value = serde_json::from_str(&diff("gone", &["--format", "json"], 1)).expect("JSON");
    assert_eq!(json["changes"][0]["id"], "command-removed");
    assert_eq!(json["version"]["sufficient"], false);
    assert!(
        diff("gone", &["--format", "github"], 1)
            .starts_with("::error title=command-removed::abolish_everything")
    );
    assert!(diff("gone", &["--format", "markdown"], 1).contains("### Breaking"));

    // An accepted change is none, and one that is accepted for nothing is told.
    let ignores = folder.path().join("accepted.json");
    let entry =
        r#"[{"id": "command-removed", "command": "abolish_everything", "reason": "nobody dared to"}]"#;
    fs::write(&ignores, entry).expect("the list can be written");
    let ignores = ignores.to_str().expect("a path of plain text");
    assert!(diff("gone", &["--ignore", ignores], 0).contains("nobody dared to"));
    assert!(diff("same", &["--ignore", ignores], 0).contains("warning[ignore-unused]"));
    diff("same", &["--ignore", ignores, "--fail-on", "warning"], 1);

    // What breaks needs a larger version than Cargo.toml has, unless nobody asks for it.
    let small = diff("gone", &["--ignore", ignores, "--new-version", "0.0.9"], 1);
    assert!(small.contains("version 0.1.0 -> 0.0.9: too small, at least 0.1.0 is needed (none)"), "{small}");
    diff("gone", &["--ignore", ignores, "--new-version", "0.0.9", "--no-version-check"], 0);

    let nowhere = diff("no-such-revision", &[], 2);
    assert!(nowhere.contains("cannot be read at `no-such-revision`"), "{nowhere}");
    assert!(diff("--help", &[], 2).contains("names no revision"));
}

#[test]
fn a_lock_that_is_out_of_date_is_told() {
    if !has_git() {
        return;
    }
    let (_folder, lock) = repository();
    let stale = printed(&["lock", "-p", "orders", "--out", &lock, "--check"], 1);
    assert!(stale.contains("[lock-stale]"), "{stale}");
    printed(&["lock", "-p", "orders", "--out", &lock], 0);
    printed(&["lock", "-p", "orders", "--out", &lock, "--check"], 0);
}

#[test]
fn what_is_no_base_is_refused_with_words() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let file = folder.path().join("base.json");
    fs::write(&file, "{\"openapi\": \"3.1.0\"}").expect("the file can be written");
    let file = file.to_str().expect("a path of plain text");
    assert!(printed(&["diff", "-p", "orders", "--base", file], 2).contains("another document"));
    assert!(printed(&["diff", "-p", "orders", "--base", "/no/such/file"], 2).contains("cannot be read"));
    assert!(printed(&["diff", "-p", "orders"], 2).contains("needs `--base"));
    assert!(printed(&["diff", "-p", "orders", "--base"], 2).contains("needs a value"));
}

/// The example as a server, stopped when it is dropped.
struct Server {
    process: Child,
    url: String,
}

impl Server {
    fn start() -> Self {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut build = Command::new(cargo);
        // Of all packages together, and without what cargo says of this one, so that nothing is built that is there.
        build.args(["build", "--quiet", "--bin", "orders"]).current_dir("..");
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
                build.env_remove(&name);
            }
        }
        assert!(build.status().expect("cargo can be started").success(), "the example cannot be built");
        // The example lies beside this program; `cargo run` would leave it running when it is stopped itself.
        let program = Path::new(env!("CARGO_BIN_EXE_xtask")).with_file_name("orders");
        let mut process = Command::new(program)
            .args(["serve", "--port", "0", "--db", ":memory:"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the example can be started");
        let output = process.stdout.take().expect("its output is read");
        let line =
            BufReader::new(output).lines().next().expect("it says where it listens").expect("it says text");
        let url = line.strip_prefix("listening on ").expect("it says where it listens").to_owned();
        Self { process, url }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn a_running_service_is_a_base() {
    let server = Server::start();
    for url in [server.url.clone(), format!("{}/catalog.json", server.url)] {
        let same = printed(&["diff", "-p", "orders", "--base", &url], 0);
        assert!(same.starts_with("0 errors, 0 warnings, 0 infos"), "{same}");
    }
    let other = format!("{}/openapi.json", server.url);
    assert!(printed(&["diff", "-p", "orders", "--base", &other], 2).contains("another document"));
    let nothing = format!("{}/no-such-document", server.url);
    assert!(printed(&["diff", "-p", "orders", "--base", &nothing], 2).contains("status 404"));
}
