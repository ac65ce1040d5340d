//! `mcp`: the commands for an AI host that starts the program and speaks over its standard streams.

use clap::{Arg, ArgMatches, Command};

use super::{DONE, FAILED, log, report};
use crate::{
    App,
    mcp::{McpServer, View, serve_standard_streams},
};

pub(super) fn grammar() -> Command {
    Command::new("mcp")
        .about("Serves the commands to an AI host over standard input and output (Model Context Protocol)")
        .arg(
            Arg::new("tools")
                .long("tools")
                .value_name("WHICH")
                .value_parser(tools)
                .default_value("auto")
                .help(
                    "What the host sees: `auto` (all commands while there are few, else `search`), `search` (tools that \
                     find and run commands), `all`, or the commands of a group as `group=NAME`",
                ),
        )
}

/// What the host sees.
#[derive(Clone, Debug)]
enum Tools {
    /// As at the address of a view.
    Of(View),
    /// Search mode, however few commands there are.
    Search,
}

fn tools(text: &str) -> Result<Tools, String> {
    match text {
        "auto" => Ok(Tools::Of(View::Auto)),
        "search" => Ok(Tools::Search),
        "all" => Ok(Tools::Of(View::All)),
        _ => match text.strip_prefix("group=") {
            Some(group) if !group.is_empty() => Ok(Tools::Of(View::Group(group.to_owned()))),
            _ => Err("expected `auto`, `search`, `all` or `group=NAME`".to_owned()),
        },
    }
}

pub(super) fn run(app: App, matches: &ArgMatches) -> u8 {
    log::to_standard_error(app.listening().debug);
    let tools = matches.get_one::<Tools>("tools").unwrap_or(&Tools::Of(View::Auto));
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            report::complain(format_args!("the server cannot start: {error}"));
            return FAILED;
        }
    };
    let outcome = runtime.block_on(serve(app, tools));
    // A read of standard input cannot be stopped, and would keep the program from ending.
    runtime.shutdown_background();
    match outcome {
        Ok(()) => DONE,
        Err(error) => {
            report::complain(error);
            FAILED
        }
    }
}

async fn serve(app: App, tools: &Tools) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let options = app.mcp_options().clone();
    let (view, options) = match tools {
        Tools::Of(view) => (view, options),
        // A list that may cost nothing is a search.
        Tools::Search => (&View::Auto, options.tool_list_tokens(0)),
    };
    let server = McpServer::new(app.build().await?, &options);
    if let View::Group(group) = view
        && server.view(view).is_none()
    {
        let groups = server.catalog().groups().join(", ");
        return Err(format!("there is no group `{group}`; there are {groups}").into());
    }
    Ok(serve_standard_streams(server, view).await?)
}
