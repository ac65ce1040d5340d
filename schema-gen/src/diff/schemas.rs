//! From what stands in the way of a schema being part of another to changes.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    Sink,
    change::Rule,
    inclusion::{Family, Kind, Obstacle, Types, obstacles, same},
};
use crate::references::Schemas;

/// A schema with the definitions it refers to.
#[derive(Clone, Copy)]
pub(super) struct Side<'a> {
    pub(super) schema: &'a Value,
    pub(super) schemas: &'a Schemas,
}

/// The rules of one direction.
pub(super) struct Direction {
    /// Whether values travel from callers to the service.
    pub(super) is_sent: bool,
    pub(super) type_changed: &'static Rule,
    pub(super) root_changed: &'static Rule,
    pub(super) null_changed: &'static Rule,
    pub(super) listed_value: &'static Rule,
    pub(super) extensible_value: &'static Rule,
    pub(super) enumerated: &'static Rule,
    pub(super) minimum: &'static Rule,
    pub(super) maximum: &'static Rule,
    pub(super) multiple_of: &'static Rule,
    pub(super) length: &'static Rule,
    pub(super) pattern: &'static Rule,
    pub(super) format: &'static Rule,
    pub(super) items: &'static Rule,
    pub(super) members: &'static Rule,
    pub(super) required_listed: &'static Rule,
    pub(super) required_unlisted: &'static Rule,
    pub(super) forbidden: &'static Rule,
    pub(super) closed: &'static Rule,
    pub(super) claimed: &'static Rule,
    pub(super) variant: &'static Rule,
    /// A member is there that was not.
    pub(super) member_added: &'static Rule,
    /// Anything else changed for the better.
    pub(super) improved: &'static Rule,
}

/// Reports how a schema changed that travels in one direction.
pub(super) fn compare(
    direction: &Direction,
    base: Side<'_>,
    new: Side<'_>,
    shared: &BTreeSet<&str>,
    command: &str,
    place: &str,
    sink: &mut Sink,
) {
    if are_same(base, new, shared) {
        return;
    }
    let widening = |inner: Side<'_>, outer: Side<'_>| {
        obstacles(inner.schema, inner.schemas, outer.schema, outer.schemas, shared, place)
    };
    // What callers send must stay acceptable; what they get must have been acceptable before.
    let (harm, good) = if direction.is_sent {
        (widening(base, new), widening(new, base))
    } else {
        (widening(new, base), widening(base, new))
    };
    for obstacle in &harm {
        let rule = direction.rule(obstacle, place);
        sink.report(rule, command, &obstacle.place, harm_text(obstacle, direction.is_sent));
    }
    for obstacle in &good {
        // The same place seen from the other side says nothing new.
        let is_told = |harm: &Obstacle| {
            harm.place == obstacle.place
                && std::mem::discriminant(&harm.kind) == std::mem::discriminant(&obstacle.kind)
                || matches!(harm.kind, Kind::Types { .. } | Kind::Variant { .. } | Kind::Unproven { .. })
                    && is_inside(&obstacle.place, &harm.place)
        };
        if harm.iter().any(is_told) {
            continue;
        }
        if let Some((rule, message)) = direction.good_news(obstacle) {
            sink.report(rule, command, &obstacle.place, message);
        }
    }
}

/// Whether two schemas are the same, with everything they refer to.
pub(super) fn are_same(base: Side<'_>, new: Side<'_>, shared: &BTreeSet<&str>) -> bool {
    same(base.schema, new.schema, shared)
}

