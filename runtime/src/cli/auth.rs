//! `auth`: makes what callers prove with who they are.

use std::time::Duration;

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::{DONE, FAILED, report};
use crate::{
    App,
    auth::{GeneratedKey, development_token},
    config::duration,
};

pub(super) fn grammar() -> Command {
    let name = Arg::new("name").value_name("NAME").required(true).help("Who is to have it");
    let roles = Arg::new("role")
        .long("role")
        .value_name("ROLE")
        .action(ArgAction::Append)
        .help("What its holder may act as; may be given several times");
    Command::new("auth")
        .about("Makes API keys and tokens")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(
            Command::new("key")
                .about("Makes an API key: prints it once, and the entry for the settings, which holds its digest alone")
                .args([name.clone(), roles.clone()]),
        )
        .subcommand(
            Command::new("token")
                .about("Makes a token for trying things out, signed by the first secret of the section `auth.tokens`")
                .args([
                    name,
                    roles,
                    Arg::new("expires")
                        .long("expires")
                        .value_name("TIME")
                        .default_value("15m")
                        .help("For how long it counts, such as 15m or 1h"),
                ]),
        )
}

pub(super) fn run(app: &App, matches: &ArgMatches) -> u8 {
    let outcome = match matches.subcommand() {
        Some(("key", matches)) => key(matches),
        Some(("token", matches)) => token(app, matches),
        _ => Err("choose `auth key` or `auth token`".to_owned()),
    };
    match outcome {
        Ok(text) => {
            report::print(&text);
            DONE
        }
        Err(reason) => {
            report::complain(reason);
            FAILED
        }
    }
}

fn key(matches: &ArgMatches) -> Result<String, String> {
    let (name, roles) = holder(matches);
    let key = GeneratedKey::new().map_err(|error| error.to_string())?;
    let entry = serde_json::json!({"name": name, "roles": roles, "sha256": key.digest()});
    Ok(format!(
        "key, which is shown once: {}\n\nfor the settings:\n\n[[auth.api_keys]]\nname = {}\nroles = {}\nsha256 = {}\n",
        key.expose(),
        entry["name"],
        entry["roles"],
        entry["sha256"]
    ))
}

fn token(app: &App, matches: &ArgMatches) -> Result<String, String> {
    let (name, roles) = holder(matches);
    let text = matches.get_one::<String>("expires").map_or("15m", String::as_str);
    let lifetime: Duration = duration::parse(text)?;
    let token = development_token(&app.auth_settings().tokens, name, &roles, lifetime)?;
    Ok(format!("{token}\n"))
}

fn holder(matches: &ArgMatches) -> (&str, Vec<String>) {
    let name = matches.get_one::<String>("name").map_or("", String::as_str);
    (name, matches.get_many("role").into_iter().flatten().cloned().collect())
}
