//! `cargo xtask diff`: what changed for callers of an application since a revision, a file or a running service.
//!
//! The comparison itself is in the library and thus in the application, which is started with the base on its
//! standard input. So this program needs neither the library nor anything that the library is made of.

mod base;

use std::{
    io::Write,
    process::{Command, ExitCode, Stdio},
};

use crate::process;

pub(crate) fn run(words: &[String]) -> ExitCode {
    match compare(words) {
        Ok(code) => code,
        Err(reason) => process::fail(&reason),
    }
}

fn compare(words: &[String]) -> Result<ExitCode, String> {
    let (package, mut rest) = process::take_package(words)?;
    let base = take_option(&mut rest, "--base")?
        .ok_or("`cargo xtask diff` needs `--base git:REVISION`, `--base FILE` or `--base URL`")?;
    let lock = take_option(&mut rest, "--lock")?;
    let text = base::read(&base, &package, lock.as_deref())?;
    let mut arguments: Vec<String> = ["diff", "--base", "-"].map(str::to_owned).into();
    if !rest.iter().any(|word| word == "--new-version") {
        arguments.extend(["--new-version".to_owned(), version(&package)?]);
    }
    arguments.extend(rest);
    pass_on_with_input(process::application(&package, &arguments), &text)
}

/// Takes an option with its value out of the words.
fn take_option(words: &mut Vec<String>, name: &str) -> Result<Option<String>, String> {
    let Some(position) = words.iter().position(|word| word == name) else { return Ok(None) };
    words.remove(position);
    if position < words.len() {
        Ok(Some(words.remove(position)))
    } else {
        Err(format!("`{name}` needs a value"))
    }
}

/// The version of a package as its Cargo.toml says it.
fn version(package: &str) -> Result<String, String> {
    let manifest = process::repository().join("Cargo.toml");
    let mut command = process::cargo(&["pkgid", "--quiet", "--manifest-path"]);
    command.arg(manifest).args(["--package", package]);
    let text = process::output(command)?;
    // The identifier ends with `#name@version`, or with `#version` where the folder has the name of the package.
    let version = text.trim().rsplit(['#', '@']).next().unwrap_or_default();
    if version.is_empty() {
        return Err(format!("cargo did not tell the version of `{package}`"));
    }
    Ok(version.to_owned())
}

/// Runs a program to its end with a text on its standard input, and passes its exit code on.
fn pass_on_with_input(mut command: Command, input: &str) -> Result<ExitCode, String> {
    let name = command.get_program().display().to_string();
    let mut child = command
        .stdin(Stdio::piped())
        .spawn()
        .map_err(|error| format!("{name} cannot be started: {error}"))?;
    if let Some(mut pipe) = child.stdin.take() {
        // A program that does not read to the end says itself what it minds.
        let _ = pipe.write_all(input.as_bytes());
    }
    let status = child.wait().map_err(|error| format!("{name} cannot be waited for: {error}"))?;
    Ok(process::exit_code(status))
}
