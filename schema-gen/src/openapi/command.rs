//! A path for a single command: its parameters as body, its result as answer.

use serde_json::{Map, Value, json};
use utoipa::openapi::{
    ContentBuilder, HttpMethod, Required, ResponseBuilder,
    example::ExampleBuilder,
    path::OperationBuilder,
    request_body::{RequestBody, RequestBodyBuilder},
};

use super::{Document, EVENTS, JSON, SERVICE_TAG, failures};
use crate::catalog::{Command, Parameter};
use crate::{lifecycle, text};

impl Document<'_> {
    /// Adds `POST /cmd/{name}` of a command.
    pub(super) fn add_command(&mut self, command: &Command) {
        let parameters: Vec<&Parameter> = command.parameters.iter().collect();
        let body = self.body(command, &parameters);
        let operation = self.operation(command, &command.name).request_body(Some(body));
        let path = format!("{}/{}", self.options.endpoint, command.name);
        self.add_operation(&path, HttpMethod::Post, operation);
    }

    /// What every operation of a command has: its documentation, result and failures.
    pub(super) fn operation(&mut self, command: &Command, wanted_id: &str) -> OperationBuilder {
        let mut operation = OperationBuilder::new()
            .operation_id(Some(self.operation_id(wanted_id)))
            .tag(self.tag(command.group.as_deref().unwrap_or(SERVICE_TAG)));
        if !command.summary.is_empty() {
            operation = operation.summary(Some(&command.summary));
        }
        let description = text::full_description(command);
        if !description.is_empty() {
            operation = operation.description(Some(description));
        }
        if command.deprecated.is_some() {
            operation = operation.deprecated(Some(utoipa::openapi::Deprecated::True));
        }
        let mut further = lifecycle::extensions(command).peekable();
        if further.peek().is_some() {
            operation = operation.extensions(Some(further.collect()));
        }
        let mut content = ContentBuilder::new().schema(Some(self.slots.put(command.result.schema.clone())));
        let results = command.examples.iter().enumerate().filter_map(|(index, example)| {
            let value = example.result.clone()?;
            Some((example_name(index), ExampleBuilder::new().summary(&example.summary).value(Some(value))))
        });
        content = content.examples_from_iter(results.map(|(name, example)| (name, example.build())));
        let description = &command.result.description;
        let description = if description.is_empty() { "The result." } else { description };
        let mut response = ResponseBuilder::new().description(description).content(JSON, content.build());
        if let Some(item) = command.result.item_schema() {
            // The data of each event is an item, as generators for event streams read it.
            let items = ContentBuilder::new().schema(Some(self.slots.put(item.clone())));
            response = response.content(EVENTS, items.build());
        }
        operation = operation.response("200", response);
        failures::add_failures(self, command, operation)
    }

    /// A body with some of the parameters of a command, or an empty object.
    ///
    /// It is required, also where no parameter is: a request that does not say that it is JSON is refused, since pages of
    /// other sites could send it.
    pub(super) fn body(&mut self, command: &Command, parameters: &[&Parameter]) -> RequestBody {
        let subset = Command {
            parameters: parameters.iter().map(|parameter| (*parameter).clone()).collect(),
            ..Command::default()
        };
        let examples: Vec<_> = command
            .examples
            .iter()
            .enumerate()
            .filter_map(|(index, example)| {
                let members: Map<String, Value> = example
                    .params
                    .as_object()?
                    .iter()
                    .filter(|(name, _)| parameters.iter().any(|parameter| parameter.name == **name))
                    .map(|(name, value)| (name.clone(), value.clone()))
                    .collect();
                let example = ExampleBuilder::new().summary(&example.summary).value(Some(json!(members)));
                Some((example_name(index), example.build()))
            })
            .collect();
        let content = ContentBuilder::new()
            .schema(Some(self.slots.put(subset.parameters_schema())))
            .examples_from_iter(examples)
            .build();
        RequestBodyBuilder::new().required(Some(Required::True)).content(JSON, content).build()
    }
}

/// Key of an example in a document; the same for its parameters and its result.
fn example_name(index: usize) -> String {
    format!("example{}", index + 1)
}
