//! Asking git whether files can be changed without mixing the changes up with others.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    process::Command,
};

/// Refuses when a repository of these files has changes that are not committed, or when one of them is in none.
///
/// Files that git does not know do not count, unless they are to be changed themselves.
pub(crate) fn refuse_dirty(files: &[&Path]) -> Result<(), String> {
    const ANYWAY: &str = "or change the files anyway with `--allow-dirty`";
    let mut repositories = BTreeSet::new();
    for file in files {
        let folder = file.parent().unwrap_or(Path::new("."));
        let Some(root) = git(folder, &["rev-parse", "--show-toplevel"]) else {
            return Err(format!(
                "{} is in no git repository, so that the old text could not be brought back; add it to one, {ANYWAY}",
                file.display()
            ));
        };
        repositories.insert(PathBuf::from(root.trim_end_matches('\n')));
    }
    let mut dirty = Vec::new();
    for root in &repositories {
        let status = git(root, &["status", "--porcelain", "-z", "--no-renames", "--untracked-files=all"])
            .ok_or_else(|| format!("`git status` failed in {}", root.display()))?;
        for entry in status.split('\0').filter(|entry| entry.len() > 3) {
            let (state, path) = entry.split_at(3);
            let is_concerned = || files.iter().any(|file| is_same(file, &root.join(path)));
            if !state.starts_with("??") || is_concerned() {
                dirty.push(path.to_owned());
            }
        }
    }
    if dirty.is_empty() {
        return Ok(());
    }
    let more = dirty.len().saturating_sub(10);
    dirty.truncate(10);
    let mut list = dirty.join("\n  ");
    if more > 0 {
        list.push_str(&format!("\n  and {more} more"));
    }
    Err(format!("there are changes that are not committed:\n  {list}\ncommit or stash them, {ANYWAY}"))
}

fn is_same(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => one == other,
    }
}

/// What a call of git prints; `None` when it fails or there is no git.
fn git(folder: &Path, words: &[&str]) -> Option<String> {
    let output = Command::new("git").arg("-C").arg(folder).args(words).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}
