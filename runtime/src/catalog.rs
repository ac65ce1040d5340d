//! From static data to a catalog.

use std::collections::BTreeMap;

use commandry_schema::{
    Catalog,
    catalog::{
        AllowedLint, Behaviour, Command, DEFINITIONS, Deprecation, Errors, Example, Job, Parameter, Prompt,
        Resource, RestRoute, ResultInfo, Service, Source,
    },
};
use serde_json::Value;

use crate::{
    JobTicket,
    declaration::{ErrorKinds, PromptData, ResourceData, data::CommandData},
    schema::{SchemaCollector, schema_of},
};

/// Deepest nesting of definitions within the schema of a value that is a text.
const DEEPEST_DEFINITION: u8 = 4;

/// The catalog of some commands, resources and prompts, which are sorted already.
pub(crate) fn catalog(
    service: Service,
    commands: &[&CommandData],
    resources: &[&ResourceData],
    prompts: &[&PromptData],
) -> Catalog {
    let mut collector = SchemaCollector::new();
    let mut commands: Vec<Command> = commands.iter().map(|data| command(data, &mut collector)).collect();
    let (schemas, renamed) = collector.into_definitions();
    for command in &mut commands {
        for parameter in &mut command.parameters {
            renamed.apply(&mut parameter.schema);
        }
    }
    let resources = resources.iter().map(|data| resource(data)).collect();
    let prompts = prompts.iter().map(|data| prompt(data)).collect();
    Catalog { service, commands, resources, prompts, schemas }
}

/// The description of one command, and the schemas it refers to.
pub(crate) fn describe(data: &CommandData) -> (Command, BTreeMap<String, Value>) {
    let Catalog { mut commands, schemas, .. } = catalog(Service::default(), &[data], &[], &[]);
    (commands.pop().unwrap_or_default(), schemas)
}

fn resource(data: &ResourceData) -> Resource {
    let function = &data.function;
    Resource {
        name: function.name.to_owned(),
        uri: data.uri.to_owned(),
        title: data.title.to_owned(),
        summary: function.summary.to_owned(),
        description: function.description().to_owned(),
        group: function.home.group.map(str::to_owned),
        mime_type: data.mime_type().to_owned(),
        parameters: whole_parameters(function),
        source: Some(source(function)),
    }
}

fn prompt(data: &PromptData) -> Prompt {
    let function = &data.function;
    Prompt {
        name: function.name.to_owned(),
        title: data.title.to_owned(),
        summary: function.summary.to_owned(),
        description: function.description().to_owned(),
        group: function.home.group.map(str::to_owned),
        parameters: whole_parameters(function),
        source: Some(source(function)),
    }
}

/// Parameters whose schemas refer to nothing, so that documents about commands do not list types that only an address
/// or a prompt has.
fn whole_parameters(data: &CommandData) -> Vec<Parameter> {
    let mut collector = SchemaCollector::new();
    let mut parameters: Vec<Parameter> = data.parameters.iter().map(|it| collector.parameter(it)).collect();
    let definitions = collector.sent_definitions();
    for parameter in &mut parameters {
        inline(&mut parameter.schema, &definitions, 0);
    }
    parameters
}

/// Puts definitions where they are referred to; one that refers to itself takes any value at that depth.
fn inline(schema: &mut Value, definitions: &BTreeMap<String, Value>, depth: u8) {
    let named = schema.get("$ref").and_then(Value::as_str).and_then(|it| it.strip_prefix(DEFINITIONS));
    if let Some(definition) = named.map(|name| definitions.get(name).cloned().unwrap_or_default()) {
        let Value::Object(members) = schema else { return };
        members.remove("$ref");
        if let (Value::Object(definition), true) = (definition, depth < DEEPEST_DEFINITION) {
            for (keyword, value) in definition {
                // What stands beside the reference says more of this use.
                members.entry(keyword).or_insert(value);
            }
        }
        return inline(schema, definitions, depth.saturating_add(1));
    }
    match schema {
        Value::Object(members) => members.values_mut().for_each(|it| inline(it, definitions, depth)),
        Value::Array(items) => items.iter_mut().for_each(|it| inline(it, definitions, depth)),
        _ => {}
    }
}

