//! Repairs packages on disk: which files are found, and how they are shown and written.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use commandry_fix::{FixError, Plan, Sources};

const BEFORE: &str = "/// answers\n#[command]\nfn answer() {}\n";
const AFTER: &str = "/// Answers.\n#[command]\nfn answer() {}\n";

/// A workspace in a folder of its own.
struct Workspace(tempfile::TempDir);

impl Workspace {
    /// A workspace of an application and a library that it depends on, which has another name for commandry.
    fn new() -> Self {
        let workspace = Self(tempfile::tempdir().expect("there is room for a folder"));
        let package = |name: &str, dependencies: &str| {
            format!(
                "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependencies}"
            )
        };
        workspace.write(
            "Cargo.toml",
            "[workspace]\nresolver = \"3\"\nmembers = [\"app\", \"stock\", \"tools\"]\n",
        );
        workspace.write(
            "app/Cargo.toml",
            &package("app", "commandry = \"0.1\"\nstock = { path = \"../stock\" }\n"),
        );
        workspace.write("app/src/main.rs", &format!("mod inner;\n\n{BEFORE}\nfn main() {{}}\n"));
        workspace.write("app/src/inner.rs", &BEFORE.replace('\n', "\r\n"));
        workspace.write("app/src/never_named.rs", BEFORE);
        workspace.write("app/tests/test.rs", BEFORE);
        let renamed =
            "service = { package = \"commandry\", version = \"0.1\" }\ntools = { path = \"../tools\" }\n";
        workspace.write("stock/Cargo.toml", &package("stock", renamed));
        workspace.write("stock/src/lib.rs", &BEFORE.replace("#[command]", "#[service::command]"));
        workspace.write("tools/Cargo.toml", &package("tools", ""));
        workspace.write("tools/src/lib.rs", BEFORE);
        workspace
    }

    fn path(&self, file: &str) -> PathBuf {
        self.0.path().join(file)
    }

    fn write(&self, file: &str, text: &str) {
        let path = self.path(file);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path(file)).expect("a file can be read")
    }

    fn sources(&self, package: &str) -> Result<Sources, FixError> {
        Sources::of_package(&self.path("Cargo.toml"), package)
    }

    fn plan(&self) -> Plan {
        self.sources("app").expect("the package can be read").repair()
    }

    /// Calls git here; settings of the user do not count.
    fn git(&self, words: &[&str]) {
        let output = Command::new("git")
            .args(["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"])
            .args(["-c", "core.autocrlf=false"])
            .args(words)
            .current_dir(self.0.path())
            .output()
            .expect("git can be started");
        assert!(output.status.success(), "git {words:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn commit(&self) {
        self.git(&["init", "--quiet"]);
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", "All"]);
    }
}

/// Whether git can be started; a test that needs it is skipped otherwise, unless every program must be there.
fn has_git() -> bool {
    let found = Command::new("git").arg("--version").output().is_ok_and(|it| it.status.success());
    if !found {
        let required = std::env::var("COMMANDRY_REQUIRE_ALL").is_ok_and(|it| it == "1");
        assert!(!required, "git is not installed, and COMMANDRY_REQUIRE_ALL=1 is set");
        eprintln!("skipped: git is not installed");
    }
    found
}

fn refusal(plan: &Plan) -> String {
    match plan.write(false) {
        Err(FixError::WorkingTree(reason)) => reason,
        other => panic!("the plan was not refused: {other:?}"),
    }
}

#[test]
fn all_that_an_application_is_made_of_is_found() {
    let workspace = Workspace::new();
    let plan = workspace.plan();
    let expected = ["app/src/inner.rs:3:", "app/src/main.rs:5:", "stock/src/lib.rs:3:"];
    let changes = plan.changes();
    assert_eq!(changes.len(), 2 * expected.len(), "{changes:#?}");
    for (change, place) in changes.iter().step_by(2).zip(expected) {
        assert!(change.starts_with(place), "{change} is not at {place}");
    }
    assert_eq!(plan.left(), [""; 0]);

    let unknown = workspace.sources("ap").expect_err("there is no such package").to_string();
    assert!(unknown.contains("`ap`") && unknown.contains("app, stock, tools"), "{unknown}");
    let without = workspace.sources("tools").expect_err("it has no commands").to_string();
    assert!(without.contains("does not depend on commandry"), "{without}");
    let nowhere = Sources::of_package(Path::new("/no/such/Cargo.toml"), "app");
    assert!(matches!(nowhere, Err(FixError::Package(_))), "{nowhere:?}");
}

