//! Finding the source files of a package, as cargo knows it.

use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde_json::Value;

use crate::{FixError, Surroundings, modules};

/// The source files of an application.
#[derive(Clone, Debug)]
pub struct Sources {
    pub(crate) files: Vec<SourceFile>,
    pub(crate) surroundings: Surroundings,
    pub(crate) root: PathBuf,
}

/// A file with its text.
#[derive(Clone, Debug)]
pub(crate) struct SourceFile {
    pub(crate) path: PathBuf,
    pub(crate) text: String,
}

impl Sources {
    /// The files of a package and of the packages of the same workspace that it is made of, as far as they depend on
    /// commandry. Examples belong to them; tests, benchmarks and files that are included as text do not.
    ///
    /// # Errors
    ///
    /// Fails when cargo cannot read the manifest, when there is no package of that name in the workspace, when none of
    /// the packages depends on commandry, and when a file cannot be read.
    pub fn of_package(manifest: &Path, package: &str) -> Result<Self, FixError> {
        let metadata = metadata(manifest)?;
        let root = PathBuf::from(metadata["workspace_root"].as_str().unwrap_or_default());
        let packages = list(&metadata["packages"]);
        let chosen = with_local_dependencies(packages, package)?;
        let mut surroundings = Surroundings::new();
        let mut paths = BTreeSet::new();
        let mut any = false;
        for package in chosen {
            let Some(dependency) = list(&package["dependencies"])
                .iter()
                .find(|it| it["name"] == "commandry" && it["kind"].is_null())
            else {
                continue;
            };
            any = true;
            if let Some(name) = dependency["rename"].as_str() {
                surroundings = surroundings.known_as(name);
            }
            for target in list(&package["targets"]) {
                let has_commands = list(&target["kind"])
                    .iter()
                    .any(|it| !["test", "bench", "custom-build"].iter().any(|other| it == other));
                if let (true, Some(path)) = (has_commands, target["src_path"].as_str()) {
                    paths.extend(modules::files(Path::new(path)));
                }
            }
        }
        if !any {
            return Err(FixError::Package(format!(
                "the package `{package}` does not depend on commandry, so that it has no commands"
            )));
        }
        let mut files = Vec::new();
        for path in paths {
            let text = fs::read_to_string(&path).map_err(|error| FixError::File {
                path: path.clone(),
                reason: format!("cannot be read: {error}"),
            })?;
            surroundings = surroundings.with_types_of(&text);
            files.push(SourceFile { path, text });
        }
        Ok(Self { files, surroundings, root })
    }
}

/// What cargo says about a workspace, without looking for dependencies anywhere else.
fn metadata(manifest: &Path) -> Result<Value, FixError> {
    let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["metadata", "--no-deps", "--format-version", "1", "--manifest-path"])
        .arg(manifest)
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| FixError::Package(format!("cargo cannot be started: {error}")))?;
    if !output.status.success() {
        return Err(FixError::Package(format!("`cargo metadata` ended with {}", output.status)));
    }
    serde_json::from_slice(&output.stdout)
        .map_err(|error| FixError::Package(format!("`cargo metadata` printed no JSON: {error}")))
}

/// A package and the packages of the workspace that it depends on, directly or by another.
fn with_local_dependencies<'a>(packages: &'a [Value], name: &str) -> Result<Vec<&'a Value>, FixError> {
    let named = |name: &str| packages.iter().find(|it| it["name"] == name);
    let Some(first) = named(name) else {
        let known: Vec<&str> = packages.iter().filter_map(|it| it["name"].as_str()).collect();
        let known = known.join(", ");
        return Err(FixError::Package(format!(
            "there is no package `{name}` in the workspace; there are {known}"
        )));
    };
    let mut chosen: Vec<&Value> = vec![first];
    let mut position = 0;
    while let Some(package) = chosen.get(position).copied() {
        position += 1;
        for dependency in list(&package["dependencies"]) {
            let is_local = dependency["path"].is_string() && dependency["kind"].is_null();
            let local = dependency["name"].as_str().filter(|_| is_local).and_then(named);
            if let Some(local) = local
                && !chosen.iter().any(|it| it["name"] == local["name"])
            {
                chosen.push(local);
            }
        }
    }
    Ok(chosen)
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
