//! The servers that are compared.

use std::{error::Error, fs, net::SocketAddr, sync::mpsc, thread};

use commandry::{
    Dispatcher,
    http::{self, HttpSettings, Scheme, ServeOptions},
};
use tokio::net::TcpListener;

/// A server on a thread of its own.
pub(crate) struct Server {
    pub(crate) name: &'static str,
    pub(crate) address: SocketAddr,
    /// The file in which the kernel tells the time of the thread.
    statistics: String,
}

impl Server {
    /// Nanoseconds that the thread has spent on a processor.
    pub(crate) fn processor_time(&self) -> Result<u64, Box<dyn Error>> {
        let text = fs::read_to_string(&self.statistics)?;
        Ok(text.split_whitespace().next().unwrap_or_default().parse()?)
    }
}

type Change = fn(&mut HttpSettings);

/// Every layer alone, and all of them.
const SETS: [(&str, Change); 9] = [
    ("address of the client alone", |_| {}),
    ("request ids", |it| it.request_id = true),
    ("`x-process-time`", |it| it.process_time = true),
    ("security headers", |it| it.security_headers.enabled = true),
    ("trusted hosts", |it| it.trusted_hosts = vec!["localhost".to_owned()]),
    ("compression, of a short answer", |it| it.compression.enabled = true),
    ("rate limit", |it| it.rate_limit.enabled = true),
    ("concurrency limit", |it| it.concurrency.enabled = true),
    ("all of these, and CORS", |it| {
        *it = HttpSettings { rate_limit: it.rate_limit.clone(), ..HttpSettings::default() };
        it.rate_limit.enabled = true;
        it.trusted_hosts = vec!["localhost".to_owned()];
        it.cors.origins = vec!["https://shop.example.com".to_owned()];
    }),
];

/// Starts a server without layers, and one for each set.
pub(crate) fn start_all() -> Result<Vec<Server>, Box<dyn Error>> {
    let mut servers = vec![start("none", None)?];
    for (name, change) in SETS {
        let mut settings = HttpSettings::all_off();
        // So many that nobody is refused.
        settings.rate_limit.requests = u32::MAX;
        settings.rate_limit.burst = u32::MAX;
        change(&mut settings);
        servers.push(start(name, Some(settings))?);
    }
    Ok(servers)
}

fn start(name: &'static str, settings: Option<HttpSettings>) -> Result<Server, Box<dyn Error>> {
    let (told, started) = mpsc::channel();
    thread::Builder::new().name("server".to_owned()).spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime
            .block_on(async {
                let mut router = http::router(Dispatcher::builder(bench_commandry::jobs()).build()?)?;
                let mut options = ServeOptions::default().peer_address(false);
                if let Some(settings) = settings {
                    router = http::layers(router, &settings, Scheme::Http)?;
                    options = settings.serve_options().peer_address(true);
                }
                let listener = TcpListener::bind("127.0.0.1:0").await?;
                let thread = fs::read_link("/proc/thread-self")?;
                let statistics = format!("/proc/{}/schedstat", thread.display());
                told.send(Server { name, address: listener.local_addr()?, statistics })?;
                http::serve_with(listener, router, &options, std::future::pending()).await?;
                Ok::<(), Box<dyn Error>>(())
            })
            .map_err(|error| error.to_string())
            .map_err(std::io::Error::other)
    })?;
    Ok(started.recv()?)
}