#[test]
fn a_file_that_cannot_be_parsed_keeps_no_other_from_being_repaired() {
    let workspace = Workspace::new();
    workspace.write("app/src/inner.rs", "/// answers\n#[command]\nfn answer( {}\n");
    let plan = workspace.plan();
    assert_eq!(plan.left().len(), 1);
    assert!(plan.left()[0].starts_with("app/src/inner.rs:3: cannot be parsed"), "{:?}", plan.left());
    assert_eq!(plan.write(true), Ok(2));
    assert!(workspace.read("app/src/main.rs").contains(AFTER));
}

#[test]
fn files_are_written_whole_and_stay_what_they_were() {
    let workspace = Workspace::new();
    let plan = workspace.plan();
    #[cfg(unix)]
    {
        use std::os::unix::fs::{PermissionsExt, symlink};
        fs::set_permissions(workspace.path("app/src/main.rs"), fs::Permissions::from_mode(0o640))
            .expect("permissions can be set");
        fs::rename(workspace.path("stock/src/lib.rs"), workspace.path("stock/real.rs"))
            .expect("it can be moved");
        symlink("../real.rs", workspace.path("stock/src/lib.rs")).expect("a link can be made");
    }
    assert_eq!(plan.write(true), Ok(3));
    assert_eq!(workspace.read("app/src/inner.rs"), AFTER.replace('\n', "\r\n"));
    assert!(workspace.read("app/src/main.rs").contains(AFTER));
    assert!(workspace.read("stock/src/lib.rs").contains("/// Answers."));
    assert_eq!(workspace.read("app/src/never_named.rs"), BEFORE);
    assert_eq!(workspace.read("app/tests/test.rs"), BEFORE);
    assert_eq!(workspace.read("tools/src/lib.rs"), BEFORE);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(workspace.path("app/src/main.rs")).expect("it is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
        let link = fs::symlink_metadata(workspace.path("stock/src/lib.rs")).expect("it is there");
        assert!(link.file_type().is_symlink());
    }
    let files = fs::read_dir(workspace.path("app/src")).expect("the folder can be read").count();
    assert_eq!(files, 3, "something was left in the folder");
    assert!(!workspace.plan().has_changes());
    assert_eq!(workspace.plan().write(false), Ok(0));
}

#[test]
fn a_file_that_was_changed_meanwhile_is_left_alone() {
    let workspace = Workspace::new();
    let plan = workspace.plan();
    let newer = BEFORE.replace("answers", "answers at once");
    workspace.write("app/src/inner.rs", &newer);
    let refused = plan.write(true).expect_err("the file is another").to_string();
    assert!(refused.contains("inner.rs was changed by somebody else"), "{refused}");
    assert_eq!(workspace.read("app/src/inner.rs"), newer);
}

#[test]
fn only_a_clean_repository_is_written_to_unless_told() {
    if !has_git() {
        return;
    }
    let workspace = Workspace::new();
    // The folder for temporary files may itself be in a repository; then its changes count instead.
    assert!(refusal(&workspace.plan()).contains("--allow-dirty"));
    workspace.commit();
    workspace.write("notes.txt", "Not known to git, and not in the way.");
    workspace.write("app/Cargo.toml", &format!("{}\n", workspace.read("app/Cargo.toml")));
    let reason = refusal(&workspace.plan());
    assert!(reason.contains("not committed:\n  app/Cargo.toml\n"), "{reason}");
    workspace.git(&["checkout", "--quiet", "app/Cargo.toml"]);

    workspace.git(&["rm", "--quiet", "--cached", "app/src/inner.rs"]);
    workspace.git(&["commit", "--quiet", "--message", "Forget one"]);
    let reason = refusal(&workspace.plan());
    assert!(reason.contains("not committed:\n  app/src/inner.rs\n"), "{reason}");
    assert_eq!(workspace.read("app/src/inner.rs"), BEFORE.replace('\n', "\r\n"));
    workspace.git(&["add", "app/src/inner.rs"]);
    workspace.git(&["commit", "--quiet", "--message", "Remember it"]);
    assert_eq!(workspace.plan().write(false), Ok(3));
}

#[test]
fn the_difference_is_one_that_git_applies() {
    if !has_git() {
        return;
    }
    let workspace = Workspace::new();
    workspace.commit();
    let plan = workspace.plan();
    let difference = plan.difference();
    assert!(difference.contains("--- a/app/src/main.rs\n+++ b/app/src/main.rs\n@@ -"), "{difference}");
    workspace.write("fix.patch", &difference);
    workspace.git(&["apply", "fix.patch"]);
    let applied =
        ["app/src/inner.rs", "app/src/main.rs", "stock/src/lib.rs"].map(|file| workspace.read(file));
    workspace.git(&["checkout", "--quiet", "."]);
    assert_eq!(plan.write(false), Ok(3));
    let written =
        ["app/src/inner.rs", "app/src/main.rs", "stock/src/lib.rs"].map(|file| workspace.read(file));
    assert_eq!(applied, written);
}
