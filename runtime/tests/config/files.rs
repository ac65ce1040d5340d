//! Files that `config init` writes, and the schema that describes them.

use std::{ffi::OsString, fs, path::Path, process::ExitCode};

use commandry::config::ConfigSources;
use serde_json::Value;

use super::{app, read};

fn run(words: &[&str]) -> bool {
    let words = ["shop", "config"].iter().chain(words).map(OsString::from);
    let code = app().run_with(words);
    format!("{code:?}") == format!("{:?}", ExitCode::SUCCESS)
}

fn write(path: &Path) -> String {
    assert!(run(&["init", "--out", path.to_str().unwrap()]));
    fs::read_to_string(path).unwrap()
}

#[test]
fn a_written_file_is_in_order_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let usual = read(&ConfigSources::default()).unwrap();
    let schema = folder.path().join("schema.json");
    assert!(run(&["schema", "--out", schema.to_str().unwrap()]));
    let schema: Value = serde_json::from_slice(&fs::read(schema).unwrap()).unwrap();
    assert!(jsonschema::meta::is_valid(&schema));
    let schema = jsonschema::validator_for(&schema).unwrap();
    for name in ["a.toml", "a.yaml", "a.yml", "a.json"] {
        let path = folder.path().join(name);
        let text = write(&path);
        assert_eq!(read(&ConfigSources::default().file(&path)).as_ref(), Ok(&usual), "{text}");
        if name == "a.json" {
            let faults: Vec<String> = schema
                .iter_errors(&serde_json::from_str(&text).unwrap())
                .map(|error| format!("{}: {error}", error.instance_path()))
                .collect();
            assert_eq!(faults, [""; 0]);
        }
    }
    assert!(!schema.is_valid(&serde_json::json!({"server": {"prot": 1}})));
    assert!(!schema.is_valid(&serde_json::json!({"mail": {"hots": "h"}})));
    assert!(schema.is_valid(&serde_json::json!({"$schema": "schema.json"})));
}

#[test]
fn every_setting_stands_in_a_file_with_what_it_means() {
    let folder = tempfile::tempdir().unwrap();
    let toml = write(&folder.path().join("a.toml"));
    let yaml = write(&folder.path().join("a.yaml"));
    for expected in [
        "# Settings of shop.",
        "\n# Port to listen on; 0 picks a free one.\nport = 8000\n",
        "\n[server.limits]\n",
        "\n# Time limit of a call whose command sets none.\ntimeout = \"30s\"\n",
        "\n# Folder for everything else\ndata_dir = \".\"\n",
        "\n# Who gets a copy.\ncopies = [\"archive@mail.example\"]\n",
        "\n# How much mail may wait.\n# waiting = 1\n",
        "\n# Password there.\npassword = \"\"\n",
        "\n# url = \"file:/run/secrets/url\"\n",
        "\n# [mail.returned]\n",
        "\n# kept = true\n",
    ] {
        assert!(toml.contains(expected), "{expected}\n{toml}");
    }
    for expected in [
        "\n  # Port to listen on; 0 picks a free one.\n  port: 8000\n",
        "\n  limits:\n",
        "\n    # Time limit of a call whose command sets none.\n    timeout: \"30s\"\n",
        "\n  # returned:\n",
        "\n    # kept: true\n",
    ] {
        assert!(yaml.contains(expected), "{expected}\n{yaml}");
    }
    assert!(toml.lines().chain(yaml.lines()).all(|line| line.len() <= 120));
}

#[test]
fn a_file_that_is_there_stays_unless_told_otherwise() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.toml");
    fs::write(&path, "mine").unwrap();
    let name = path.to_str().unwrap();
    assert!(!run(&["init", "--out", name]));
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
    assert!(run(&["init", "--out", name, "--force"]));
    assert!(fs::read_to_string(&path).unwrap().starts_with("# Settings of shop."));
    assert!(!run(&["init", "--out", name, "--force", "--format", "json"]), "the name says another format");
    assert!(!run(&["init", "--out", folder.path().join("a.ini").to_str().unwrap()]));
}
