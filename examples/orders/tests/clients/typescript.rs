//! The generated client of TypeScript, compiled strictly and run by Node.
//!
//! It needs `node`, `npm` and, on the first run, the package index. Without them the tests say so and pass, unless
//! `COMMANDRY_REQUIRE_ALL=1` is set, as continuous integration does.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::OnceLock,
};

use serde_json::{Value, json};

use super::{
    odd_server::{Fate, OddServer, nobody, page_of_a_proxy, response, reversed_answer},
    support::Server,
};

/// Settings of the compiler; with these, the client must fit into the strictest of projects.
const STRICT: &str = r#"{
  "compilerOptions": {
    "strict": true,
    "exactOptionalPropertyTypes": true,
    "noImplicitOverride": true,
    "noImplicitReturns": true,
    "noPropertyAccessFromIndexSignature": true,
    "noUncheckedIndexedAccess": true,
    "noUnusedLocals": true,
    "noUnusedParameters": true,
    "verbatimModuleSyntax": true,
    "isolatedModules": true,
    "target": "es2022",
    "lib": ["es2022", "dom"],
    "module": "nodenext",
    "types": [],
    "outDir": "out"
  }
}"#;

#[test]
fn node_calls_the_program_by_the_generated_client() {
    let Some(compiler) = compiler() else { return };
    let project = project("calls", &["calls.ts"]);
    let output = compile(compiler, &project);
    assert!(output.status.success(), "{}", all(&output));

    let server = Server::start(":memory:");
    let url = server.url();
    let reversing = OddServer::start(move |_, body| Fate::Answer(reversed_answer(&url, body)));
    let page = OddServer::start(|_, _| Fate::Answer(page_of_a_proxy()));
    let captive_portal = OddServer::start(|_, _| {
        Fate::Answer(response("200 OK", "text/html", "<!doctype html><title>Please log in</title>"))
    });
    let hanging = OddServer::start(|_, _| Fate::Hang(String::new()));
    let half_answer = OddServer::start(|_, _| {
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 90\r\n\r\n";
        Fate::Hang(format!("{head}{{\"jsonrpc\""))
    });
    let wrong_id = OddServer::start(|_, body| {
        let answer = json!({"jsonrpc": "2.0", "id": 4_711, "result": null});
        let answer = if body.starts_with('[') { json!([answer]) } else { answer };
        Fate::Answer(response("200 OK", "application/json", &answer.to_string()))
    });
    let closing = OddServer::start(|_, _| Fate::Close);
    let elsewhere = server.url();
    let redirecting = OddServer::start(move |_, _| {
        let head = format!("HTTP/1.1 307 Temporary Redirect\r\nlocation: {elsewhere}\r\n");
        Fate::Answer(format!("{head}connection: close\r\ncontent-length: 0\r\n\r\n"))
    });
    let urls = json!({
        "orders": server.url(),
        "reversing": reversing.url,
        "page": page.url,
        "captivePortal": captive_portal.url,
        "hanging": hanging.url,
        "halfAnswer": half_answer.url,
        "wrongId": wrong_id.url,
        "closing": closing.url,
        "redirecting": redirecting.url,
        "nobody": nobody(),
    });
    let run = Command::new("node").arg(project.join("out/calls.js")).arg(urls.to_string()).output().unwrap();
    assert!(run.status.success(), "{}", all(&run));
    // The count is in the output, so that a program that ends before its end is noticed.
    assert!(String::from_utf8_lossy(&run.stdout).ends_with(" checks hold\n"), "{}", all(&run));
}

#[test]
fn wrong_calls_do_not_compile() {
    let Some(compiler) = compiler() else { return };
    let project = project("wrong_calls", &["wrong_calls.ts"]);
    let output = compile(compiler, &project);
    let output = String::from_utf8_lossy(&output.stdout);
    let found = errors_by_line(&output);
    let source = fs::read_to_string(project.join("wrong_calls.ts")).unwrap();
    let mut expected = 0;
    for (number, line) in (1..).zip(source.lines()) {
        let Some((code, words)) = line.trim().strip_prefix("// TS").and_then(|it| it.split_once(": ")) else {
            continue;
        };
        expected += 1;
        let error =
            found.get(&(number + 1)).unwrap_or_else(|| panic!("line {} compiles:\n{output}", number + 1));
        assert!(
            error.starts_with(&format!("error TS{code}:")) && error.contains(words),
            "line {} has another error than `TS{code}: {words}`:\n{error}",
            number + 1
        );
    }
    assert_eq!(found.len(), expected, "errors where none are expected:\n{output}");
    assert!(expected >= 18, "the file lists its wrong calls");
}

