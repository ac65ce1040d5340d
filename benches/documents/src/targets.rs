//! What the figures are to be.

use crate::tokens::{COMMANDS, ENVELOPE, Size, TEXT, UTOIPA, with_commas};

/// A document of 2,000 commands is written in fewer milliseconds.
const MILLISECONDS: f64 = 200.0;

/// The outcome of every target.
#[derive(Default)]
pub(crate) struct Targets {
    rows: Vec<(String, String, String, bool)>,
}

impl Targets {
    #[allow(clippy::cast_precision_loss, reason = "ratios are shown with two decimals")]
    pub(crate) fn add_sizes(&mut self, sizes: &[Size], count: usize) {
        let of = |name: &str| sizes.iter().find(|size| size.name == name).map_or(0, |size| size.tokens);
        let shown = with_commas(count);
        let ratio = of(COMMANDS) as f64 / of(UTOIPA) as f64;
        self.add(
            format!("{COMMANDS} beside utoipa, {shown}"),
            format!("{ratio:.2} ×"),
            "≤ 0.50 ×",
            ratio <= 0.5,
        );
        let envelope = of(ENVELOPE);
        self.add(format!("{ENVELOPE}, {shown}"), envelope.to_string(), "< 300 tokens", envelope < 300);
        let each = of(TEXT) as f64 / count as f64;
        self.add(format!("{TEXT}, each of {shown}"), format!("{each:.1}"), "≤ 20 tokens", each <= 20.0);
    }

    pub(crate) fn add_time(&mut self, name: &str, milliseconds: f64) {
        let is_kept = milliseconds < MILLISECONDS;
        self.add(format!("writing {name}"), format!("{milliseconds:.1} ms"), "< 200 ms", is_kept);
    }

    fn add(&mut self, what: String, value: String, target: &str, is_kept: bool) {
        self.rows.push((what, value, target.to_owned(), is_kept));
    }

    pub(crate) fn are_kept(&self) -> bool {
        self.rows.iter().all(|row| row.3)
    }

    pub(crate) fn table(&self) -> String {
        let mut table = String::from("| target | value | wanted | kept |\n|---|---:|---:|---|\n");
        for (what, value, target, is_kept) in &self.rows {
            let kept = if *is_kept { "yes" } else { "**no**" };
            table.push_str(&format!("| {what} | {value} | {target} | {kept} |\n"));
        }
        table
    }
}
