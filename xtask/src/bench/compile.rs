//! `cargo xtask bench compile`: what the same commands cost to build, by hand and annotated.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use super::generate::{self, Side};
use super::{processor_time, target_folder};
use crate::process::{cargo, note, print, repository};

/// A kind of build, with the most it may cost as a ratio to the build by hand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Build {
    Check,
    Debug,
    Release,
}

impl Build {
    const ALL: [Self; 3] = [Self::Check, Self::Debug, Self::Release];

    fn name(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Debug => "debug",
            Self::Release => "release",
        }
    }

    fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::Check => &["check"],
            Self::Debug => &["build"],
            Self::Release => &["build", "--release"],
        }
    }

    fn target(self) -> f64 {
        match self {
            Self::Check => 0.7,
            Self::Debug => 0.6,
            Self::Release => 0.5,
        }
    }
}

/// The most that the stripped release binary may be, as a ratio to the one by hand.
const BINARY_TARGET: f64 = 0.6;

struct Options {
    commands: usize,
    runs: usize,
    builds: Vec<Build>,
}

/// Generates, builds and prints the table.
pub(super) fn run(arguments: &[String]) -> Result<ExitCode, String> {
    let options = parse(arguments)?;
    let workspace = target_folder(&repository()).join(format!("bench-compile-{}", options.commands));
    generate::workspace(&workspace, options.commands)?;
    let mut rows = Vec::new();
    for &build in &options.builds {
        rows.push(seconds_row(&workspace, build, options.runs)?);
        if build == Build::Release {
            rows.extend(size_rows(&workspace)?);
        }
    }
    print(&table(options.commands, options.runs, &rows));
    Ok(ExitCode::SUCCESS)
}

fn parse(arguments: &[String]) -> Result<Options, String> {
    let mut options = Options { commands: 500, runs: 3, builds: Vec::new() };
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
        match word.as_str() {
            "--commands" => options.commands = positive(value()?)?,
            "--runs" => options.runs = positive(value()?)?,
            "--only" => {
                let name = value()?;
                let build = Build::ALL.into_iter().find(|build| build.name() == name);
                options.builds.push(build.ok_or_else(|| format!("there is no kind of build {name:?}"))?);
            }
            _ => return Err(format!("bench compile does not know {word:?}")),
        }
    }
    if options.builds.is_empty() {
        options.builds = Build::ALL.to_vec();
    }
    Ok(options)
}

fn positive(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|&number| number > 0).ok_or_else(|| format!("{text:?} is no number above 0"))
}

/// One line of the table.
struct Row {
    measure: String,
    by_hand: f64,
    annotated: f64,
    /// `None` for what is told without being asked for.
    target: Option<f64>,
}

/// Medians of the processor seconds; both sides take turns, each with its dependencies built beforehand.
fn seconds_row(workspace: &Path, build: Build, runs: usize) -> Result<Row, String> {
    let mut seconds = [Vec::new(), Vec::new()];
    for side in Side::BOTH {
        note(&format!("{}: building {} and its dependencies", build.name(), side.package()));
        processor_time::of(&mut build_command(workspace, build, side))?;
    }
    for run in 1..=runs {
        for (side, seconds) in Side::BOTH.into_iter().zip(&mut seconds) {
            // Brings the dependencies up to date, in case their sources changed since.
            processor_time::of(&mut build_command(workspace, build, side))?;
            touch(&workspace.join(side.package()).join("src/main.rs"))?;
            let spent = processor_time::of(&mut build_command(workspace, build, side))?;
            note(&format!(
                "{} {run}/{runs}: {} took {spent:.1} processor seconds",
                build.name(),
                side.package()
            ));
            seconds.push(spent);
        }
    }
    let [by_hand, annotated] = seconds.map(median);
    let measure = format!("{}, processor seconds", build.name());
    Ok(Row { measure, by_hand, annotated, target: Some(build.target()) })
}

