//! What an application is compared with.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use crate::{fetch::fetch, process};

/// The name under which the lock of an application is committed, in the folder of its package.
const LOCK: &str = "commands.lock.json";

/// Reads the base: from a revision of git, a running service, or a file.
pub(super) fn read(base: &str, package: &str, lock: Option<&str>) -> Result<String, String> {
    if let Some(revision) = base.strip_prefix("git:") {
        let lock = match lock {
            Some(path) => PathBuf::from(path),
            None => folder(package)?.join(LOCK),
        };
        return at_revision(revision, &lock, package);
    }
    let place = document_of(base);
    fetch(&place).map_err(|reason| format!("{place}: {reason}"))
}

/// A running service is known by its address alone; its catalog is at a path that every service has.
fn document_of(base: &str) -> String {
    match base.split_once("://") {
        Some(("http" | "https", rest)) if !rest.trim_end_matches('/').contains('/') => {
            format!("{}/catalog.json", base.trim_end_matches('/'))
        }
        _ => base.to_owned(),
    }
}

/// The folder of a package of the workspace.
fn folder(package: &str) -> Result<PathBuf, String> {
    let manifest = process::repository().join("Cargo.toml");
    let mut command = process::cargo(&["pkgid", "--quiet", "--manifest-path"]);
    command.arg(manifest).args(["--package", package]);
    let text = process::output(command)?;
    // The identifier is the folder as an address: `path+file:///folder#name@version`.
    let folder = text.trim().split_once("file://").and_then(|(_, rest)| rest.split('#').next());
    folder
        .map(PathBuf::from)
        .ok_or_else(|| format!("`{package}` is no package of this workspace: {}", text.trim()))
}

/// A committed file as it was at a revision.
fn at_revision(revision: &str, file: &Path, package: &str) -> Result<String, String> {
    // Git takes what begins with a hyphen for an option.
    if revision.is_empty() || revision.starts_with('-') {
        return Err(format!(
            "`git:{revision}` names no revision; write for example `git:main` or `git:v1.2.0`"
        ));
    }
    let folder = file.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = file.file_name().unwrap_or_default().display();
    let output = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(["show", &format!("{revision}:./{name}")])
        .output()
        .map_err(|error| format!("git cannot be started: {error}"))?;
    if !output.status.success() {
        let words = String::from_utf8_lossy(&output.stderr);
        return Err(format!(
            "{} cannot be read at `{revision}`: {}\ncommit it there with `cargo xtask lock -p {package} --out {}`, \
             or name another file with `--lock FILE`",
            file.display(),
            words.trim(),
            file.display()
        ));
    }
    String::from_utf8(output.stdout).map_err(|_| format!("{} is no text at `{revision}`", file.display()))
}

#[cfg(test)]
mod tests {
    use super::document_of;

    #[test]
    fn an_address_alone_means_its_catalog() {
        for (base, expected) in [
            ("http://127.0.0.1:8000", "http://127.0.0.1:8000/catalog.json"),
            ("https://shop.example/", "https://shop.example/catalog.json"),
            ("http://shop.example/lock.json", "http://shop.example/lock.json"),
            ("old/commands.lock.json", "old/commands.lock.json"),
        ] {
            assert_eq!(document_of(base), expected);
        }
    }
}
