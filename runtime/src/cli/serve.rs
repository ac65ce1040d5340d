//! `serve`: the commands over HTTP until the process is told to stop.

use std::time::Duration;

use clap::{Arg, ArgMatches, parser::ValueSource, value_parser};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
#[cfg(feature = "logging")]
use tower_layer::Layer;

use super::{DONE, FAILED, report, transport::Transport};
#[cfg(feature = "auth")]
use crate::auth::Authenticator;
use crate::{App, Dispatcher, builtin, http};

type BoxError = Box<dyn std::error::Error + Send + Sync>;

pub(super) fn arguments() -> Vec<Arg> {
    vec![
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
        #[cfg(feature = "registration")]
        Arg::new("proxy-url")
            .long("proxy-url")
            .value_name("URL")
            .help("Register this server on the proxy at this address, such as http://localhost:3004"),
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
    super::log::to_standard_error(app.listening().debug);
    let app = match matches.get_one::<bool>("strict-mode") {
        Some(strict) => app.strict_mode(*strict),
        None => app,
    };
    let app = match matches.get_one::<bool>("auto-fix") {
        Some(repair) => app.auto_fix(*repair),
        None => app,
    };
    #[cfg(feature = "registration")]
    let app = match matches.get_one::<String>("proxy-url") {
        Some(url) => app.registered_at(url),
        None => app,
    };
    // What stands on the command line wins; its defaults are only there to be read in the help.
    let is_given = |name: &str| matches.value_source(name) == Some(ValueSource::CommandLine);
    let listening = app.listening().clone();
    let host = matches.get_one("host").filter(|_| is_given("host")).unwrap_or(&listening.host);
    let port = matches.get_one("port").filter(|_| is_given("port")).copied().unwrap_or(listening.port);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            report::complain(format_args!("the server cannot start: {error}"));
            return FAILED;
        }
    };
    #[cfg(feature = "logging")]
    let served = runtime.block_on(recorded(app, host, port, listening.grace));
    #[cfg(not(feature = "logging"))]
    let served = runtime.block_on(serve(app, host, port, listening.grace));
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
async fn recorded(app: App, host: &str, port: u16, grace: Duration) -> Result<(), BoxError> {
    let recording = record(&app)?;
    let served = Box::pin(serve(app, host, port, grace)).await;
    recording.finish().await;
    served
}

/// Begins to write logs and to send spans, as the settings say.
#[cfg(feature = "logging")]
pub(super) fn record(app: &App) -> Result<crate::observe::Recording, crate::observe::StartError> {
    let settings = app.observe_settings();
    #[cfg(not(feature = "telemetry"))]
    return crate::observe::Recording::start(&settings.log);
    #[cfg(feature = "telemetry")]
    crate::observe::Recording::start_with_telemetry(
        &settings.log,
        &settings.telemetry,
        app.title(),
        app.version(),
    )
}

async fn serve(app: App, host: &str, port: u16, grace: Duration) -> Result<(), BoxError> {
    #[cfg(feature = "logging")]
    let request_layer = crate::observe::RequestLayer::new();
    #[cfg(feature = "telemetry")]
    let request_layer = request_layer.with_telemetry(&app.observe_settings().telemetry);
    let options = app.router_options().clone();
    let transport = Transport::of(&app)?;
    let stop = CancellationToken::new();
    #[cfg(feature = "mcp")]
    let mcp_options = app.mcp_options().clone().until(stop.clone());
    #[cfg(feature = "auth")]
    let authenticator = match app.auth_settings() {
        auth if auth.enabled => Some(Authenticator::new(auth)?),
        _ => None,
    };
    #[cfg(all(feature = "http-layers", feature = "auth"))]
    let transport = transport.listening_on(host, authenticator.is_some());
    #[cfg(all(feature = "http-layers", not(feature = "auth")))]
    let transport = transport.listening_on(host, false);
    let dispatcher = app.build().await?;
    warn_of_uncallable(&dispatcher);
    let router = http::router_with(dispatcher.clone(), &options)?.fallback(http::not_found);
    #[cfg(feature = "mcp")]
    let router = router.merge(crate::mcp::router(dispatcher.clone(), mcp_options));
    #[cfg(feature = "jobs")]
    let working = crate::jobs::accompany(&dispatcher, stop.clone()).await?;
    // The state of the routes is put in once, and not for each request.
    let service = router.with_state(());
    #[cfg(feature = "logging")]
    let service = request_layer.layer(service);
    let service = transport.around(
        service,
        #[cfg(feature = "auth")]
        authenticator.as_ref(),
    )?;
    let listener = TcpListener::bind((host, port))
        .await
        .map_err(|error| format!("cannot listen on {host}:{port}: {error}"))?;
    #[cfg(feature = "metrics")]
    let metrics_address = serve_metrics(&dispatcher, stop.clone()).await?;
    let url = format!("{}://{}", transport.scheme(), listener.local_addr()?);
    #[cfg(feature = "registration")]
    let registration =
        crate::registration::start(&dispatcher, listener.local_addr()?, transport.is_encrypted(), &stop);
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
        transport.serve(listener, service, async move { waited.cancelled().await }).await?;
        // A connection that became a WebSocket is none of HTTP any more, and is not waited for there.
        dispatcher.close_connections().await;
        std::io::Result::Ok(())
    };
    let mut outcome = Ok(());
    tokio::select! {
        served = serving => outcome = served,
        () = give_up(stop.clone(), grace) => {
            let seconds = grace.as_secs_f64();
            tracing::warn!("calls that still ran {seconds} seconds after the signal were given up");
        }
    }
    // The proxy was told when the stop began, while calls went on.
    #[cfg(feature = "registration")]
    registration.ended().await;
    #[cfg(feature = "jobs")]
    if let Some(working) = working {
        // Jobs have a grace of their own, after which the worker ends in any case.
        stop.cancel();
        let _ = working.await;
    }
    Ok(outcome?)
}

/// Tells the operator of commands that the rules leave to nobody: a rule was forgotten, or has a mistake in its name.
fn warn_of_uncallable(dispatcher: &Dispatcher) {
    let uncallable = dispatcher.uncallable();
    if !uncallable.is_empty() {
        let commands = uncallable.join(", ");
        tracing::warn!(%commands, "no rule lets anybody call these commands");
    }
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

async fn give_up(stop: CancellationToken, grace: Duration) {
    stop.cancelled().await;
    tokio::time::sleep(grace).await;
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
pub(super) async fn told_to_stop() {
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
