//! How long documents take to write.

use std::hint::black_box;
use std::time::Instant;

use commandry_schema::{
    Catalog, canonical,
    openapi::{Level, OpenApiOptions, openapi},
    openrpc::openrpc,
    portable,
    text::text,
    typescript::typescript,
};

/// How often each is written; the median counts.
const ROUNDS: usize = 7;

/// The milliseconds that each document takes, from the catalog to the text.
pub(crate) fn times(catalog: &Catalog) -> Vec<(&'static str, f64)> {
    let level = |level| {
        canonical::to_string(&openapi(catalog, &OpenApiOptions { level, ..OpenApiOptions::default() }))
    };
    vec![
        ("`envelope`", median(|| level(Level::Envelope))),
        ("`commands`", median(|| level(Level::Commands))),
        ("`expanded`", median(|| level(Level::Expanded))),
        ("OpenRPC", median(|| canonical::to_string(&openrpc(catalog)))),
        ("TypeScript", median(|| typescript(catalog))),
        ("text catalog", median(|| text(catalog))),
        ("portable schemas of all parameters and results", median(|| portable_schemas(catalog))),
    ]
}

fn portable_schemas(catalog: &Catalog) -> String {
    let mut text = String::new();
    for command in &catalog.commands {
        for portable in
            [portable::parameters(command, &catalog.schemas), portable::result(command, &catalog.schemas)]
        {
            text.push_str(&canonical::to_string(&portable.schema));
        }
    }
    text
}

fn median(write: impl Fn() -> String) -> f64 {
    let mut times: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            black_box(write());
            start.elapsed().as_secs_f64() * 1_000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[ROUNDS / 2]
}