#[test]
fn names_of_types_do_not_get_into_the_way_of_the_client() {
    let Some(compiler) = compiler() else { return };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("client_of_odd_names");
    fs::create_dir_all(&folder).unwrap();
    let names = [
        "Client",
        "CommandError",
        "Error",
        "Promise",
        "Map",
        "Array",
        "URL",
        "AbortSignal",
        "Outcome",
        "Name",
        "request",
        "Record",
        "Date",
        "Request",
        "Response",
        "JSON",
        "Object",
        "String",
        "class",
        "Commands",
    ];
    let schemas: serde_json::Map<String, Value> = names
        .iter()
        .map(|name| {
            ((*name).to_owned(), json!({"type": "object", "properties": {"text": {"type": "string"}}}))
        })
        .collect();
    let commands: Vec<Value> = (0..)
        .zip(names)
        .map(|(number, name)| {
            let schema = json!({"$ref": format!("#/components/schemas/{name}")});
            json!({
                "name": format!("command_{number}"),
                "parameters": [{"name": "value", "required": true, "schema": schema}],
                "result": {"schema": schema}
            })
        })
        .collect();
    let catalog = json!({
        "service": {"title": "names */ // \n", "version": "1"}, "commands": commands, "schemas": schemas
    });
    let catalog = serde_json::from_value(catalog).unwrap();
    fs::write(folder.join("client.ts"), commandry_schema::typescript::client(&catalog)).unwrap();
    fs::write(folder.join("package.json"), r#"{"type": "module"}"#).unwrap();
    fs::write(folder.join("tsconfig.json"), STRICT).unwrap();
    let output = compile(compiler, &folder);
    assert!(output.status.success(), "{}", all(&output));
}

/// A folder with the client of the program and files that use it.
fn project(name: &str, files: &[&str]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).unwrap();
    let written = Command::new(env!("CARGO_BIN_EXE_orders"))
        .args(["schema", "--format", "client", "--out"])
        .arg(folder.join("client.ts"))
        .output()
        .unwrap();
    assert!(written.status.success(), "{}", all(&written));
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients/typescript");
    for file in files {
        fs::copy(sources.join(file), folder.join(file)).unwrap();
    }
    fs::write(folder.join("package.json"), r#"{"type": "module"}"#).unwrap();
    fs::write(folder.join("tsconfig.json"), STRICT).unwrap();
    folder
}

fn compile(compiler: &Path, project: &Path) -> Output {
    Command::new("node").arg(compiler).args(["--pretty", "false", "--project"]).arg(project).output().unwrap()
}

/// The first error of each line of a compiler's output; what is indented explains the error above it.
fn errors_by_line(output: &str) -> BTreeMap<usize, String> {
    let mut errors = BTreeMap::<usize, String>::new();
    let mut last = None;
    for text in output.lines() {
        if let Some((place, error)) = text.split_once("): ") {
            let line = place.split_once('(').and_then(|(_, it)| it.split(',').next()?.parse().ok());
            last = line;
            errors.entry(line.expect(text)).or_insert_with(|| error.to_owned());
        } else if let Some(line) = last {
            errors.entry(line).and_modify(|error| *error += text);
        }
    }
    errors
}

/// The compiler of TypeScript, fetched once and kept with the other outputs of the build.
fn compiler() -> Option<&'static Path> {
    static COMPILER: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    match COMPILER.get_or_init(fetched_compiler) {
        Ok(path) => Some(path),
        Err(reason) => {
            assert!(env::var("COMMANDRY_REQUIRE_ALL").as_deref() != Ok("1"), "{reason}");
            #[expect(clippy::print_stdout, reason = "whoever runs the tests should know what was not tested")]
            {
                println!("skipped, because the compiler of TypeScript is not there: {reason}");
            }
            None
        }
    }
}

fn fetched_compiler() -> Result<PathBuf, String> {
    const COMPILER: &str = "node_modules/typescript/lib/tsc.js";
    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/tools");
    let listed = fs::read_to_string(tools.join("package.json")).map_err(|error| error.to_string())?;
    let listed: Value = serde_json::from_str(&listed).map_err(|error| error.to_string())?;
    let version =
        listed["devDependencies"]["typescript"].as_str().ok_or("package.json names no typescript")?;
    run(Command::new("node").arg("--version"))?;
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("typescript-{version}"));
    for place in [tools.join(COMPILER), folder.join(COMPILER)] {
        if place.is_file() {
            return Ok(place);
        }
    }
    fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    fs::write(folder.join("package.json"), "{}").map_err(|error| error.to_string())?;
    let mut install = Command::new("npm");
    install.args(["install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
    run(install.arg(format!("typescript@{version}")).current_dir(&folder))?;
    Ok(folder.join(COMPILER))
}

fn run(command: &mut Command) -> Result<(), String> {
    let output = command.output().map_err(|error| format!("{command:?} cannot be started: {error}"))?;
    if output.status.success() { Ok(()) } else { Err(format!("{command:?} failed: {}", all(&output))) }
}

fn all(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}
