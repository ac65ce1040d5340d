//! From sources to settings.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{
    ConfigError, ConfigFault, ConfigOrigin, ConfigSources, Settings,
    check::Check,
    node::{Content, Node, path_text},
    schema::{Schemas, types},
    sections::{self, Sections},
};
use crate::schema::{SchemaCollector, schema_of};

/// The section of the options that an application declares.
pub(crate) const OPTIONS: &str = "app";

/// What an application can be told, and how its program sets it.
#[derive(Debug)]
pub(crate) struct Declared<'a> {
    pub(crate) title: &'a str,
    pub(crate) prefix: &'a str,
    /// The name, the meaning and the value of each option.
    pub(crate) options: Vec<(&'a str, &'a str, &'a str)>,
    pub(crate) sections: &'a Sections,
    /// The settings of the service, as the program has them.
    pub(crate) program: Settings,
}

/// Settings that were read from everywhere and are in order.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) settings: Settings,
    /// The values of the options, by their keys.
    pub(crate) options: BTreeMap<String, String>,
    pub(crate) sections: Sections,
}

/// Settings as they were given, for people to look at.
pub(crate) struct Given {
    pub(super) schemas: Schemas,
    pub(super) node: Node,
}

impl Given {
    /// A fault of one setting, with the place where it was given.
    #[cfg_attr(not(feature = "mcp"), expect(dead_code, reason = "only that part has such a setting"))]
    pub(crate) fn fault(&self, path: &[&str], message: String) -> ConfigError {
        let path: Vec<String> = path.iter().map(|name| (*name).to_owned()).collect();
        ConfigFault::new(path_text(&path), self.node.nearest(&path).origin.clone(), message).into()
    }
}

impl Declared<'_> {
    /// Reads all sources.
    pub(crate) fn load(&self, sources: &ConfigSources) -> Result<(Loaded, Given), ConfigError> {
        let schemas = self.schemas();
        let mut faults = Vec::new();
        let mut node = sources.read(self.program_node(), self.prefix, &schemas, &mut faults);
        self.add_declared_sections(&mut node, &schemas);
        let check = Check { schemas: &schemas, node: &node, prefix: self.prefix };
        match schemas.validator() {
            Ok(validator) => faults.extend(check.faults(&validator)),
            Err(error) => {
                let message = format!("the types of the settings have no usable schema: {error}");
                faults.push(ConfigFault::new("", ConfigOrigin::Default, message));
            }
        }
        ConfigError::of(faults)?;
        let loaded = self.take(&check)?;
        Ok((loaded, Given { schemas, node }))
    }

    /// The settings of the program alone.
    pub(crate) fn given_by_program(&self) -> Given {
        Given { schemas: self.schemas(), node: self.program_node() }
    }

    /// Reads what fits the schemas into the types; these may ask for more than a schema can say.
    fn take(&self, check: &Check<'_>) -> Result<Loaded, ConfigError> {
        let mut faults = Vec::new();
        let mut fault = |section: Option<&str>, (inner, message): sections::Wrong| {
            let path: Vec<String> = section.map(str::to_owned).into_iter().chain(inner).collect();
            let message = format!("cannot be taken: {message}");
            faults.push(ConfigFault::new(path_text(&path), check.origin(&path), message));
        };
        let Value::Object(mut values) = check.node.to_value() else {
            return Err(ConfigFault::new("", ConfigOrigin::Default, "are no table").into());
        };
        let mut sections = self.sections.clone();
        for section in &mut sections.0 {
            let value = values.remove(&section.name).unwrap_or_else(|| Value::Object(Map::new()));
            let name = section.name.clone();
            if let Err(wrong) = section.take(value) {
                fault(Some(&name), wrong);
            }
        }
        let options = match values.remove(OPTIONS) {
            Some(Value::Object(options)) => options,
            _ => Map::new(),
        };
        let options = options
            .into_iter()
            .filter_map(|(name, value)| value.as_str().map(|value| (name, value.to_owned())))
            .collect();
        let settings = sections::read::<Settings>(Value::Object(values)).unwrap_or_else(|wrong| {
            fault(None, wrong);
            Settings::default()
        });
        ConfigError::of(faults)?;
        Ok(Loaded { settings, options, sections })
    }

    /// What can be set.
    pub(super) fn schemas(&self) -> Schemas {
        let mut collector = SchemaCollector::new();
        let root = collector.settings(schema_of::<Settings>);
        let declared: Vec<_> = self
            .sections
            .0
            .iter()
            .map(|section| (section.name.clone(), collector.settings(section.schema)))
            .collect();
        let mut definitions = collector.sent_definitions();
        let mut known = members_of(&root, &mut definitions);
        known.extend(declared);
        if !self.options.is_empty() {
            let options: Map<String, Value> = self
                .options
                .iter()
                .map(|(name, help, value)| {
                    let option = serde_json::json!({"type": "string", "description": help, "default": value});
                    (option_key(name), option)
                })
                .collect();
            let options = serde_json::json!({
                "type": "object",
                "description": "The application's own options.",
                "properties": options,
            });
            known.insert(OPTIONS.to_owned(), options);
        }
        Schemas::new(known, definitions)
    }

    /// What the program sets otherwise than it would be unset.
    fn program_node(&self) -> Node {
        let program = serde_json::to_value(&self.program).unwrap_or_default();
        let usual = serde_json::to_value(Settings::default()).unwrap_or_default();
        let differing = differing(&program, &usual).unwrap_or_else(|| Value::Object(Map::new()));
        Node::of(differing, &ConfigOrigin::Program)
    }

    /// A section that must hold something is looked at also when nobody names it.
    fn add_declared_sections(&self, node: &mut Node, schemas: &Schemas) {
        let Content::Table(members) = &mut node.content else { return };
        for section in &self.sections.0 {
            let forms = schemas.at(std::slice::from_ref(&section.name));
            if forms.iter().any(|form| form.get("properties").is_some()) {
                let empty = || Node::table(ConfigOrigin::Default);
                members.entry(section.name.clone()).or_insert_with(empty);
            }
        }
    }
}

