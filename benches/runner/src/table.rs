//! The table of results: a row for each measure, a column for each server.

use std::fmt::Write;

/// What a ratio to the first column has to be.
#[derive(Clone, Copy)]
pub(crate) enum Target {
    /// At most so many times the first column.
    AtMost(f64),
    /// At least so many times the first column.
    AtLeast(f64),
    /// At most this value, whatever the first column is.
    ValueAtMost(f64),
}

/// One measured value.
pub(crate) struct Cell {
    /// The value in the unit of its row.
    pub(crate) value: f64,
    /// The ratio to the first column.
    pub(crate) ratio: f64,
}

/// One measure over all servers.
pub(crate) struct Row {
    /// What was measured, with its unit.
    pub(crate) measure: String,
    /// One cell for each column; `None` where a server has no such thing.
    pub(crate) cells: Vec<Option<Cell>>,
    /// What the second column has to keep.
    pub(crate) target: Option<Target>,
}

/// All measures.
pub(crate) struct Table {
    /// Names of the servers; the first is what the ratios refer to, the second is held to the targets.
    pub(crate) columns: Vec<String>,
    /// The measures, in the order of printing.
    pub(crate) rows: Vec<Row>,
}

impl Row {
    /// A row whose ratios follow from the values.
    pub(crate) fn of_values(measure: &str, values: Vec<Option<f64>>, target: Option<Target>) -> Self {
        let reference = values.first().copied().flatten();
        let cells = values
            .into_iter()
            .map(|value| {
                value.map(|value| Cell {
                    value,
                    ratio: reference.map_or(f64::NAN, |reference| value / reference),
                })
            })
            .collect();
        Self { measure: measure.to_owned(), cells, target }
    }

    /// Whether the second column keeps the target; `None` without target or value.
    pub(crate) fn kept(&self) -> Option<bool> {
        let cell = self.cells.get(1)?.as_ref()?;
        Some(match self.target? {
            Target::AtMost(most) => cell.ratio <= most,
            Target::AtLeast(least) => cell.ratio >= least,
            Target::ValueAtMost(most) => cell.value <= most,
        })
    }
}

impl Table {
    /// The table in Markdown.
    pub(crate) fn to_markdown(&self) -> String {
        let mut text = format!("| measure | {} | target | kept |\n", self.columns.join(" | "));
        let _ = writeln!(text, "|---|{}---|---|", "---:|".repeat(self.columns.len()));
        for row in &self.rows {
            let cells: Vec<String> =
                row.cells.iter().enumerate().map(|(column, cell)| cell_text(column, cell.as_ref())).collect();
            let target = row.target.map(target_text).unwrap_or_default();
            let kept = row.kept().map_or("", |kept| if kept { "yes" } else { "**no**" });
            let _ = writeln!(text, "| {} | {} | {target} | {kept} |", row.measure, cells.join(" | "));
        }
        text
    }

    /// Whether every target that can be judged is kept.
    pub(crate) fn all_kept(&self) -> bool {
        self.rows.iter().all(|row| row.kept() != Some(false))
    }
}

fn cell_text(column: usize, cell: Option<&Cell>) -> String {
    match cell {
        None => "–".to_owned(),
        Some(cell) if column == 0 || cell.ratio.is_nan() => number(cell.value),
        Some(cell) => format!("{} ({:.3} ×)", number(cell.value), cell.ratio),
    }
}

fn target_text(target: Target) -> String {
    match target {
        Target::AtMost(most) => format!("≤ {most} ×"),
        Target::AtLeast(least) => format!("≥ {least:.2} ×"),
        Target::ValueAtMost(most) => format!("≤ {most}"),
    }
}

/// A number with thousands set apart; small ones with a digit behind the point.
fn number(value: f64) -> String {
    if value < 100.0 {
        return format!("{value:.1}");
    }
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(number(1_234_567.4), "1,234,567");
        assert_eq!(number(123.0), "123");
        assert_eq!(number(2.34), "2.3");
    }

    #[test]
    fn targets_are_judged_on_the_second_column() {
        let row = |value| {
            Row::of_values("instructions", vec![Some(100.0), Some(value)], Some(Target::AtMost(1.15)))
        };
        assert_eq!(row(115.0).kept(), Some(true));
        assert_eq!(row(116.0).kept(), Some(false));
        assert_eq!(
            Row::of_values("instructions", vec![Some(100.0), None], Some(Target::AtMost(1.15))).kept(),
            None
        );
    }
}
