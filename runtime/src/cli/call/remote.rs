//! A call of a running server.

use std::time::Duration;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{
    console::Console,
    exit_code::{BUSY, INTERNAL, OK, REFUSED, UNREACHABLE, USAGE},
    failure,
    local::shown,
    settings::Settings,
    show::Results,
    target::Target,
};
use crate::{
    Limits,
    client::{Client, ClientError, HttpTransport, ItemEvents, Opened, TransportError},
};

/// How much longer than the command may take its answer is waited for, so that the server's own refusal arrives.
const MARGIN: Duration = Duration::from_secs(5);

/// Posts the call to the `/cmd` of a server, or to the path of the command below it when it gives a stream.
pub(super) async fn call(
    url: &str,
    token: Option<&str>,
    target: &Target,
    parameters: &str,
    settings: &Settings,
    console: &Console,
) -> u8 {
    let transport = match HttpTransport::new(&endpoint(url)) {
        Ok(transport) => transport,
        Err(error) => {
            console.complain(format_args!("--url: {error}"));
            return USAGE;
        }
    };
    let transport = match token {
        None => transport,
        Some(token) => match transport.header("authorization", &format!("Bearer {token}")) {
            Ok(transport) => transport,
            Err(_) => {
                console.complain("the token has characters that cannot be sent");
                return USAGE;
            }
        },
    };
    let limit = target.data.timeout().unwrap_or(Limits::default().timeout) + MARGIN;
    if target.command.result.stream {
        match transport.open(target.data.name, parameters.to_owned(), limit).await {
            Ok(Opened::Items(items)) => return show_items(items, target, settings, console).await,
            Ok(Opened::Whole(result)) => return show(&result, target, settings, console),
            // The server collects the items, where only the address for all commands is within reach.
            Ok(Opened::NotThere) => {}
            Err(error) => return show_failure(&error, target, settings, console),
        }
    }
    match Client::over(transport).timeout(limit).call_text(target.data, parameters).await {
        Ok(result) => show(&result, target, settings, console),
        Err(error) => show_failure(&error, target, settings, console),
    }
}

/// The address of the commands, given that or the address of the server.
fn endpoint(url: &str) -> String {
    let server = url.trim_end_matches('/');
    match server.split_once("://") {
        Some((_, place)) if !place.contains(['/', '?']) => format!("{server}/cmd"),
        _ => url.to_owned(),
    }
}

/// Shows the items of a stream as they come.
async fn show_items(mut items: ItemEvents, target: &Target, settings: &Settings, console: &Console) -> u8 {
    let mut results = Results::new(target, settings, console);
    loop {
        match items.next().await {
            Ok(Some(item)) => {
                if let Some(code) = shown(results.item(&item), console) {
                    return code;
                }
            }
            Ok(None) => return OK,
            Err(error) => return show_failure(&error, target, settings, console),
        }
    }
}

/// The items of a stream as a server collects them.
#[derive(Deserialize)]
struct Collected<'a> {
    #[serde(borrow)]
    items: Vec<&'a RawValue>,
    complete: bool,
}

fn show(result: &RawValue, target: &Target, settings: &Settings, console: &Console) -> u8 {
    let mut results = Results::new(target, settings, console);
    if !target.command.result.stream {
        return shown(results.one(result.get()), console).unwrap_or(OK);
    }
    let collected: Collected<'_> = match serde_json::from_str(result.get()) {
        Ok(collected) => collected,
        Err(error) => {
            console.complain(format_args!("the server's answer is no list of items: {error}"));
            return INTERNAL;
        }
    };
    for item in &collected.items {
        if let Some(code) = shown(results.item(item.get()), console) {
            return code;
        }
    }
    if !collected.complete {
        console.warn("there are more items; the server collects no more of them, in number or in time");
    }
    OK
}

fn show_failure(error: &ClientError, target: &Target, settings: &Settings, console: &Console) -> u8 {
    if let Some(error) = error.call_error() {
        return failure::show(error, target, settings, console);
    }
    console.complain(error);
    match error {
        ClientError::Transport(TransportError::NotSent(_) | TransportError::Lost(_)) => UNREACHABLE,
        ClientError::BadAnswer { status: Some(401 | 403), .. } => REFUSED,
        ClientError::Transport(TransportError::TimedOut(_))
        | ClientError::BadAnswer { status: Some(429 | 502..=504), .. } => BUSY,
        _ => INTERNAL,
    }
}

#[cfg(test)]
mod tests {
    use super::endpoint;

    #[test]
    fn the_address_of_a_server_leads_to_its_commands() {
        for (url, expected) in [
            ("http://127.0.0.1:8000", "http://127.0.0.1:8000/cmd"),
            ("http://127.0.0.1:8000/", "http://127.0.0.1:8000/cmd"),
            ("http://127.0.0.1:8000/shop/cmd", "http://127.0.0.1:8000/shop/cmd"),
            ("nonsense", "nonsense"),
        ] {
            assert_eq!(endpoint(url), expected);
        }
    }
}
