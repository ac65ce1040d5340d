//! Resources and prompts as lists show them, made once and kept.

use std::sync::OnceLock;

use commandry_schema::{
    Catalog,
    catalog::{Prompt, Resource},
};
use serde_json::{Value, json};

use super::documents;

/// The lists of a service.
#[derive(Debug, Default)]
pub(crate) struct Listed {
    resources: OnceLock<Vec<Value>>,
    templates: OnceLock<Vec<Value>>,
    prompts: OnceLock<Vec<Value>>,
}

impl Listed {
    pub(super) fn resources(&self, catalog: &Catalog) -> &[Value] {
        self.resources.get_or_init(|| {
            let own = catalog.resources.iter().filter(|it| !it.is_template());
            own.map(|it| resource(it, "uri")).chain(documents::listed()).collect()
        })
    }

    pub(super) fn templates(&self, catalog: &Catalog) -> &[Value] {
        self.templates.get_or_init(|| {
            let own = catalog.resources.iter().filter(|it| it.is_template());
            own.map(|it| resource(it, "uriTemplate")).chain([documents::listed_pages()]).collect()
        })
    }

    pub(in crate::mcp) fn prompts(&self, catalog: &Catalog) -> &[Value] {
        self.prompts.get_or_init(|| catalog.prompts.iter().map(prompt).collect())
    }
}

fn resource(resource: &Resource, address: &str) -> Value {
    let mut listed = json!({ address: resource.uri, "name": resource.name, "mimeType": resource.mime_type });
    describe(&mut listed, &resource.title, &resource.summary, &resource.description);
    listed
}

fn prompt(prompt: &Prompt) -> Value {
    let mut listed = json!({ "name": prompt.name });
    describe(&mut listed, &prompt.title, &prompt.summary, &prompt.description);
    let arguments: Vec<Value> = prompt
        .parameters
        .iter()
        .map(|parameter| {
            let mut argument = json!({"name": parameter.name, "required": parameter.required});
            if !parameter.description.is_empty() {
                argument["description"] = parameter.description.as_str().into();
            }
            argument
        })
        .collect();
    if !arguments.is_empty() {
        listed["arguments"] = arguments.into();
    }
    listed
}

/// The title is the summary where the author gave none; the description is all of the documentation.
fn describe(listed: &mut Value, title: &str, summary: &str, description: &str) {
    let title = if title.is_empty() { summary.trim_end_matches('.') } else { title };
    if !title.is_empty() {
        listed["title"] = title.into();
    }
    let paragraphs: Vec<&str> = [summary, description].into_iter().filter(|it| !it.is_empty()).collect();
    if !paragraphs.is_empty() {
        listed["description"] = paragraphs.join("\n\n").into();
    }
}