fn is_inside(place: &str, outer: &str) -> bool {
    place.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

impl Direction {
    fn rule(&self, obstacle: &Obstacle, root: &str) -> &'static Rule {
        match &obstacle.kind {
            Kind::Types { inner, outer } => {
                let surplus = inner.without(*outer);
                if surplus == Types::NULL {
                    self.null_changed
                } else if *outer == Types::OBJECT && obstacle.place == root {
                    self.root_changed
                } else {
                    self.type_changed
                }
            }
            Kind::Listed { value: Value::Null, .. } => self.null_changed,
            Kind::Listed { is_extensible: true, .. } => self.extensible_value,
            Kind::Listed { .. } => self.listed_value,
            Kind::Enumerated => self.enumerated,
            Kind::Limit { family, .. } => match family {
                Family::Minimum => self.minimum,
                Family::Maximum => self.maximum,
                Family::MultipleOf => self.multiple_of,
                Family::Length => self.length,
                Family::Pattern => self.pattern,
                Family::Format => self.format,
                Family::Items => self.items,
                Family::Members => self.members,
            },
            Kind::Required { is_listed: true, .. } => self.required_listed,
            Kind::Required { .. } => self.required_unlisted,
            Kind::Forbidden { .. } => self.forbidden,
            Kind::Closed => self.closed,
            Kind::Claimed { .. } => self.claimed,
            Kind::Variant { .. } => self.variant,
            Kind::Unproven { .. } => self.type_changed,
        }
    }

    /// What a reason means when it stands in the way of the opposite direction, where it means anything.
    fn good_news(&self, obstacle: &Obstacle) -> Option<(&'static Rule, String)> {
        Some(match &obstacle.kind {
            // That a member was added tells it once; that it is open is told by nobody.
            Kind::Required { name, is_listed: false } if !self.is_sent => {
                (self.member_added, format!("The member `{name}` is new."))
            }
            Kind::Forbidden { name } if self.is_sent => {
                (self.member_added, format!("The optional member `{name}` is new."))
            }
            Kind::Claimed { name } if !self.is_sent => {
                (self.member_added, format!("The optional member `{name}` is new."))
            }
            Kind::Claimed { .. } | Kind::Unproven { .. } => return None,
            Kind::Required { name, .. } if self.is_sent => {
                (self.improved, format!("The member `{name}` may be left out."))
            }
            Kind::Required { name, .. } => (self.improved, format!("The member `{name}` is always there.")),
            Kind::Forbidden { name } => (self.improved, format!("The member `{name}` is gone.")),
            Kind::Types { inner, outer } if inner.without(*outer) == Types::NULL => {
                let text = if self.is_sent { "Null is taken as well." } else { "It is never null any more." };
                (self.improved, text.to_owned())
            }
            Kind::Types { inner, outer } => {
                let types = inner.without(*outer).text();
                let text = if self.is_sent {
                    format!("It may be {types} as well.")
                } else {
                    format!("It is never {types} any more.")
                };
                (self.improved, text)
            }
            Kind::Listed { value, .. } => {
                let text = if self.is_sent {
                    format!("`{value}` is taken as well.")
                } else {
                    format!("It is never `{value}` any more.")
                };
                (self.improved, text)
            }
            Kind::Limit { keyword, inner, outer, .. } => {
                let text = match (inner, self.is_sent) {
                    (Some(inner), true) => format!("`{keyword}` was {outer} and is {inner}."),
                    (Some(inner), false) => format!("`{keyword}` was {inner} and is {outer}."),
                    (None, true) => format!("`{keyword}` {outer} is not asked for any more."),
                    (None, false) => format!("`{keyword}` {outer} is kept now."),
                };
                (self.improved, text)
            }
            Kind::Enumerated | Kind::Closed | Kind::Variant { .. } => {
                let text = if self.is_sent { "More values are taken." } else { "Fewer values are possible." };
                (self.improved, text.to_owned())
            }
        })
    }
}

/// A reason in words; *before* and *now* depend on the direction.
fn harm_text(obstacle: &Obstacle, is_sent: bool) -> String {
    match &obstacle.kind {
        Kind::Types { inner, outer } => {
            let (inner_text, outer_text) = (inner.text(), outer.text());
            let surplus = inner.without(*outer);
            match (surplus == Types::NULL, is_sent) {
                (true, true) => "Null is not taken any more.".to_owned(),
                (true, false) => "It may be null now.".to_owned(),
                (false, true) if outer.is_empty() => {
                    format!("It was {inner_text}; nothing is taken any more.")
                }
                (false, true) => format!("It was {inner_text} and is {outer_text}."),
                (false, false) => format!("It was {outer_text} and is {inner_text}."),
            }
        }
        Kind::Listed { value, .. } if is_sent => format!("`{value}` is not taken any more."),
        Kind::Listed { value, .. } => format!("It may be `{value}` now."),
        Kind::Enumerated if is_sent => "Only some values are taken now.".to_owned(),
        Kind::Enumerated => "Only some values were possible, and now others are.".to_owned(),
        Kind::Limit { keyword, inner, outer, .. } => match (inner, is_sent) {
            (None, true) => format!("`{keyword}` {outer} is required now; there was no such limit."),
            (None, false) => format!("`{keyword}` {outer} is not kept any more."),
            (Some(inner), true) => format!("`{keyword}` was {inner} and is {outer}."),
            (Some(inner), false) => format!("`{keyword}` was {outer} and is {inner}."),
        },
        Kind::Required { name, is_listed } => match (is_sent, is_listed) {
            (true, true) => format!("The member `{name}` must be there now."),
            (true, false) => format!("The member `{name}` is new and must be there."),
            (false, true) => format!("The member `{name}` may be absent now."),
            (false, false) => format!("The member `{name}` is gone."),
        },
        Kind::Forbidden { name } if is_sent => format!("The member `{name}` is refused now."),
        Kind::Forbidden { name } => {
            format!("The member `{name}` is new, and the schema before ruled further members out.")
        }
        Kind::Closed if is_sent => "Unknown members are refused now.".to_owned(),
        Kind::Closed => "There may be unknown members now, which were ruled out.".to_owned(),
        Kind::Claimed { name } if is_sent => {
            format!("The optional member `{name}` is new; so far any value under that name was let through.")
        }
        Kind::Claimed { name } => format!("The optional member `{name}` is gone."),
        Kind::Variant { inner } if is_sent => format!("The alternative {inner} is not taken any more."),
        Kind::Variant { inner } => format!("The alternative {inner} is new, or not what it was."),
        Kind::Unproven { what } => format!("It changed, and it cannot be proven harmless: {what}."),
    }
}
