//! Starting other programs, and writing to whoever started this one.

use std::{
    env,
    io::{self, Write},
    path::{Path, PathBuf},
    process::{Command, ExitCode, ExitStatus, Stdio},
};

/// The root folder of the repository.
pub(crate) fn repository() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own).to_owned()
}

/// A call of the cargo that runs this task.
pub(crate) fn cargo(words: &[&str]) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // What cargo says of this program is no business of others: the build script of ring looks at it, and would have
    // everything built again that depends on it.
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command.args(words);
    command
}

/// A call of an application of this workspace, whose program has the name of its package; it is built first, with the
/// features that all packages together have, so that nothing is built again that was built for the tests. `cargo run` would
/// choose those of the one package.
///
/// It runs in the folder of the caller, so that relative paths mean what they say.
pub(crate) fn application(package: &str, words: &[String]) -> Command {
    let root = repository();
    let build = || {
        let mut command = cargo(&["build", "--quiet", "--manifest-path"]);
        command.arg(root.join("Cargo.toml")).args(["--bin", package]);
        command
    };
    if !build().stderr(Stdio::null()).status().is_ok_and(|status| status.success()) {
        // It fails once more, and says why.
        return build();
    }
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let mut command =
        Command::new(target.join("debug").join(format!("{package}{}", env::consts::EXE_SUFFIX)));
    command.args(words);
    command
}

/// Runs a program to its end and passes its exit code on.
pub(crate) fn pass_on(mut command: Command) -> ExitCode {
    match command.status() {
        Ok(status) => exit_code(status),
        Err(error) => fail(&format!("{} cannot be started: {error}", command.get_program().display())),
    }
}

/// Runs a task of an application and passes its exit code on; `-p APP` among the words says of which.
pub(crate) fn pass_on_task(task: &str, words: &[String]) -> ExitCode {
    match take_package(words) {
        Ok((package, mut rest)) => {
            rest.insert(0, task.to_owned());
            pass_on(application(&package, &rest))
        }
        Err(reason) => fail(&reason),
    }
}

/// Runs a task again by this program with a feature built in that no other task needs, and passes its exit code on.
pub(crate) fn pass_on_with_feature(feature: &str, task: &str, words: &[String]) -> ExitCode {
    let mut command = cargo(&["run", "--quiet", "--manifest-path"]);
    command.arg(repository().join("Cargo.toml"));
    command.args(["--bin", "xtask", "--features", &format!("xtask/{feature}"), "--", task]).args(words);
    pass_on(command)
}

/// The exit code of this program that stands for that of another; one that was killed has none, which counts as 2.
pub(crate) fn exit_code(status: ExitStatus) -> ExitCode {
    ExitCode::from(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(2))
}

/// Says why a task could not be done, and gives the exit code for that.
pub(crate) fn fail(reason: &str) -> ExitCode {
    complain(reason);
    ExitCode::from(2)
}

/// Runs a program to its end and gives what it printed.
///
/// # Errors
///
/// Fails when it cannot be started or ends with another code than 0; its own words on that went to standard error.
pub(crate) fn output(mut command: Command) -> Result<String, String> {
    let name = command.get_program().display().to_string();
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("{name} cannot be started: {error}"))?;
    if !output.status.success() {
        return Err(format!("{name} ended with {}", output.status));
    }
    String::from_utf8(output.stdout).map_err(|error| format!("{name} printed no text: {error}"))
}

/// Writes a text to standard output; a reader that went away is no failure.
pub(crate) fn print(text: &str) {
    let mut output = io::stdout().lock();
    let _ = output.write_all(text.as_bytes()).and_then(|()| output.flush());
}

/// Writes a line to standard error.
pub(crate) fn complain(message: &str) {
    let _ = writeln!(io::stderr().lock(), "error: {message}");
}

/// Writes a line that is no fault to standard error.
pub(crate) fn note(message: &str) {
    let _ = writeln!(io::stderr().lock(), "{message}");
}

/// Takes `-p APP` or `--package APP` out of the words; `orders` when there is none.
///
/// # Errors
///
/// Fails when the name is missing.
pub(crate) fn take_package(words: &[String]) -> Result<(String, Vec<String>), String> {
    let mut package = "orders".to_owned();
    let mut rest = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if word == "-p" || word == "--package" {
            package.clone_from(words.next().ok_or_else(|| format!("`{word}` needs the name of a package"))?);
        } else {
            rest.push(word.clone());
        }
    }
    Ok((package, rest))
}