fn build_command(workspace: &Path, build: Build, side: Side) -> Command {
    let mut command = cargo(build.arguments());
    command
        .args(["--quiet", "--package", side.package()])
        .current_dir(workspace)
        // The second build of a crate would otherwise be cheaper than the first.
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_TARGET_DIR", workspace.join("target"));
    command
}

/// Makes cargo believe that the file changed.
fn touch(file: &Path) -> Result<(), String> {
    let text = fs::read(file).and_then(|text| fs::write(file, text));
    text.map_err(|error| format!("{}: {error}", file.display()))
}

/// Sizes of the release binaries without symbols.
fn size_rows(workspace: &Path) -> Result<[Row; 2], String> {
    note("release: building the program with all default features");
    processor_time::of(&mut build_command(workspace, Build::Release, Side::Program))?;
    let megabytes = |side: Side| -> Result<f64, String> {
        let binary = workspace.join("target/release").join(side.package());
        let stripped = strip(&binary)?;
        let size = fs::metadata(&stripped).map_err(|error| format!("{}: {error}", stripped.display()))?.len();
        #[expect(clippy::cast_precision_loss, reason = "binaries are far smaller than 2^52 bytes")]
        let megabytes = size as f64 / 1e6;
        Ok(megabytes)
    };
    let by_hand = megabytes(Side::ByHand)?;
    let row = |measure: &str, annotated: f64, target: Option<f64>| Row {
        measure: measure.to_owned(),
        by_hand,
        annotated,
        target,
    };
    Ok([
        row("release binary, stripped, megabytes", megabytes(Side::Annotated)?, Some(BINARY_TARGET)),
        row(
            "the same with all default features: documents, validation, command line",
            megabytes(Side::Program)?,
            None,
        ),
    ])
}

fn strip(binary: &Path) -> Result<PathBuf, String> {
    let stripped = binary.with_extension("stripped");
    let status = Command::new("strip").arg("-o").arg(&stripped).arg(binary).status();
    match status {
        Ok(status) if status.success() => Ok(stripped),
        Ok(status) => Err(format!("strip ended with {status}")),
        Err(error) => Err(format!("strip (of the binutils) does not start: {error}")),
    }
}

fn table(commands: usize, runs: usize, rows: &[Row]) -> String {
    let mut text = format!(
        "| {commands} commands, median of {runs} | by hand | annotated | ratio | target | kept |\n\
         |---|---:|---:|---:|---:|---|\n"
    );
    for row in rows {
        let ratio = row.annotated / row.by_hand;
        let (target, kept) = match row.target {
            Some(target) => (format!("≤ {target} ×"), if ratio <= target { "yes" } else { "**no**" }),
            None => (String::new(), ""),
        };
        let _ = writeln!(
            text,
            "| {} | {:.1} | {:.1} | {ratio:.2} × | {target} | {kept} |",
            row.measure, row.by_hand, row.annotated
        );
    }
    text
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn reads_its_flags() {
        let options = parse(&words("--commands 20 --runs 1 --only debug")).unwrap();
        assert_eq!((options.commands, options.runs), (20, 1));
        assert!(options.builds == [Build::Debug]);
        assert!(parse(&[]).unwrap().builds == Build::ALL);
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        for (line, part) in
            [("--commands 0", "above 0"), ("--runs", "needs a value"), ("--only fast", "\"fast\"")]
        {
            let message = parse(&words(line)).err().unwrap();
            assert!(message.contains(part), "{message}");
        }
    }

    #[test]
    fn the_table_tells_which_target_is_missed() {
        let row = |annotated| Row { measure: "check".into(), by_hand: 10.0, annotated, target: Some(0.7) };
        let text = table(500, 3, &[row(7.0), row(7.1)]);
        assert!(text.contains("0.70 × | ≤ 0.7 × | yes |"), "{text}");
        assert!(text.contains("0.71 × | ≤ 0.7 × | **no** |"), "{text}");
    }
}
