//! Generates crates with the same commands: written by hand, and annotated.
//!
//! All have the same functions, the same result types and the same documentation, serve `POST /cmd` over axum from a
//! real `main`, and print all their schemas on request. The annotated one comes twice: doing no more than that, and as
//! a program with everything that the default features bring.

mod annotated;
mod by_hand;
mod command;

use std::fs;
use std::path::Path;

use self::command::Command;
use crate::process::repository;

/// How the commands of a crate are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// With axum, serde and schemars: a parameter struct with derives for each command, and a table of methods.
    ByHand,
    /// With `#[command]`.
    Annotated,
    /// With `#[command]`, and as `main` a program with all default features.
    Program,
}

impl Side {
    /// All, the measure of the others first.
    const ALL: [Self; 3] = [Self::ByHand, Self::Annotated, Self::Program];

    /// Those that do the same, the measure of the other first.
    pub(super) const BOTH: [Self; 2] = [Self::ByHand, Self::Annotated];

    /// Name of the package, its folder and its binary.
    pub(super) fn package(self) -> &'static str {
        match self {
            Self::ByHand => "by-hand",
            Self::Annotated => "annotated",
            Self::Program => "program",
        }
    }

    fn dependencies(self) -> String {
        let runtime = repository().join("runtime");
        match self {
            Self::ByHand => by_hand::DEPENDENCIES.to_owned(),
            Self::Annotated => annotated::DEPENDENCIES.replace("RUNTIME", &runtime.display().to_string()),
            Self::Program => {
                annotated::PROGRAM_DEPENDENCIES.replace("RUNTIME", &runtime.display().to_string())
            }
        }
    }

    fn files(self, commands: &[Command]) -> Vec<(String, String)> {
        let groups: Vec<(&str, &[Command])> = commands
            .chunk_by(|one, other| one.group == other.group)
            .map(|commands| (commands[0].group.as_str(), commands))
            .collect();
        match self {
            Self::ByHand => by_hand::files(&groups),
            Self::Annotated => annotated::files(annotated::MAIN, &groups),
            Self::Program => annotated::files(annotated::PROGRAM_MAIN, &groups),
        }
    }
}

/// Writes the crates into `folder`, as one workspace that uses the versions of this repository's lock file.
pub(super) fn workspace(folder: &Path, count: usize) -> Result<(), String> {
    let commands = command::all(count);
    write(
        &folder.join("Cargo.toml"),
        "[workspace]\nresolver = \"3\"\nmembers = [\"by-hand\", \"annotated\", \"program\"]\n",
    )?;
    let lock = repository().join("Cargo.lock");
    fs::copy(&lock, folder.join("Cargo.lock")).map_err(|error| format!("{}: {error}", lock.display()))?;
    for side in Side::ALL {
        let package = folder.join(side.package());
        let manifest = format!(
            "[package]\nname = \"{}\"\nversion = \"1.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{}",
            side.package(),
            side.dependencies()
        );
        write(&package.join("Cargo.toml"), &manifest)?;
        for (name, text) in side.files(&commands) {
            write(&package.join("src").join(name), &text)?;
        }
    }
    Ok(())
}

fn write(file: &Path, text: &str) -> Result<(), String> {
    let written = match file.parent() {
        Some(folder) => fs::create_dir_all(folder).and_then(|()| fs::write(file, text)),
        None => fs::write(file, text),
    };
    written.map_err(|error| format!("{}: {error}", file.display()))
}
