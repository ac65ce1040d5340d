//! One case for every rule of the comparison, and the harmless opposite of each.

#[path = "diff_rules/commands.rs"]
mod commands;
#[path = "diff_rules/parameters.rs"]
mod parameters;
#[path = "diff_rules/resources.rs"]
mod resources;
#[path = "diff_rules/results.rs"]
mod results;

use std::collections::BTreeSet;

use commandry_schema::{
    Catalog,
    diff::{DiffOptions, Ignores, Level, VersionVerdict, diff, rules},
    lock::lock,
};
use serde_json::{Value, json};

/// A change, and what is to be found in it.
struct Case {
    /// What the case is about, for the message of a failure.
    title: &'static str,
    /// The command before, or several.
    base: Value,
    /// The same now.
    new: Value,
    /// The rules that find something, each once.
    expected: &'static [&'static str],
}

fn case(title: &'static str, base: Value, new: Value, expected: &'static [&'static str]) -> Case {
    Case { title, base, new, expected }
}

/// A catalog of one command or a list of them, with definitions from the member `schemas` of the first; or what else
/// a catalog has, where that is given as an object with a member `resources` or `prompts`.
fn catalog(commands: &Value) -> Catalog {
    if commands.get("resources").is_some() || commands.get("prompts").is_some() {
        let mut catalog = commands.clone();
        catalog["service"] = json!({"title": "shop", "version": "1.0.0"});
        catalog["commands"] = json!([]);
        return serde_json::from_value(catalog).expect("the case is a catalog");
    }
    let mut commands = match commands {
        Value::Array(commands) => commands.clone(),
        command => vec![command.clone()],
    };
    let mut schemas = json!({});
    for command in &mut commands {
        if let Some(found) = command.as_object_mut().and_then(|it| it.remove("schemas")) {
            schemas = found;
        }
        if command.get("name").is_none() {
            command["name"] = "sell".into();
        }
    }
    serde_json::from_value(json!({
        "service": {"title": "shop", "version": "1.0.0"}, "commands": commands, "schemas": schemas
    }))
    .expect("the case is a catalog")
}

fn options() -> DiffOptions {
    DiffOptions {
        today: Some("2026-06-15".parse().expect("a day")),
        grace_days: 30,
        ..DiffOptions::default()
    }
}

fn found(base: &Catalog, new: &Catalog) -> BTreeSet<&'static str> {
    diff(base, new, &options()).changes.iter().map(|change| change.id).collect()
}

fn all_cases() -> Vec<Case> {
    let commands = commands::cases().into_iter().chain(parameters::cases()).chain(results::cases());
    commands.chain(resources::cases()).collect()
}

#[test]
fn every_change_is_found_by_its_rule_and_no_other() {
    let mut failures = Vec::new();
    for Case { title, base, new, expected } in all_cases() {
        let (base, new) = (catalog(&base), catalog(&new));
        let found = found(&base, &new);
        let expected: BTreeSet<&str> = expected.iter().copied().collect();
        if found != expected {
            failures.push(format!(
                "{title}:\n  expected {expected:?}\n  found    {found:?}\n{}",
                diff(&base, &new, &options()).to_text()
            ));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn a_lock_finds_what_its_catalog_finds() {
    const BY_WORDS: [&str; 4] = [
        "command-harder-to-find",
        "description-changed",
        "tools-list-fits-budget",
        "tools-list-grew-past-budget",
    ];
    for Case { title, base, new, .. } in all_cases() {
        let (base, new) = (catalog(&base), catalog(&new));
        let locked = commandry_schema::lock::read(&lock(&base)).expect("a lock can be read");
        let words = |ids: BTreeSet<&'static str>| {
            ids.into_iter().filter(|id| !BY_WORDS.contains(id)).collect::<Vec<_>>()
        };
        assert_eq!(words(found(&base, &new)), words(found(&locked, &new)), "{title}");
    }
}

#[test]
fn nothing_changes_from_a_catalog_to_itself() {
    for Case { title, base, new, .. } in all_cases() {
        for side in [base, new] {
            let catalog = catalog(&side);
            let changes = diff(&catalog, &catalog, &options());
            assert!(changes.changes.is_empty(), "{title}: {}", changes.to_text());
        }
    }
}

#[test]
fn every_rule_has_a_case() {
    let found: BTreeSet<&str> = all_cases().iter().flat_map(|case| case.expected).copied().collect();
    let missing: Vec<&str> = rules().map(|rule| rule.id).filter(|id| !found.contains(id)).collect();
    assert!(missing.is_empty(), "rules without a case: {missing:?}");
    let ids: Vec<&str> = rules().map(|rule| rule.id).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "two rules of one identifier");
}

#[test]
fn the_documented_rules_are_these() {
    const UPDATE: &str = "UPDATE_GOLDEN=1 cargo test -p commandry-schema --test diff_rules";
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/compatibility.md");
    let page = std::fs::read_to_string(&path).expect("docs/compatibility.md can be read");
    let (begin, end) = ("<!-- rules: begin -->\n", "<!-- rules: end -->");
    let (before, rest) = page.split_once(begin).expect("the page has a place for the rules");
    let (_, after) = rest.split_once(end).expect("the place for the rules ends");
    let expected = format!("{before}{begin}\n{}\n{end}{after}", commandry_schema::diff::rules_as_markdown());
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &expected).expect("docs/compatibility.md can be written");
        return;
    }
    assert!(
        page == expected,
        "docs/compatibility.md does not list the rules as they are; write it with: {UPDATE}"
    );
}

