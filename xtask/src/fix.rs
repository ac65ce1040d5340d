//! `cargo xtask validate --fix`: the documentation of commands, repaired in the source before it is checked.

use std::process::ExitCode;

use crate::process;

/// Repairs the source of an application and then validates it; with `--dry-run` it shows what would be changed, and
/// does neither.
#[cfg(feature = "fix")]
pub(crate) fn run(words: &[String]) -> ExitCode {
    match Arguments::read(words).and_then(|arguments| repair(&arguments)) {
        Ok(code) => code,
        Err(reason) => process::fail(&reason),
    }
}

/// Starts this program again with the parser of Rust built in, which no other task needs.
#[cfg(not(feature = "fix"))]
pub(crate) fn run(words: &[String]) -> ExitCode {
    process::pass_on_with_feature("fix", "validate", words)
}

#[cfg(feature = "fix")]
struct Arguments {
    package: String,
    dry_run: bool,
    allow_dirty: bool,
    /// What is left for the validation that follows.
    rest: Vec<String>,
}

#[cfg(feature = "fix")]
impl Arguments {
    fn read(words: &[String]) -> Result<Self, String> {
        let (package, mut rest) = process::take_package(words)?;
        let mut take = |flag: &str| {
            let before = rest.len();
            rest.retain(|word| word != flag);
            rest.len() < before
        };
        take("--fix");
        let (dry_run, allow_dirty) = (take("--dry-run"), take("--allow-dirty"));
        Ok(Self { package, dry_run, allow_dirty, rest })
    }
}

#[cfg(feature = "fix")]
fn repair(arguments: &Arguments) -> Result<ExitCode, String> {
    let manifest = process::repository().join("Cargo.toml");
    let sources = commandry_fix::Sources::of_package(&manifest, &arguments.package)
        .map_err(|error| error.to_string())?;
    let plan = sources.repair();
    // Standard output is for the difference, or for the report of the validation.
    for line in plan.left() {
        process::note(&format!("left as it is: {line}"));
    }
    if arguments.dry_run {
        process::print(&plan.difference());
        let changes = plan.changes().len();
        process::note(&format!("changes to be made: {changes}"));
        let is_clean = !plan.has_changes() && plan.left().is_empty();
        return Ok(if is_clean { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    let files = plan.write(arguments.allow_dirty).map_err(|error| error.to_string())?;
    for line in plan.changes() {
        process::note(&line);
    }
    let (changes, marker) = (plan.changes().len(), commandry_fix::MARKER);
    process::note(&format!(
        "changes: {changes}, files: {files}; drafts to be finished are marked `{marker}`"
    ));
    let mut words = vec!["validate".to_owned()];
    words.extend(arguments.rest.iter().cloned());
    Ok(process::pass_on(process::application(&arguments.package, &words)))
}
