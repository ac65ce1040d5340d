//! The sections that an application declares for itself.

use std::{
    any::{Any, TypeId, type_name},
    collections::HashMap,
    fmt,
    sync::Arc,
};

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{ConfigError, ConfigFault, ConfigOrigin};
use crate::schema::{SchemaOf, schema_of};

/// A value of some type.
pub(crate) type AnyValue = Arc<dyn Any + Send + Sync>;

/// What is wrong with a value, and the path to it.
pub(super) type Wrong = (Vec<String>, String);

/// A section that is read into a type of the application.
#[derive(Clone)]
pub(crate) struct Section {
    pub(super) name: String,
    pub(super) schema: SchemaOf,
    type_id: TypeId,
    type_name: &'static str,
    read: fn(Value) -> Result<AnyValue, Wrong>,
    /// What was read or set.
    value: Option<AnyValue>,
}

impl Section {
    fn of<T: DeserializeOwned + JsonSchema + Send + Sync + 'static>(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            schema: schema_of::<T>,
            type_id: TypeId::of::<T>(),
            type_name: type_name::<T>(),
            read: |value| read::<T>(value).map(|value| Arc::new(value) as AnyValue),
            value: None,
        }
    }

    /// Reads the section, and keeps what was read.
    pub(super) fn take(&mut self, value: Value) -> Result<(), Wrong> {
        (self.read)(value).map(|value| self.value = Some(value))
    }
}

impl fmt::Debug for Section {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Section")
            .field("name", &self.name)
            .field("type", &self.type_name)
            .finish_non_exhaustive()
    }
}

/// All sections of an application.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sections(pub(super) Vec<Section>);

impl Sections {
    /// Declares a section; fails when the name or the type has one already.
    pub(crate) fn declare<T: DeserializeOwned + JsonSchema + Send + Sync + 'static>(
        &mut self,
        name: &str,
    ) -> Result<(), String> {
        if self.0.iter().any(|section| section.name == name) {
            return Err(format!("there are two sections `{name}` of settings"));
        }
        if let Some(section) = self.0.iter().find(|section| section.type_id == TypeId::of::<T>()) {
            let type_name = section.type_name;
            return Err(format!(
                "the sections `{}` and `{name}` have the same type {type_name}",
                section.name
            ));
        }
        self.0.push(Section::of::<T>(name));
        Ok(())
    }

    /// Sets a section in the place of what sources would give; fails when none has the type.
    pub(crate) fn set<T: Send + Sync + 'static>(&mut self, value: T) -> Result<(), String> {
        match self.0.iter_mut().find(|section| section.type_id == TypeId::of::<T>()) {
            Some(section) => {
                section.value = Some(Arc::new(value));
                Ok(())
            }
            None => Err(format!("the application declares no settings of the type {}", type_name::<T>())),
        }
    }

    /// The values of all sections; what was neither read nor set is what holds unless something is given.
    pub(crate) fn values(self) -> Result<Values, ConfigError> {
        let mut values = HashMap::new();
        let mut faults = Vec::new();
        for section in self.0 {
            let value = section.value.map_or_else(|| (section.read)(Value::Object(Map::new())), Ok);
            match value {
                Ok(value) => drop(values.insert(section.type_id, value)),
                Err((path, message)) => {
                    let path: Vec<String> = [section.name].into_iter().chain(path).collect();
                    let key = super::node::path_text(&path);
                    faults.push(ConfigFault::new(
                        key,
                        ConfigOrigin::Default,
                        format!("cannot be taken: {message}"),
                    ));
                }
            }
        }
        ConfigError::of(faults).map(|()| Values(values))
    }
}

/// The values of the sections, by their type.
#[derive(Default)]
pub(crate) struct Values(HashMap<TypeId, AnyValue>);

impl Values {
    pub(crate) fn get<T: Send + Sync + 'static>(&self) -> Option<&T> {
        self.0.get(&TypeId::of::<T>()).and_then(|value| value.downcast_ref())
    }
}

impl fmt::Debug for Values {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Values").field("sections", &self.0.len()).finish()
    }
}

/// Reads a value; what is wrong comes with the path to it.
pub(super) fn read<T: DeserializeOwned>(value: Value) -> Result<T, Wrong> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error
            .path()
            .iter()
            .filter_map(|segment| match segment {
                serde_path_to_error::Segment::Seq { index } => Some(index.to_string()),
                serde_path_to_error::Segment::Map { key } => Some(key.clone()),
                serde_path_to_error::Segment::Enum { .. } | serde_path_to_error::Segment::Unknown => None,
            })
            .collect();
        (path, error.into_inner().to_string())
    })
}
