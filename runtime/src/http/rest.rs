//! REST routes, from the `rest` argument of commands.

use std::collections::BTreeMap;

use axum::{
    Router,
    extract::{RawPathParams, Request, State, rejection::RawPathParamsRejection},
    http::{HeaderMap, StatusCode},
    response::Response,
    routing::{MethodFilter, MethodRouter},
};

use super::{
    OWN_PATHS, body, caller, cmd,
    entity_tag::{entity_tag, tagged},
    events::{self, Accepts},
    query, refusal,
};
use crate::{
    CallError, Dispatcher, RegistryError,
    call::{Arguments, Entry, Reply, from_texts},
    declaration::data::CommandData,
};

/// Adds the route of every command that has one.
///
/// Paths that differ only in the names of their parameters are one path to a router, so parameters are numbered
/// there, and each command finds its own names by position.
pub(super) fn add_routes(
    mut routes: Router<Dispatcher>,
    dispatcher: &Dispatcher,
) -> Result<Router<Dispatcher>, RegistryError> {
    let mut faults = Vec::new();
    let mut owners: BTreeMap<(String, &str), &CommandData> = BTreeMap::new();
    let mut paths: BTreeMap<String, MethodRouter<Dispatcher>> = BTreeMap::new();
    for command in dispatcher.commands().iter().copied() {
        let Some((method, path)) = command.rest() else { continue };
        let shape = shape(path);
        let owner = match owners.insert((shape.clone(), method), command) {
            Some(other) => Some(format!(
                "belongs to the command `{}` ({}:{}) too",
                other.name, other.home.file, other.line
            )),
            None => OWN_PATHS.contains(&shape.as_str()).then(|| "is one of the server itself".to_owned()),
        };
        if let Some(owner) = owner {
            faults.push(format!(
                "{}:{}: the route `{method} {path}` of the command `{}` {owner}; choose another",
                command.home.file, command.line, command.name
            ));
            continue;
        }
        let Some(filter) = filter(method) else {
            faults.push(format!(
                "{}:{}: the command `{}` asks for the unknown HTTP method `{method}`",
                command.home.file, command.line, command.name
            ));
            continue;
        };
        let handler = move |state: State<Dispatcher>, path: ReadPath, request: Request| {
            answer(command, state, path, request)
        };
        let entry = paths.remove(&shape).unwrap_or_default();
        paths.insert(shape, entry.on(filter, handler));
    }
    if !faults.is_empty() {
        return Err(RegistryError::new(faults));
    }
    for (shape, methods) in paths {
        routes = routes.route(&numbered(&shape), methods);
    }
    Ok(routes)
}

/// A path without the names of its parameters.
fn shape(path: &str) -> String {
    let mut shape = String::new();
    let mut in_name = false;
    for character in path.chars() {
        match character {
            '{' => {
                in_name = true;
                shape.push_str("{}");
            }
            '}' => in_name = false,
            _ if in_name => {}
            other => shape.push(other),
        }
    }
    shape
}

/// A path with a number in place of each parameter's name.
fn numbered(shape: &str) -> String {
    let mut parts = shape.split("{}");
    let mut path = parts.next().unwrap_or_default().to_owned();
    for (position, part) in parts.enumerate() {
        path.push_str(&format!("{{p{position}}}"));
        path.push_str(part);
    }
    path
}

fn filter(method: &str) -> Option<MethodFilter> {
    Some(match method {
        "GET" => MethodFilter::GET,
        "POST" => MethodFilter::POST,
        "PUT" => MethodFilter::PUT,
        "PATCH" => MethodFilter::PATCH,
        "DELETE" => MethodFilter::DELETE,
        _ => return None,
    })
}

/// The parameters of a path, unless they are not UTF-8.
type ReadPath = Result<RawPathParams, RawPathParamsRejection>;

async fn answer(
    command: &'static CommandData,
    State(dispatcher): State<Dispatcher>,
    path: ReadPath,
    request: Request,
) -> Response {
    let (parts, content) = request.into_parts();
    let answer = async {
        let entry = dispatcher.find(command.name).ok_or_else(|| dispatcher.method_not_found(command.name))?;
        let takes_body = !matches!(command.rest(), Some(("GET" | "DELETE", _)));
        if takes_body {
            body::require_json(&parts.headers)?;
        }
        let content = if takes_body {
            body::read(dispatcher.limits(), content).await?
        } else {
            axum::body::Bytes::new()
        };
        let path = path.map_err(|_| query::path_not_utf8())?;
        let mut texts = Vec::new();
        for (name, value) in path_names(command).zip(path.iter().map(|(_, value)| value.to_owned())) {
            texts.push((name.to_owned(), from_texts::json(entry.described(), name, &[value])));
        }
        let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in query::pairs(parts.uri.query().unwrap_or_default())? {
            values.entry(name).or_default().push(value);
        }
        for (name, values) in values {
            let text = from_texts::json(entry.described(), &name, &values);
            texts.push((name, text));
        }
        let origin = caller::origin(&parts.extensions);
        let mut arguments: Arguments<'_> = cmd::arguments(&dispatcher, entry, &content)?;
        // Positions mean nothing where some of the parameters stand in the path.
        if !content.is_empty() && content.trim_ascii_start().first() != Some(&b'{') {
            arguments = Arguments::expecting(command, "an object");
        }
        for (name, text) in &texts {
            arguments.set(command, name, text);
        }
        let is_get = matches!(command.rest(), Some(("GET", _)));
        if is_get && command.read_only == Some(true) && !command.returns.stream {
            let reply = dispatcher.run(entry, arguments, &origin, Reply::default()).await;
            return Ok(found(entry, &parts.headers, reply));
        }
        Ok::<Response, CallError>(
            events::run(&dispatcher, entry, arguments, &origin, Accepts::of(&parts.headers)).await,
        )
    };
    answer.await.unwrap_or_else(|error| refusal::error(&error))
}

/// The answer of a command that only reads, with a tag by which it need not be sent again while it is the same.
fn found(entry: &Entry, headers: &HeaderMap, reply: Reply) -> Response {
    match reply.into_result() {
        Ok(result) => {
            let tag = entity_tag(&result);
            let max_age = entry.command.cache().map_or(0, |lifetime| lifetime.as_secs());
            tagged(refusal::json(StatusCode::OK, result), headers, tag, max_age, entry.differs_by_caller())
        }
        Err(error) => refusal::error(&error),
    }
}

/// The names between the braces of a command's path, in order.
fn path_names(command: &'static CommandData) -> impl Iterator<Item = &'static str> {
    let path = command.rest().map_or("", |(_, path)| path);
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

#[cfg(test)]
mod tests {
    use super::{numbered, shape};

    #[test]
    fn names_do_not_matter_to_a_router() {
        assert_eq!(shape("/a/{x}/b/{long_name}"), "/a/{}/b/{}");
        assert_eq!(shape("/a"), "/a");
        assert_eq!(numbered("/a/{}/b/{}"), "/a/{p0}/b/{p1}");
        assert_eq!(numbered("/a"), "/a");
    }
}
