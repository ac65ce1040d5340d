//! Results as columns for people.

use super::{
    console::{Colour, Console, visible_line},
    ordered::Ordered,
};

/// Longest text of an object or an array within a cell, in characters; `--output pretty` shows all of it.
const LONGEST_NESTED: usize = 60;

/// A result for people: lists of objects as tables, objects as a line for each member, everything else as it is.
pub(super) fn text(value: &Ordered<'_>, console: &Console) -> String {
    match value {
        Ordered::Array(items) => list(items, console),
        Ordered::Object(members) => object(members, console),
        Ordered::Text(text) if console.shows_results() => format!("{}\n", super::console::visible(text)),
        Ordered::Text(text) => format!("{text}\n"),
        Ordered::Plain(_) if value.is_null() => String::new(),
        Ordered::Plain(raw) => format!("{raw}\n"),
    }
}

fn list(items: &[Ordered<'_>], console: &Console) -> String {
    let rows: Option<Vec<&[Member<'_>]>> = items.iter().map(members).collect();
    match rows {
        _ if items.is_empty() => String::new(),
        Some(rows) => table(&rows, console),
        None => items.iter().flat_map(|item| [cell(item), "\n".to_owned()]).collect(),
    }
}

type Member<'a> = (String, Ordered<'a>);

fn members<'a, 'b>(value: &'b Ordered<'a>) -> Option<&'b [Member<'a>]> {
    match value {
        Ordered::Object(members) => Some(members),
        _ => None,
    }
}

/// A line for each member, also for those of objects within, and lists of objects as tables below.
fn object(object: &[Member<'_>], console: &Console) -> String {
    let (mut lines, mut tables) = (Vec::new(), Vec::new());
    sort("", object, &mut lines, &mut tables);
    let width = lines.iter().map(|(name, _)| width(name)).max().unwrap_or(0);
    let mut text = String::new();
    for (name, value) in lines {
        let line = format!("{}  {}", padded(&name, width, console), cell(value));
        text.push_str(line.trim_end());
        text.push('\n');
    }
    for (name, items) in tables {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&format!("{name}:\n{}", list(items, console)));
    }
    text
}

/// Sorts the members of an object into lines and tables; those of objects within have the names of both.
fn sort<'a, 'b>(
    outer: &str,
    object: &'b [Member<'a>],
    lines: &mut Vec<(String, &'b Ordered<'a>)>,
    tables: &mut Vec<(String, &'b [Ordered<'a>])>,
) {
    for (name, value) in object {
        let name = format!("{outer}{}", visible_line(name));
        match value {
            Ordered::Object(inner) if !inner.is_empty() => sort(&format!("{name}."), inner, lines, tables),
            Ordered::Array(items) if !items.is_empty() && items.iter().all(|it| members(it).is_some()) => {
                tables.push((name, items));
            }
            value => lines.push((name, value)),
        }
    }
}

/// One line for each object, with a column for each member that one of them has, in the order of the first.
fn table(rows: &[&[Member<'_>]], console: &Console) -> String {
    let mut columns: Vec<&str> = Vec::new();
    for (name, _) in rows.iter().copied().flatten() {
        if !columns.contains(&name.as_str()) {
            columns.push(name);
        }
    }
    let value = |row: &[Member<'_>], column: &str| {
        row.iter().find(|(name, _)| name == column).map_or_else(String::new, |(_, value)| cell(value))
    };
    let cells: Vec<Vec<String>> =
        rows.iter().map(|row| columns.iter().map(|column| value(row, column)).collect()).collect();
    let widths: Vec<usize> = columns
        .iter()
        .enumerate()
        .map(|(index, column)| {
            cells.iter().map(|row| width(&row[index])).chain([width(column)]).max().unwrap_or(0)
        })
        .collect();
    let is_number = |column: &str| {
        let mut values = rows.iter().filter_map(|row| row.iter().find(|(name, _)| name == column));
        values.all(|(_, value)| value.is_number() || value.is_null())
    };
    let numbers: Vec<bool> = columns.iter().map(|column| is_number(column)).collect();

    let heads: Vec<String> = columns.iter().map(|column| visible_line(column)).collect();
    let mut text = line(&heads, &widths, &numbers, |head| console.painted_result(head, Colour::Bold));
    for row in &cells {
        text.push_str(&line(row, &widths, &numbers, str::to_owned));
    }
    text
}

fn line(cells: &[String], widths: &[usize], right: &[bool], paint: impl Fn(&str) -> String) -> String {
    let last = cells.len().saturating_sub(1);
    let mut line = String::new();
    for (index, cell) in cells.iter().enumerate() {
        let gap = " ".repeat(widths[index].saturating_sub(width(cell)));
        match right[index] {
            true => line.push_str(&format!("{gap}{}", paint(cell))),
            // Nothing follows the last column, so that nothing need be filled up.
            false if index == last => line.push_str(&paint(cell)),
            false => line.push_str(&format!("{}{gap}", paint(cell))),
        }
        if index < last {
            line.push_str("  ");
        }
    }
    format!("{}\n", line.trim_end())
}

fn padded(name: &str, width_of_all: usize, console: &Console) -> String {
    let gap = " ".repeat(width_of_all.saturating_sub(width(name)));
    format!("{}{gap}", console.painted_result(name, Colour::Bold))
}

/// A value on one line.
fn cell(value: &Ordered<'_>) -> String {
    match value {
        Ordered::Text(text) => visible_line(text),
        _ if value.is_null() => String::new(),
        Ordered::Plain(raw) => raw.get().to_owned(),
        nested => {
            let text = visible_line(&serde_json::to_string(nested).unwrap_or_default());
            match text.char_indices().nth(LONGEST_NESTED) {
                Some((end, _)) => format!("{}…", &text[..end]),
                None => text,
            }
        }
    }
}

/// How many columns of a terminal a text takes; exact for characters of single width.
fn width(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::{super::console::Console, Ordered, text};

    #[test]
    fn values_are_shown_as_columns() {
        let (console, _) = Console::captured();
        for (json, expected) in [
            (r#"[{"b":1,"a":"x"},{"b":22,"c":[1,2]}]"#, " b  a  c\n 1  x\n22     [1,2]\n"),
            (r#"{"id":7,"long":"a\tb","none":null}"#, "id    7\nlong  a\\tb\nnone\n"),
            (r#"{"items":[{"n":1}],"next":"x"}"#, "next  x\n\nitems:\nn\n1\n"),
            (r#"{"a":{"b":1,"c":{"d":[2]}},"e":{}}"#, "a.b    1\na.c.d  [2]\ne      {}\n"),
            (r#"[1,"two",null]"#, "1\ntwo\n\n"),
            ("[]", ""),
            ("null", ""),
            ("5.0", "5.0\n"),
            (r#""a\nb""#, "a\nb\n"),
        ] {
            assert_eq!(text(&Ordered::read(json).unwrap(), &console), expected, "{json}");
        }
        let long = format!(r#"[{{"a":["{}"]}}]"#, "x".repeat(100));
        assert!(text(&Ordered::read(&long).unwrap(), &console).ends_with("x…\n"));
    }
}
