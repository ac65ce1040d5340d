//! The page about settings lists every one, and nothing else.

use std::{collections::BTreeMap, ffi::OsString, fs, path::Path};

use commandry::{App, config::ConfigSources};
use serde_json::Value;

/// What stands before and behind the table on the page.
const BEGIN: &str =
    "<!-- settings: made by `UPDATE_GOLDEN=1 cargo test -p commandry --all-features --test config` -->\n";
const END: &str = "<!-- end of settings -->\n";

fn page_path() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/configuration.md")
}

/// What a subcommand of `config` writes into a file.
fn written(command: &str, name: &str) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    let words = ["app", "config", command, "--out", path.to_str().unwrap()].map(OsString::from);
    let _ = App::new("app", "1.0.0").run_with(words);
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// The rows of the settings of this build, by their sections.
fn rows() -> BTreeMap<String, Vec<String>> {
    let schema = written("schema", "schema.json");
    let defaults = written("init", "defaults.json");
    let mut rows = BTreeMap::new();
    add(&schema, &schema, &defaults, &mut Vec::new(), &mut rows);
    rows
}

fn add(
    whole: &Value,
    section: &Value,
    defaults: &Value,
    path: &mut Vec<String>,
    rows: &mut BTreeMap<String, Vec<String>>,
) {
    let resolved = |schema: &Value| {
        let name = schema["$ref"].as_str().and_then(|it| it.strip_prefix('#'));
        name.and_then(|name| whole.pointer(name)).unwrap_or(schema).clone()
    };
    for (name, schema) in section["properties"].as_object().unwrap() {
        if name == "$schema" {
            continue;
        }
        path.push(name.clone());
        let inner = resolved(schema);
        if inner["properties"].is_object() {
            add(whole, &inner, &defaults[name], path, rows);
        } else {
            let key = path.join(".");
            let variable = path.join("__").to_uppercase();
            let default = match &defaults[name] {
                Value::Null => "not set".to_owned(),
                default => format!("`{default}`"),
            };
            let meaning = schema["description"].as_str().unwrap_or_default().replace('\n', " ");
            let row = format!("| `{key}` | `APP_{variable}` | {default} | {meaning} |");
            rows.entry(key.split('.').next().unwrap().to_owned()).or_default().push(row);
        }
        path.pop();
    }
}

#[test]
fn the_page_lists_every_setting() {
    let rows = rows();
    let page = fs::read_to_string(page_path()).unwrap();
    let (before, rest) = page.split_once(BEGIN).unwrap();
    let (table, after) = rest.split_once(END).unwrap();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let all: Vec<String> = rows.into_values().flatten().collect();
        let table =
            format!("| key | variable | default | meaning |\n|---|---|---|---|\n{}\n", all.join("\n"));
        fs::write(page_path(), format!("{before}{BEGIN}{table}{END}{after}")).unwrap();
        return;
    }
    for (section, rows) in rows {
        let belongs = |line: &&str| {
            let key = line.strip_prefix("| `").and_then(|line| line.split('`').next()).unwrap_or_default();
            key.split('.').next() == Some(&section)
        };
        // A build with fewer features lacks some settings of a section.
        let found: Vec<&str> = table.lines().filter(belongs).collect();
        let missing: Vec<&String> = rows.iter().filter(|row| !found.contains(&row.as_str())).collect();
        assert_eq!(missing, [""; 0], "the page is to be made anew with UPDATE_GOLDEN=1");
        if cfg!(all(feature = "mcp-sessions", feature = "websocket")) {
            assert_eq!(found, rows);
        }
    }
}

#[test]
fn the_short_names_of_the_page_set_what_it_says() {
    let page = fs::read_to_string(page_path()).unwrap();
    let mut count = 0;
    for line in page.lines() {
        let cells: Vec<&str> = line.split('`').collect();
        // A row of two cells: a variable and a key.
        let [_, variable, " | ", key, _] = cells[..] else { continue };
        let (Some(_), true) = (variable.strip_prefix("APP_"), line.starts_with('|')) else { continue };
        count += 1;
        // A list is no value of any of these settings, so that the message names the key.
        let sources = ConfigSources::default().variables([(variable, "?")]);
        let found = super::app().configure(&sources).err().map(|error| error.to_string()).unwrap_or_default();
        let is_text =
            ["host", "name", "user", "password", "url", "level"].iter().any(|name| key.ends_with(name));
        assert!(found.contains(&format!("`{key}`")) || (is_text && found.is_empty()), "{line}\n{found}");
    }
    assert_eq!(count, 10, "all short names stand on the page");
}

#[test]
fn the_file_of_the_page_is_in_order() {
    let page = fs::read_to_string(page_path()).unwrap();
    let files: Vec<&str> =
        page.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(!files.is_empty());
    for file in files {
        assert_eq!(super::faults_of_file("config.toml", file), [""; 0], "{file}");
    }
}