fn source(data: &CommandData) -> Source {
    Source { file: data.home.file.replace('\\', "/"), line: data.line }
}

fn command(data: &CommandData, collector: &mut SchemaCollector) -> Command {
    let own_result = result(data, collector);
    let (result, job) = match data.job() {
        None => (own_result, None),
        Some(job) => (
            ticket(&own_result, collector),
            Some(Job { result: own_result, schedule: job.schedule.map(str::to_owned) }),
        ),
    };
    let is_job = job.is_some();
    let parameters = data.parameters.iter().map(|it| collector.parameter(it)).collect();
    let mut kinds = ErrorKinds { collector, kinds: Vec::new() };
    if let Some(describe) = data.returns.errors {
        describe(&mut kinds);
    }
    Command {
        name: data.name.to_owned(),
        group: data.home.group.map(str::to_owned),
        summary: data.summary.to_owned(),
        description: data.description().to_owned(),
        parameters,
        result,
        job,
        errors: Errors {
            description: data.errors_text().to_owned(),
            fallible: data.returns.fallible,
            declared: data.returns.errors.is_some(),
            kinds: kinds.kinds,
        },
        examples: data
            .examples()
            .iter()
            .map(|example| Example {
                summary: example.summary.to_owned(),
                params: json_or_text(example.params),
                // What a job command gives in an example is the result of the job, and no answer of the call.
                result: example.result.filter(|_| !is_job).map(json_or_text),
            })
            .collect(),
        behaviour: Behaviour {
            read_only: data.read_only,
            destructive: data.destructive,
            idempotent: data.idempotent,
        },
        rest: data
            .rest()
            .map(|(method, path)| RestRoute { method: method.to_owned(), path: path.to_owned() }),
        aliases: data.aliases().iter().map(|&alias| alias.to_owned()).collect(),
        deprecated: data.deprecated().map(|it| Deprecation {
            since: it.since.map(str::to_owned),
            replacement: it.replacement.map(str::to_owned),
            sunset: it.sunset.map(str::to_owned),
        }),
        stability: data.stability(),
        timeout_milliseconds: data.timeout().map(|it| u64::try_from(it.as_millis()).unwrap_or(u64::MAX)),
        reports_progress: data.injections().iter().any(|it| it.reports_progress),
        access: None,
        pinned: data.pinned(),
        raw_schema: data.raw_schema(),
        allowed_lints: data
            .allowed_lints()
            .iter()
            .map(|(lint, reason)| AllowedLint { lint: (*lint).to_owned(), reason: (*reason).to_owned() })
            .collect(),
        source: Some(source(data)),
    }
}

/// What the function of a command gives.
fn result(data: &CommandData, collector: &mut SchemaCollector) -> ResultInfo {
    let schema = collector.result(data.returns.schema);
    ResultInfo {
        description: data.returns_text().to_owned(),
        content: collector.is_content(&schema),
        schema,
        stream: data.returns.stream,
    }
}

/// What a call of a job command is answered with.
fn ticket(result: &ResultInfo, collector: &mut SchemaCollector) -> ResultInfo {
    let text = "The ticket of a job, which runs in the background.";
    let of_job = match result.description.as_str() {
        "" => "`job_result` gives its result.".to_owned(),
        description => format!("`job_result` gives its result: {description}"),
    };
    ResultInfo {
        description: format!("{text} {of_job}"),
        schema: collector.result(schema_of::<JobTicket>),
        ..ResultInfo::default()
    }
}

/// An example that is not JSON is kept as a text, so that the lint `example-invalid` can show it.
fn json_or_text(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))
}