#[test]
fn commands_below_the_threshold_change_as_they_like() {
    for (stability, errors) in [("draft", 0), ("alpha", 0), ("beta", 1), ("stable", 1)] {
        let base = catalog(&json!({"name": "sell", "stability": stability}));
        let new = catalog(&json!({"name": "buy"}));
        let changes = diff(&base, &new, &options());
        assert_eq!(changes.count(Level::Error), errors, "{stability}: {}", changes.to_text());
    }
    let base = catalog(&json!({"stability": "beta", "aliases": ["vend"]}));
    let stricter =
        DiffOptions { stability_threshold: commandry_schema::catalog::Stability::Stable, ..options() };
    let changes = diff(&base, &catalog(&json!({"stability": "beta"})), &stricter);
    assert_eq!(changes.count(Level::Error), 0, "{}", changes.to_text());
}

#[test]
fn accepted_changes_do_not_count_and_unused_entries_are_told() {
    let base = catalog(&json!({"aliases": ["vend", "hawk"]}));
    let new = catalog(&json!({}));
    let ignores = |text: &str| Ignores::read(text).expect("the list can be read");
    let accepted = diff(&base, &new, &options())
        .without(&ignores(r#"[{"id": "alias-removed", "command": "sell", "reason": "nobody used them"}]"#));
    assert_eq!((accepted.changes.len(), accepted.ignored.len()), (0, 2));
    assert!(!accepted.fails_on(Level::Warning));
    assert!(accepted.to_text().contains("accepted[alias-removed]: sell /aliases: nobody used them"));

    let unused = diff(&base, &base, &options()).without(&ignores(
        r#"[{"id": "alias-removed", "command": "sell", "place": "/aliases", "reason": "nobody used them"}]"#,
    ));
    assert!(unused.fails_on(Level::Warning) && !unused.fails_on(Level::Error));
    assert!(unused.to_text().contains("warning[ignore-unused]: sell"), "{}", unused.to_text());

    for (text, words) in [
        (r#"[{"id": "alias-removed", "command": "sell"}]"#, "missing field `reason`"),
        (r#"[{"id": "alias-removed", "command": "sell", "reason": ""}]"#, "needs a reason"),
        (r#"[{"id": "no-such-rule", "command": "sell", "reason": "x"}]"#, "there is no rule `no-such-rule`"),
        ("{}", "expected a list"),
    ] {
        let refusal = Ignores::read(text).expect_err(text);
        assert!(refusal.contains(words), "{refusal}");
    }
}

#[test]
fn a_version_that_is_too_small_is_told() {
    let verdict = |base: &Value, new: &Value, from: &str, to: &str| {
        let (mut base, mut new) = (catalog(base), catalog(new));
        base.service.version = from.into();
        new.service.version = to.into();
        diff(&base, &new, &options()).version_verdict()
    };
    let (none, alias) = (json!({}), json!({"aliases": ["vend"]}));
    let too_small = |needed: &str| VersionVerdict::TooSmall { needed: needed.into() };
    assert_eq!(verdict(&none, &none, "1.2.3", "1.2.3"), VersionVerdict::Sufficient);
    assert_eq!(verdict(&none, &none, "1.2.3", "1.2.2"), too_small("1.2.3"));
    assert_eq!(verdict(&none, &alias, "1.2.3", "1.2.4"), too_small("1.3.0"));
    assert_eq!(verdict(&none, &alias, "0.2.3", "0.2.4"), VersionVerdict::Sufficient);
    assert_eq!(verdict(&alias, &none, "1.2.3", "1.9.0"), too_small("2.0.0"));
    assert_eq!(verdict(&alias, &none, "0.2.3", "0.2.9"), too_small("0.3.0"));
    assert_eq!(verdict(&alias, &none, "1.2.3", "2.0.0-rc.1"), VersionVerdict::Sufficient);
    assert_eq!(verdict(&alias, &none, "1.2", "2.0.0"), VersionVerdict::Unreadable { version: "1.2".into() });
    let (before, now) = (json!({"summary": "Sells."}), json!({"summary": "Sells tea."}));
    assert_eq!(verdict(&before, &now, "1.2.3", "1.2.3"), too_small("1.2.4"));
}

#[test]
fn schemas_without_end_are_compared_in_no_time() {
    let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    let command = |value: &str| {
        let mut schemas = json!({
            "Circle": reference("Circle"),
            "Storm": {"anyOf": [reference("Storm"), reference("Storm"), {"const": value}]},
            "Tower": {"oneOf": (0..8).map(|index| {
                json!({"type": "object", "required": ["a", "b", "c"], "properties": {
                    "a": reference("Tower"), "b": reference("Tower"), "c": {"const": format!("{value}{}", index / 2)}
                }})
            }).collect::<Vec<_>>()},
        });
        // A chain of types, each inside of the one before, longer than any stack is deep.
        for index in 0..5_000 {
            schemas[format!("Link{index}")] =
                json!({"type": "object", "properties": {"next": reference(&format!("Link{}", index + 1))}});
        }
        schemas["Link5000"] = json!({"type": "string", "const": value});
        let parameters: Vec<Value> = ["Circle", "Storm", "Tower", "Link4000"]
            .iter()
            .map(|name| json!({"name": name, "required": true, "schema": reference(name)}))
            .collect();
        json!({"parameters": parameters, "result": {"schema": reference("Tower")}, "schemas": schemas})
    };
    let start = std::time::Instant::now();
    let (base, new) = (catalog(&command("a")), catalog(&command("b")));
    assert!(!diff(&base, &new, &options()).is_compatible());
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}

#[test]
fn changes_of_resources_and_prompts_are_named_placed_and_accepted_like_others() {
    let prompt = |required: bool| {
        json!({"prompts": [{
            "name": "explain", "source": {"file": "src/prompts.rs", "line": 7},
            "parameters": [{"name": "tone", "required": required, "schema": {"type": "string"}}],
        }]})
    };
    let changes = diff(&catalog(&prompt(false)), &catalog(&prompt(true)), &options());
    assert!(!changes.is_compatible());
    assert!(
        changes.to_github().starts_with(
            "::error file=src/prompts.rs,line=7,title=param-became-required::prompt explain /params/tone: The \
             parameter `tone` must be there now.\n"
        ),
        "{}",
        changes.to_github()
    );
    let ignores = Ignores::read(
        r#"[{"id": "param-became-required", "command": "prompt explain", "reason": "nobody left it out"}]"#,
    );
    assert!(changes.without(&ignores.expect("the list can be read")).is_compatible());
}

#[test]
fn reports_name_the_rule_the_place_and_the_source() {
    let base = catalog(&json!({"parameters": [{"name": "a/b", "schema": {"type": "integer"}}]}));
    let new = catalog(&json!({
        "parameters": [{"name": "a/b", "schema": {"type": "boolean"}}],
        "source": {"file": "src/a,b.rs", "line": 7}
    }));
    let changes = diff(&base, &new, &options());
    assert_eq!(
        changes.to_text(),
        "error[param-type-changed]: sell /params/a~1b: It was integer and is boolean.\n\
         1 errors, 0 warnings, 0 infos, 0 accepted\n\
         version 1.0.0 -> 1.0.0: too small, at least 2.0.0 is needed (major)\n"
    );
    assert_eq!(
        changes.to_github(),
        "::error file=src/a%2Cb.rs,line=7,title=param-type-changed::sell /params/a~1b: It was integer and is \
         boolean.\n::error title=version-too-small::version 1.0.0 -> 1.0.0: too small, at least 2.0.0 is needed \
         (major)\n"
    );
    assert_eq!(
        changes.to_markdown(),
        "## Changes from 1.0.0 to 1.0.0\n\n### Breaking\n\n- **sell** `/params/a~1b`: It was integer and is \
         boolean. (param-type-changed)\n"
    );
    assert_eq!(
        changes.to_json(),
        json!({
            "compatible": false, "errors": 1, "warnings": 0, "infos": 0,
            "changes": [{
                "id": "param-type-changed", "level": "error", "class": "wire", "command": "sell",
                "place": "/params/a~1b", "message": "It was integer and is boolean.",
                "source": {"file": "src/a,b.rs", "line": 7}
            }],
            "ignored": [], "unusedIgnores": [],
            "version": {"base": "1.0.0", "new": "1.0.0", "neededBump": "major", "sufficient": false,
                "smallestSufficient": "2.0.0"}
        })
    );
}
