//! Repairs a real application whose documentation was damaged.

mod support;

use std::{fs, path::Path};

use commandry_fix::{MARKER, Sources, Surroundings};
use support::repaired;

fn manifest() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.toml")
}

#[test]
fn what_is_well_documented_stays_as_it_is() {
    for package in ["orders", "quickstart"] {
        let plan = Sources::of_package(&manifest(), package).expect("the package can be read").repair();
        assert_eq!(plan.difference(), "");
        assert_eq!((plan.changes().len(), plan.left().len()), (0, 0), "{:?}", plan.left());
    }
}

#[test]
fn what_was_damaged_is_repaired() {
    // Each takes something away or puts something wrong in, and says what the repair must make of it, and whether
    // that is what was there before.
    type Damage = (&'static str, fn(&str) -> String, &'static str, bool);
    let damages: [Damage; 6] = [
        ("without `# Returns`", without_returns, "a section `# Returns` to be finished", false),
        ("without full stops", |text| with_comments(text, without_full_stop), "full stop", true),
        ("with small letters", |text| with_comments(text, with_small_letter), "with a capital", true),
        ("with a stale list", |text| with_comments(text, with_stale_list), "no parameter any more", true),
        ("without documented parameters", without_parameters, "description of", false),
        ("without documentation", |text| with_comments(text, |_| Vec::new()), "wrote a summary", false),
    ];
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/orders/src");
    for (name, damage, expected, is_as_before) in damages {
        let mut done = 0;
        for file in ["customers.rs", "orders.rs", "products.rs", "stock.rs"] {
            let whole = fs::read_to_string(folder.join(file)).expect("the example can be read");
            let result = repaired(&damage(&whole), &Surroundings::new());
            assert_eq!(result.left, [], "{file} {name}");
            assert_eq!(result.text.contains(MARKER), !is_as_before, "{file} {name}");
            if is_as_before {
                assert_eq!(result.text, whole, "{file} {name}");
            }
            done += result.changes.iter().filter(|it| it.message.contains(expected)).count();
        }
        // Not every command has parameters and a result.
        assert!(done >= 20, "only {done} repairs of orders {name}");
    }
}

/// The file with other comments before its commands; they are given without their slashes.
fn with_comments(text: &str, change: fn(Vec<&str>) -> Vec<String>) -> String {
    rewritten(text, |block, next, indentation| {
        let lines: Vec<&str> = block.iter().map(|line| line.get(4..).unwrap_or_default()).collect();
        let lines = if next.starts_with("#[command(") {
            change(lines)
        } else {
            lines.into_iter().map(str::to_owned).collect()
        };
        let written = lines.iter().map(|line| format!("{}\n", format!("{indentation}/// {line}").trim_end()));
        written.collect()
    })
}

/// The file with every block of comments replaced; the line after the block is given without its indentation.
fn rewritten(text: &str, change: impl Fn(&[&str], &str, &str) -> String) -> String {
    let mut written = String::new();
    let mut block: Vec<&str> = Vec::new();
    for line in text.lines() {
        let start = line.trim_start();
        if start.starts_with("///") {
            block.push(start);
            continue;
        }
        if !block.is_empty() {
            written.push_str(&change(&block, start, &line[..line.len() - start.len()]));
            block.clear();
        }
        written.push_str(line);
        written.push('\n');
    }
    written
}

fn without_returns(text: &str) -> String {
    with_comments(text, |lines| {
        let mut inside = false;
        let mut kept: Vec<String> = Vec::new();
        for line in lines {
            inside = line == "# Returns" || (inside && !line.starts_with('#'));
            if !inside {
                kept.push(line.to_owned());
            }
        }
        kept
    })
}

fn without_full_stop(lines: Vec<&str>) -> Vec<String> {
    let last = lines.iter().position(|line| line.is_empty()).unwrap_or(lines.len()) - 1;
    let changed = lines.iter().enumerate().map(
        |(index, line)| {
            if index == last { line.trim_end_matches('.') } else { line }
        },
    );
    changed.map(str::to_owned).collect()
}

fn with_small_letter(lines: Vec<&str>) -> Vec<String> {
    let mut lines: Vec<String> = lines.into_iter().map(str::to_owned).collect();
    let (first, rest) = lines[0].split_at(1);
    lines[0] = format!("{}{rest}", first.to_lowercase());
    lines
}

fn with_stale_list(lines: Vec<&str>) -> Vec<String> {
    let added =
        ["", "# Parameters", "- `no_such_thing`: Gone,", "  for good.", "", "- `context`: Gone as well."];
    lines.into_iter().chain(added).map(str::to_owned).collect()
}

fn without_parameters(text: &str) -> String {
    rewritten(text, |block, next, indentation| {
        let is_of_parameter = indentation.len() >= 4 && !next.starts_with("#[command(");
        let separator = format!("\n{indentation}");
        if is_of_parameter { String::new() } else { format!("{indentation}{}\n", block.join(&separator)) }
    })
}
