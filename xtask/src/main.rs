//! The tasks of this repository, run as `cargo xtask TASK`.
//!
//! A task that needs an application starts it as a process of its own, so that the tasks themselves stay small and
//! quick to compile. Only the generators of documents are linked, for tasks that work on documents alone.

mod aggregate;
mod bench;
mod ci;
mod diff;
mod fetch;
mod fix;
mod lock;
mod process;
mod schema;
mod validate;

use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask TASK

schema    [-p APP] [--format openapi|openrpc|typescript|text|catalog] [--level envelope|commands|expanded]
          [--group GROUP] [--out FILE] [--check] [--stats]
          prints, writes or checks a document of an application; --stats counts its bytes and tokens
validate  [-p APP] [--strict] [--format text|json|sarif|github] [--baseline FILE | --write-baseline FILE]
          [--explain LINT]
          checks the documentation of every command of an application
          [--fix [--dry-run] [--allow-dirty]]
          repairs the documentation in the source first; --dry-run shows the difference and does nothing else
lock      [-p APP] [--out FILE] [--check]
          prints, writes or checks commands.lock.json, what callers of an application rely on
diff      [-p APP] --base git:REVISION | FILE | URL [--fail-on error|warning] [--ignore FILE] [--lock FILE]
          [--format text|json|github|markdown] [--grace-days DAYS] [--stability LEVEL] [--no-version-check]
          tells what changed for callers since then, and whether the version of the package grew enough
aggregate PREFIX=FILE|URL... [--format openapi|openrpc|typescript|text|catalog]
          [--level envelope|commands|expanded] [--title TITLE] [--version VERSION] [--out FILE] [--check]
          combines the documents of several services into one; `--help` tells more
bench     compile | speed | documents | search
          what commands cost to compile, how fast they are called, how many tokens their documents cost, and how well
          models find them
ci        everything that a change must pass

APP is a package of this workspace; `orders` when it is not named.
Exit codes: 0 all is well, 1 something is wrong with the commands or a file, 2 the task could not be done.
";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.split_first() {
        Some((task, rest)) => match task.as_str() {
            "schema" => schema::run(rest),
            "validate" => validate::run(rest),
            "lock" => lock::run(rest),
            "diff" => diff::run(rest),
            "aggregate" => aggregate::run(rest),
            "bench" => bench::run(rest),
            "ci" => ci::run(rest),
            "help" | "--help" | "-h" => {
                process::print(USAGE);
                ExitCode::SUCCESS
            }
            other => refuse(&format!("there is no task `{other}`")),
        },
        None => refuse("which task?"),
    }
}

fn refuse(reason: &str) -> ExitCode {
    process::fail(&format!("{reason}\n{USAGE}"))
}
