//! Values that remember where they were given.

use std::collections::BTreeMap;

use serde_json::Value;

use super::ConfigOrigin;

/// Deepest nesting of sections and lists; files that nest deeper are refused where they are read.
pub(super) const MOST_DEPTH: usize = 64;

/// A value with everything in it, each part with the place where it was given.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) content: Content,
    pub(super) origin: ConfigOrigin,
}

#[derive(Clone, Debug)]
pub(super) enum Content {
    /// Neither an array nor an object.
    Scalar(Value),
    List(Vec<Node>),
    Table(BTreeMap<String, Node>),
}

impl Node {
    pub(super) fn table(origin: ConfigOrigin) -> Self {
        Self { content: Content::Table(BTreeMap::new()), origin }
    }

    /// A whole value that was given in one place.
    pub(super) fn of(value: Value, origin: &ConfigOrigin) -> Self {
        let content = match value {
            Value::Array(items) => {
                Content::List(items.into_iter().map(|item| Self::of(item, origin)).collect())
            }
            Value::Object(members) => Content::Table(
                members.into_iter().map(|(name, member)| (name, Self::of(member, origin))).collect(),
            ),
            scalar => Content::Scalar(scalar),
        };
        Self { content, origin: origin.clone() }
    }

    pub(super) fn to_value(&self) -> Value {
        match &self.content {
            Content::Scalar(value) => value.clone(),
            Content::List(items) => items.iter().map(Self::to_value).collect(),
            Content::Table(members) => {
                members.iter().map(|(name, member)| (name.clone(), member.to_value())).collect()
            }
        }
    }

    /// Lays another value over this one: tables become one, everything else is replaced.
    pub(super) fn overlay(&mut self, over: Self) {
        match (&mut self.content, over.content) {
            (Content::Table(members), Content::Table(further)) => {
                for (name, member) in further {
                    match members.get_mut(&name) {
                        Some(present) => present.overlay(member),
                        None => {
                            members.insert(name, member);
                        }
                    }
                }
            }
            (content, over_content) => {
                *content = over_content;
                self.origin = over.origin;
            }
        }
    }

    /// Sets the value at a path of tables; what is in the way and no table is replaced.
    pub(super) fn set(&mut self, path: &[String], node: Self) {
        let Some((name, rest)) = path.split_first() else {
            self.overlay(node);
            return;
        };
        if !matches!(self.content, Content::Table(_)) {
            *self = Self::table(node.origin.clone());
        }
        if let Content::Table(members) = &mut self.content {
            members.entry(name.clone()).or_insert_with(|| Self::table(node.origin.clone())).set(rest, node);
        }
    }

    /// The member of a table or the item of a list.
    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        match &self.content {
            Content::Table(members) => members.get(name),
            Content::List(items) => items.get(name.parse::<usize>().ok()?),
            Content::Scalar(_) => None,
        }
    }

    /// What stands at a path, or the innermost part that is on the way there.
    pub(super) fn nearest(&self, path: &[String]) -> &Self {
        path.iter().try_fold(self, |node, name| node.child(name).ok_or(node)).unwrap_or_else(|node| node)
    }

    /// What stands at a path.
    pub(super) fn at(&self, path: &[String]) -> Option<&Self> {
        path.iter().try_fold(self, |node, name| node.child(name))
    }

    pub(super) fn members(&self) -> Option<&BTreeMap<String, Self>> {
        match &self.content {
            Content::Table(members) => Some(members),
            _ => None,
        }
    }
}

/// A path as people write it: `server.limits.depth`, `servers[2].url`.
pub(super) fn path_text(path: &[String]) -> String {
    let mut text = String::new();
    for name in path {
        if !text.is_empty() && name.bytes().all(|it| it.is_ascii_digit()) {
            text.push_str(&format!("[{name}]"));
        } else {
            if !text.is_empty() {
                text.push('.');
            }
            text.push_str(name);
        }
    }
    text
}
