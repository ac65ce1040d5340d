//! The REST route of a command: its parameters spread over path, query and body.

use utoipa::openapi::{
    ContentBuilder, HttpMethod, Required,
    path::{Parameter as OpenApiParameter, ParameterBuilder, ParameterIn, ParameterStyle},
};

use super::{Document, JSON, text_values};
use crate::catalog::{Command, Parameter, RestRoute};

impl Document<'_> {
    /// Adds the REST route of a command; a method that OpenAPI does not know is left out.
    pub(super) fn add_rest_route(&mut self, command: &Command, route: &RestRoute) {
        let method = match route.method.as_str() {
            "GET" => HttpMethod::Get,
            "POST" => HttpMethod::Post,
            "PUT" => HttpMethod::Put,
            "PATCH" => HttpMethod::Patch,
            "DELETE" => HttpMethod::Delete,
            _ => return,
        };
        let in_path: Vec<&str> = route.path_parameters().collect();
        let (path_parameters, others): (Vec<&Parameter>, Vec<&Parameter>) =
            command.parameters.iter().partition(|parameter| in_path.contains(&parameter.name.as_str()));
        // At the level of commands a route is the only operation of its command, else the second.
        let wanted = match self.options.level {
            super::Level::Expanded => format!("{}_rest", command.name),
            super::Level::Envelope | super::Level::Commands => command.name.clone(),
        };
        let mut operation = self.operation(command, &wanted);
        for parameter in path_parameters {
            operation = operation.parameter(self.path_parameter(parameter));
        }
        if route.uses_query() {
            for parameter in others {
                operation = operation.parameter(self.query_parameter(parameter));
            }
        } else {
            operation = operation.request_body(Some(self.body(command, &others)));
        }
        self.add_operation(&route.path, method, operation);
    }

    fn path_parameter(&mut self, parameter: &Parameter) -> OpenApiParameter {
        let builder = described(parameter, ParameterIn::Path).required(Required::True);
        builder.schema(Some(self.slots.put(value_schema(parameter)))).build()
    }

    fn query_parameter(&mut self, parameter: &Parameter) -> OpenApiParameter {
        let required = if parameter.required { Required::True } else { Required::False };
        let builder = described(parameter, ParameterIn::Query).required(required);
        let value = value_schema(parameter);
        if text_values::is_scalar(&value, self.schemas) {
            builder.schema(Some(self.slots.put(value))).build()
        } else if text_values::is_list_of_scalars(&value, self.schemas) {
            // The name stands once for each item.
            builder
                .style(Some(ParameterStyle::Form))
                .explode(Some(true))
                .schema(Some(self.slots.put(value)))
                .build()
        } else {
            let content = ContentBuilder::new().schema(Some(self.slots.put(value))).build();
            builder.content(JSON, content).build()
        }
    }
}

/// A parameter with its name, place and description.
fn described(parameter: &Parameter, place: ParameterIn) -> ParameterBuilder {
    let mut builder = ParameterBuilder::new().name(&parameter.name).parameter_in(place);
    let description = if parameter.description.is_empty() {
        parameter.schema.get("description").and_then(serde_json::Value::as_str).unwrap_or_default()
    } else {
        &parameter.description
    };
    if !description.is_empty() {
        builder = builder.description(Some(description));
    }
    if parameter.schema.get("deprecated").is_some_and(|it| *it == true) {
        builder = builder.deprecated(Some(utoipa::openapi::Deprecated::True));
    }
    builder
}

/// The schema of a value that is written as text: without null, and without the description beside it.
fn value_schema(parameter: &Parameter) -> serde_json::Value {
    let mut schema = text_values::without_null(&parameter.schema);
    if let serde_json::Value::Object(members) = &mut schema {
        members.remove("description");
    }
    schema
}