/// The key of an option, whose name on the command line may have hyphens.
pub(crate) fn option_key(name: &str) -> String {
    name.replace('-', "_")
}

/// The names of the sections and settings that the service has of itself.
pub(crate) fn own_names() -> Vec<String> {
    let mut collector = SchemaCollector::new();
    let root = collector.settings(schema_of::<Settings>);
    members_of(&root, &mut collector.sent_definitions()).into_iter().map(|(name, _)| name).collect()
}

/// The properties of a schema, or of the definition that it refers to.
fn members_of(schema: &Value, definitions: &mut BTreeMap<String, Value>) -> Map<String, Value> {
    let name = schema["$ref"].as_str().and_then(|it| it.strip_prefix(commandry_schema::catalog::DEFINITIONS));
    let whole = name.and_then(|name| definitions.remove(name)).unwrap_or_else(|| schema.clone());
    whole["properties"].as_object().cloned().unwrap_or_default()
}

/// What of a value is another than usual.
fn differing(value: &Value, usual: &Value) -> Option<Value> {
    match (value, usual) {
        (Value::Object(members), Value::Object(usual)) => {
            let differing: Map<String, Value> = members
                .iter()
                .filter_map(|(name, member)| {
                    let usual = usual.get(name).unwrap_or(&Value::Null);
                    differing(member, usual).map(|differing| (name.clone(), differing))
                })
                .collect();
            (!differing.is_empty()).then_some(Value::Object(differing))
        }
        _ => (value != usual).then(|| value.clone()),
    }
}

/// Makes the name of a section that nothing follows, as a YAML file of comments has it, an empty section.
pub(super) fn fill_sections(node: &mut Node, path: &mut Vec<String>, schemas: &Schemas) {
    match &mut node.content {
        Content::Scalar(Value::Null) => {
            let forms = schemas.at(path);
            let types = types(&forms);
            if types.contains("object") && !types.contains("null") {
                node.content = Content::Table(BTreeMap::new());
            }
        }
        Content::Table(members) => {
            for (name, member) in members {
                path.push(name.clone());
                fill_sections(member, path, schemas);
                path.pop();
            }
        }
        _ => {}
    }
}
