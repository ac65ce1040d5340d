//! From static data to a catalog.

use std::collections::BTreeMap;

use commandry_schema::{
    Catalog,
    catalog::{
        AllowedLint, Behaviour, Command, Deprecation, Errors, Example, RestRoute, ResultInfo, Service, Source,
    },
};
use serde_json::Value;

use crate::{
    declaration::{ErrorKinds, data::CommandData},
    schema::SchemaCollector,
};

/// The catalog of some commands, which are sorted already.
pub(crate) fn catalog(service: Service, commands: &[&CommandData]) -> Catalog {
    let mut collector = SchemaCollector::new();
    let mut commands: Vec<Command> = commands.iter().map(|data| command(data, &mut collector)).collect();
    let (schemas, renamed) = collector.into_definitions();
    for command in &mut commands {
        for parameter in &mut command.parameters {
            renamed.apply(&mut parameter.schema);
        }
    }
    Catalog { service, commands, schemas }
}

/// The description of one command, and the schemas it refers to.
pub(crate) fn describe(data: &CommandData) -> (Command, BTreeMap<String, Value>) {
    let Catalog { mut commands, schemas, .. } = catalog(Service::default(), &[data]);
    (commands.pop().unwrap_or_default(), schemas)
}

fn command(data: &CommandData, collector: &mut SchemaCollector) -> Command {
    let result = collector.result(data.returns.schema);
    let content = collector.is_content(&result);
    let parameters = data.parameters.iter().map(|it| collector.parameter(it)).collect();
    let mut kinds = ErrorKinds { collector, kinds: Vec::new() };
    (data.returns.errors)(&mut kinds);
    Command {
        name: data.name.to_owned(),
        group: data.group.map(str::to_owned),
        summary: data.summary.to_owned(),
        description: data.description.to_owned(),
        parameters,
        result: ResultInfo {
            description: data.returns_text.to_owned(),
            content,
            schema: result,
            stream: data.returns.stream,
        },
        errors: Errors {
            description: data.errors_text.to_owned(),
            fallible: data.returns.fallible,
            declared: data.returns.declared,
            kinds: kinds.kinds,
        },
        examples: data
            .examples
            .iter()
            .map(|example| Example {
                summary: example.summary.to_owned(),
                params: json_or_text(example.params),
                result: example.result.map(json_or_text),
            })
            .collect(),
        behaviour: Behaviour {
            read_only: data.read_only,
            destructive: data.destructive,
            idempotent: data.idempotent,
        },
        rest: data.rest.map(|(method, path)| RestRoute { method: method.to_owned(), path: path.to_owned() }),
        aliases: data.aliases.iter().map(|&alias| alias.to_owned()).collect(),
        deprecated: data.deprecated.map(|it| Deprecation {
            since: it.since.map(str::to_owned),
            replacement: it.replacement.map(str::to_owned),
            sunset: it.sunset.map(str::to_owned),
        }),
        stability: data.stability,
        timeout_milliseconds: data.timeout.map(|it| u64::try_from(it.as_millis()).unwrap_or(u64::MAX)),
        pinned: data.pinned,
        raw_schema: data.raw_schema,
        allowed_lints: data
            .allowed_lints
            .iter()
            .map(|(lint, reason)| AllowedLint { lint: (*lint).to_owned(), reason: (*reason).to_owned() })
            .collect(),
        source: Some(Source { file: data.file.replace('\\', "/"), line: data.line }),
    }
}

/// An example that is not JSON is kept as a text, so that the lint `example-invalid` can show it.
fn json_or_text(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))
}
