//! TypeScript of a catalog: the declarations `commands.d.ts`, and a client, `client.ts`.
//!
//! A client looks the types of a call up by the name of the command:
//!
//! ```typescript
//! import type { Commands } from "./commands";
//! declare function call<Name extends keyof Commands>(
//!     name: Name, params: Commands[Name]["params"]): Promise<Commands[Name]["result"]>;
//! ```

mod client;
mod identifier;
mod jsdoc;
mod types;

use std::fmt::Write as _;

use serde_json::Value;

use crate::canonical;
use crate::catalog::{Catalog, Command, ErrorKind, Parameter};
use crate::names::Names;
use crate::references::{self, Schemas};
use crate::spelling;
use crate::text;
use types::Types;

pub use client::client;

/// Names that the declarations use for themselves.
const RESERVED: [&str; 2] = ["CommandName", "Commands"];

/// The declarations of a catalog; for one group, give it the catalog of the group.
///
/// Each type of the catalog that a command reaches becomes a type of TypeScript. `Commands` has one member for each
/// command with its `params`, its `result` and its `errors`: the values of `error.data` that it declares.
///
/// ```
/// let catalog = serde_json::from_str(r#"{
///     "service": {"title": "shop", "version": "1.0.0"},
///     "commands": [{"name": "ping", "result": {"schema": {"type": "string"}}}]
/// }"#)?;
/// let declarations = commandry_schema::typescript::typescript(&catalog);
/// assert!(declarations.contains("result: string;"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[must_use]
pub fn typescript(catalog: &Catalog) -> String {
    declarations(catalog, &RESERVED, "Types of the commands")
}

/// The declarations, in which no type of the catalog has a reserved name, under a line that says what the file is.
fn declarations(catalog: &Catalog, reserved: &[&str], title: &str) -> String {
    let names = Names::new(catalog.schemas.keys(), reserved, identifier::type_name);
    let schemas = names.rename_schemas(&catalog.schemas);
    let writer = Writer { names, schemas };
    let reached = references::reachable(&catalog.commands, &catalog.schemas);
    let mut sections = vec![head(catalog, title)];
    let mut type_names: Vec<&str> = reached.keys().map(|name| writer.names.of(name)).collect();
    type_names.sort_unstable();
    sections.extend(type_names.into_iter().map(|name| writer.named_type(name)));
    sections.push(writer.commands(catalog));
    sections.push("/** The name of a command. */\nexport type CommandName = keyof Commands;\n".into());
    sections.join("\n")
}

struct Writer {
    names: Names,
    /// The schemas under the names that they have in TypeScript.
    schemas: Schemas,
}

impl Writer {
    fn named_type(&self, name: &str) -> String {
        let schema = canonical::sorted(&spelling::publish(&self.schemas[name], &self.schemas));
        let types = Types { schemas: &self.schemas };
        let documentation = jsdoc::of_schema(&schema, "");
        match types.interface_body(&schema) {
            Some(body) => format!("{documentation}export interface {name} {body}\n"),
            None => format!("{documentation}export type {name} = {};\n", types.expression(&schema, 0)),
        }
    }

    fn commands(&self, catalog: &Catalog) -> String {
        let mut commands: Vec<&Command> = catalog.commands.iter().collect();
        commands.sort_by(|one, other| one.name.cmp(&other.name));
        let mut text = String::from(
            "/** The commands by name, with the types of each. */\nexport interface Commands {\n",
        );
        for command in commands {
            text.push_str(&self.command(command));
        }
        text.push_str("}\n");
        text
    }

    fn command(&self, command: &Command) -> String {
        let types = Types { schemas: &self.schemas };
        let mut text =
            jsdoc::block(&documentation(command).iter().map(String::as_str).collect::<Vec<_>>(), "  ");
        let _ = writeln!(text, "  {}: {{", identifier::member_name(&command.name));
        text.push_str(&self.parameters(&command.parameters));
        text.push_str(&jsdoc::block(&[&command.result.description], "    "));
        let _ = writeln!(text, "    result: {};", types.expression(&self.schema(&command.result.schema), 2));
        if let Some(job) = &command.job {
            let what =
                format!("What `job_result` gives once the job is finished. {}", job.result.description);
            text.push_str(&jsdoc::block(&[what.trim()], "    "));
            let _ =
                writeln!(text, "    job_result: {};", types.expression(&self.schema(&job.result.schema), 2));
        }
        if let Some(item) = command.result.item_schema() {
            text.push_str(&jsdoc::block(&["One item, where the result comes item by item."], "    "));
            let _ = writeln!(text, "    item: {};", types.expression(&self.schema(item), 2));
        }
        text.push_str(&jsdoc::block(&[&command.errors.description], "    "));
        let errors: Vec<String> = command.errors.kinds.iter().map(|kind| self.error(kind)).collect();
        let _ = if errors.is_empty() {
            writeln!(text, "    errors: never;")
        } else {
            writeln!(text, "    errors:\n{};", errors.join("\n"))
        };
        text.push_str("  };\n");
        text
    }

    fn parameters(&self, parameters: &[Parameter]) -> String {
        if parameters.is_empty() {
            return "    params: { [name: string]: never };\n".into();
        }
        let types = Types { schemas: &self.schemas };
        let mut text = String::from("    params: {\n");
        for parameter in parameters {
            let schema = self.schema(&parameter.schema);
            text.push_str(&jsdoc::of_parameter(&parameter.description, &schema, "      "));
            let mark = if parameter.required { "" } else { "?" };
            let name = identifier::member_name(&parameter.name);
            let _ = writeln!(text, "      {name}{mark}: {};", types.expression(&schema, 3));
        }
        text.push_str("    };\n");
        text
    }

    /// One arm of the union of errors, on lines of its own.
    fn error(&self, kind: &ErrorKind) -> String {
        let types = Types { schemas: &self.schemas };
        let mut text = jsdoc::block(&[&kind.description], "      ");
        let details = kind.details.as_ref().map_or_else(String::new, |details| {
            format!("; details: {}", types.expression(&self.schema(details), 3))
        });
        let _ = write!(text, "      | {{ kind: {}{details} }}", Value::from(kind.kind.as_str()));
        text
    }

    /// A schema of the catalog with the names of TypeScript and one order of its members.
    fn schema(&self, schema: &Value) -> Value {
        let mut schema = schema.clone();
        self.names.rename_references(&mut schema);
        canonical::sorted(&spelling::publish(&schema, &self.schemas))
    }
}

/// Says what the file is and that it is generated.
fn head(catalog: &Catalog, title: &str) -> String {
    let service = &catalog.service;
    // Line comments, since a title may contain the end of a block comment.
    let service_title = service.title.split_whitespace().collect::<Vec<_>>().join(" ");
    let version = service.version.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("// {title} of {service_title} {version}. Generated; changes are lost.\n")
}

/// What is said on a command: its summary, its description and whether it is deprecated.
fn documentation(command: &Command) -> Vec<String> {
    let mut paragraphs = vec![command.summary.clone(), command.description.clone()];
    if let Some(deprecation) = &command.deprecated {
        let text = text::deprecation_text(deprecation);
        let text = text.strip_prefix("deprecated").unwrap_or(&text).trim_start_matches([',', ' ']);
        paragraphs.push(format!("@deprecated {text}").trim_end().to_owned());
    }
    paragraphs
}
