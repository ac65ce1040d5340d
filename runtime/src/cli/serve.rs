//! `serve`: the commands over HTTP until the process is told to stop.

use std::time::Duration;

use clap::{Arg, ArgMatches, value_parser};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::{DONE, FAILED, report};
use crate::{App, Dispatcher, builtin, http};

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// How long calls that run may go on once the process was told to stop.
const GRACE: Duration = Duration::from_secs(20);

pub(super) fn arguments() -> [Arg; 4] {
    [
        Arg::new("host")
            .long("host")
            .value_name("ADDRESS")
            .default_value("127.0.0.1")
            .help("Address to listen on"),
        Arg::new("port")
            .long("port")
            .value_name("PORT")
            .value_parser(value_parser!(u16))
            .default_value("8000")
            .help("Port to listen on; 0 picks a free one"),
        switch(
            "strict-mode",
            "Do not start while a command is not documented as `validate --strict` asks for",
        ),
        switch("auto-fix", "Repair documentation in what is published, and warn of every repair"),
    ]
}

/// A setting that is on when it is named, and on or off when it has a value.
fn switch(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name)
        .long(name)
        .value_name("BOOL")
        .value_parser(value_parser!(bool))
        .num_args(0..=1)
        .require_equals(true)
        .default_missing_value("true")
        .help(help)
}

pub(super) fn run(app: App, matches: &ArgMatches) -> u8 {
    #[cfg(not(feature = "logging"))]
    super::log::to_standard_error();
    let app = match matches.get_one::<bool>("strict-mode") {
        Some(strict) => app.strict_mode(*strict),
        None => app,
    };
    let app = match matches.get_one::<bool>("auto-fix") {
        Some(repair) => app.auto_fix(*repair),
        None => app,
    };
    let host = matches.get_one::<String>("host").map_or("127.0.0.1", String::as_str);
    let port = matches.get_one::<u16>("port").copied().unwrap_or(8000);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            report::complain(format_args!("the server cannot start: {error}"));
            return FAILED;
        }
    };
    #[cfg(feature = "logging")]
    let served = runtime.block_on(recorded(app, host, port));
    #[cfg(not(feature = "logging"))]
    let served = runtime.block_on(serve(app, host, port));
    match served {
        Ok(()) => DONE,
        Err(error) => {
            report::complain(error);
            FAILED
        }
    }
}

/// Serves while logs are written and spans are sent, and ends when all of them are.
#[cfg(feature = "logging")]
async fn recorded(app: App, host: &str, port: u16) -> Result<(), BoxError> {
    let settings = app.observe_settings();
    #[cfg(not(feature = "telemetry"))]
    let recording = crate::observe::Recording::start(&settings.log)?;
    #[cfg(feature = "telemetry")]
    let recording = crate::observe::Recording::start_with_telemetry(
        &settings.log,
        &settings.telemetry,
        app.title(),
        app.version(),
    )?;
    let served = serve(app, host, port).await;
    recording.finish().await;
    served
}

async fn serve(app: App, host: &str, port: u16) -> Result<(), BoxError> {
    #[cfg(feature = "logging")]
    let request_layer = crate::observe::RequestLayer::new();
    #[cfg(feature = "telemetry")]
    let request_layer = request_layer.with_telemetry(&app.observe_settings().telemetry);
    let options = app.router_options().clone();
    let stop = CancellationToken::new();
    #[cfg(feature = "mcp")]
    let mcp_options = app.mcp_options().clone().until(stop.clone());
    let dispatcher = app.build().await?;
    let router = http::router_with(dispatcher.clone(), &options)?.fallback(http::not_found);
    #[cfg(feature = "mcp")]
    let router = router.merge(crate::mcp::router(dispatcher.clone(), mcp_options));
    #[cfg(feature = "logging")]
    let router = router.layer(request_layer);
    let listener = TcpListener::bind((host, port))
        .await
        .map_err(|error| format!("cannot listen on {host}:{port}: {error}"))?;
    #[cfg(feature = "metrics")]
    let metrics_address = serve_metrics(&dispatcher, stop.clone()).await?;
    let url = format!("http://{}", listener.local_addr()?);
    report::print(&format!("listening on {url}\n{}\n", invitation(&dispatcher, &url)));
    #[cfg(feature = "metrics")]
    if let Some(address) = metrics_address {
        report::print(&format!("metrics on http://{address}/metrics\n"));
    }
    let (told, waited) = (stop.clone(), stop.clone());
    let stopped = dispatcher.clone();
    tokio::spawn(async move {
        told_to_stop().await;
        #[cfg(feature = "health-checks")]
        drain(&stopped).await;
        told.cancel();
        stopped.close_connections().await;
    });
    let serving = async {
        http::serve(listener, router, async move { waited.cancelled().await }).await?;
        // A connection that became a WebSocket is none of HTTP any more, and is not waited for there.
        dispatcher.close_connections().await;
        std::io::Result::Ok(())
    };
    tokio::select! {
        outcome = serving => outcome?,
        () = give_up(stop) => tracing::warn!("calls that still ran {} seconds after the signal were given up", GRACE.as_secs()),
    }
    Ok(())
}

/// Says that the service is not ready any more, and waits until load balancers know.
#[cfg(feature = "health-checks")]
async fn drain(dispatcher: &Dispatcher) {
    if let Some(checks) = dispatcher.health_checks() {
        checks.drain();
        tokio::time::sleep(checks.settings().drain_delay).await;
    }
}

/// Serves what is measured at its own address, if it has one, until the service stops; gives the address.
#[cfg(feature = "metrics")]
async fn serve_metrics(
    dispatcher: &Dispatcher,
    stop: CancellationToken,
) -> Result<Option<std::net::SocketAddr>, BoxError> {
    let Some(metrics) = dispatcher.metrics() else { return Ok(None) };
    let Some(address) = metrics.settings().address.clone() else { return Ok(None) };
    let listener = TcpListener::bind(&address)
        .await
        .map_err(|error| format!("cannot listen on `metrics.address`, {address}: {error}"))?;
    let address = listener.local_addr()?;
    let router = metrics.router().fallback(http::not_found);
    tokio::spawn(http::serve(listener, router, async move { stop.cancelled().await }));
    Ok(Some(address))
}

async fn give_up(stop: CancellationToken) {
    stop.cancelled().await;
    tokio::time::sleep(GRACE).await;
}

/// A line that calls a command of this service and works as it is.
fn invitation(dispatcher: &Dispatcher, url: &str) -> String {
    // An example of a command that changes nothing shows most; `help` is always there.
    let example = dispatcher
        .commands()
        .iter()
        .filter(|command| command.read_only == Some(true) && !builtin::is_built_in(command))
        .find_map(|command| command.examples().first().map(|example| (command.name, example.params)));
    let (name, params) = example.unwrap_or(("help", "{}"));
    let params: Value = serde_json::from_str(params).unwrap_or_default();
    let request = serde_json::json!({"jsonrpc": "2.0", "id": 1, "method": name, "params": params});
    // A quote in an example must not end the shell's.
    let request = request.to_string().replace('\'', r"'\''");
    format!("try: curl -s {url}/cmd -H 'content-type: application/json' -d '{request}'")
}

/// Waits for Ctrl-C or, where there is such a thing, SIGTERM.
async fn told_to_stop() {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        () = interrupted => {}
        () = terminated() => {}
    }
}

#[cfg(unix)]
async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut signal) => {
            signal.recv().await;
        }
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
fn terminated() -> impl std::future::Future<Output = ()> {
    std::future::pending()
}
