//! Settings in YAML 1.2.

use std::collections::{BTreeMap, HashMap};

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span, StrInput, Tag};
use serde_json::Value;

use super::{ConfigFault, Place};
use crate::config::node::{Content, MOST_DEPTH, Node};

/// Most values of a file, each use of an alias counted with all that it stands for: ten aliases of ten aliases of …
/// would fill the memory.
const MOST_VALUES: usize = 100_000;

type Faults = Vec<ConfigFault>;

pub(super) fn read(text: &str, place: &Place) -> Result<Node, Faults> {
    let mut reader = Reader { events: Parser::new_from_str(text), place, anchors: HashMap::new(), values: 0 };
    let mut document = None;
    while let Some((event, span)) = reader.next()? {
        match event {
            Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd
            | Event::Nothing => {}
            _ if document.is_some() => {
                return Err(place.fault(line(span), "begins a second document; only one is read"));
            }
            event => document = Some(reader.node(event, span, 0)?),
        }
    }
    Ok(match document {
        None => Node::table(place.line(1)),
        // A file of comments holds nothing.
        Some(Node { content: Content::Scalar(Value::Null), origin }) => Node::table(origin),
        Some(document) => document,
    })
}

struct Reader<'t> {
    events: Parser<'t, StrInput<'t>>,
    place: &'t Place,
    anchors: HashMap<usize, Node>,
    values: usize,
}

impl<'t> Reader<'t> {
    fn next(&mut self) -> Result<Option<(Event<'t>, Span)>, Faults> {
        self.events.next().transpose().map_err(|error: ScanError| {
            self.place.fault(error.marker().line(), format!("is not YAML: {}", error.info()))
        })
    }

    /// The next event within a list or a mapping.
    fn inner(&mut self, span: Span) -> Result<(Event<'t>, Span), Faults> {
        self.next()?.ok_or_else(|| self.place.fault(line(span), "is not YAML: it ends in the middle"))
    }

    fn node(&mut self, event: Event<'t>, span: Span, depth: usize) -> Result<Node, Faults> {
        if depth > MOST_DEPTH {
            return Err(self.place.fault(line(span), format!("nests deeper than {MOST_DEPTH} levels")));
        }
        self.count(1, span)?;
        let (content, anchor) = match event {
            Event::Alias(anchor) => {
                let Some(node) = self.anchors.get(&anchor).cloned() else {
                    return Err(self
                        .place
                        .fault(line(span), "has an alias within the value that it stands for"));
                };
                if depth + depth_of(&node) > MOST_DEPTH {
                    return Err(self
                        .place
                        .fault(line(span), format!("nests deeper than {MOST_DEPTH} levels")));
                }
                self.count(size(&node), span)?;
                return Ok(node);
            }
            Event::Scalar(text, style, anchor, tag) => {
                (Content::Scalar(scalar(&text, style, self.text_tag(tag.as_deref(), span)?)), anchor)
            }
            Event::SequenceStart(anchor, tag) => {
                self.text_tag(tag.as_deref(), span)?;
                (self.list(span, depth)?, anchor)
            }
            Event::MappingStart(anchor, tag) => {
                self.text_tag(tag.as_deref(), span)?;
                (self.table(span, depth)?, anchor)
            }
            _ => return Err(self.place.fault(line(span), "is not YAML: a value is missing")),
        };
        let node = Node { content, origin: self.place.line(line(span)) };
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
            self.count(size(&node), span)?;
        }
        Ok(node)
    }

    fn list(&mut self, span: Span, depth: usize) -> Result<Content, Faults> {
        let mut items = Vec::new();
        loop {
            match self.inner(span)? {
                (Event::SequenceEnd, _) => return Ok(Content::List(items)),
                (event, span) => items.push(self.node(event, span, depth + 1)?),
            }
        }
    }

    fn table(&mut self, span: Span, depth: usize) -> Result<Content, Faults> {
        let mut members = BTreeMap::new();
        loop {
            let (name, name_span) = match self.inner(span)? {
                (Event::MappingEnd, _) => return Ok(Content::Table(members)),
                (Event::Scalar(name, ..), span) => (name.into_owned(), span),
                (_, span) => return Err(self.place.fault(line(span), "has a name that is no plain text")),
            };
            let (event, value_span) = self.inner(name_span)?;
            let mut value = self.node(event, value_span, depth + 1)?;
            // A section begins with its name, not with the line below.
            value.origin = self.place.line(line(name_span));
            if members.insert(name.clone(), value).is_some() {
                let message = format!("names the member `{name}` a second time");
                return Err(self.place.fault(line(name_span), message));
            }
        }
    }

    /// Whether a tag makes a scalar a text; tags of other types than those of JSON are refused.
    fn text_tag(&self, tag: Option<&Tag>, span: Span) -> Result<bool, Faults> {
        let Some(tag) = tag else { return Ok(false) };
        let known = tag.is_yaml_core_schema()
            && matches!(tag.suffix.as_str(), "str" | "int" | "float" | "bool" | "null" | "map" | "seq");
        // A lone `!` says that it is a text.
        let is_text = tag.suffix == "str" || (tag.suffix.is_empty() && !tag.is_yaml_core_schema());
        if known || is_text {
            return Ok(is_text);
        }
        Err(self.place.fault(line(span), format!("has the tag `{tag}`, which no setting has")))
    }

    fn count(&mut self, values: usize, span: Span) -> Result<(), Faults> {
        self.values = self.values.saturating_add(values);
        if self.values > MOST_VALUES {
            return Err(self.place.fault(line(span), format!("holds more than {MOST_VALUES} values")));
        }
        Ok(())
    }
}

fn line(span: Span) -> usize {
    span.start.line().max(1)
}

fn size(node: &Node) -> usize {
    match &node.content {
        Content::Scalar(_) => 1,
        Content::List(items) => 1 + items.iter().map(size).sum::<usize>(),
        Content::Table(members) => 1 + members.values().map(size).sum::<usize>(),
    }
}

fn depth_of(node: &Node) -> usize {
    match &node.content {
        Content::Scalar(_) => 0,
        Content::List(items) => 1 + items.iter().map(depth_of).max().unwrap_or_default(),
        Content::Table(members) => 1 + members.values().map(depth_of).max().unwrap_or_default(),
    }
}

/// What a scalar means by the core schema of YAML 1.2, in which `no` and `off` are texts.
fn scalar(text: &str, style: ScalarStyle, is_text: bool) -> Value {
    if is_text || style != ScalarStyle::Plain {
        return Value::from(text);
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ => number(text).unwrap_or_else(|| Value::from(text)),
    }
}

fn number(text: &str) -> Option<Value> {
    for (prefix, radix) in [("0x", 16), ("0o", 8)] {
        if let Some(digits) = text.strip_prefix(prefix) {
            let is_digit = |it: char| it.is_digit(radix);
            return digits
                .chars()
                .all(is_digit)
                .then(|| u64::from_str_radix(digits, radix).ok())?
                .map(Value::from);
        }
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if !unsigned.starts_with(|it: char| it.is_ascii_digit() || it == '.') {
        return None;
    }
    if unsigned.bytes().all(|it| it.is_ascii_digit()) {
        let whole = text.parse::<i64>().map(Value::from).or_else(|_| text.parse::<u64>().map(Value::from));
        if let Ok(whole) = whole {
            return Some(whole);
        }
    }
    text.parse::<f64>().ok().filter(|number| number.is_finite()).map(Value::from)
}
