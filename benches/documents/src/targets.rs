//! What the figures are to be.

use crate::tokens::{COMMANDS, ENVELOPE, Size, TEXT, UTOIPA, UTOIPA_PLAIN, with_commas};

/// A document of 2,000 commands is written in fewer milliseconds.
const MILLISECONDS: f64 = 200.0;

/// The outcome of every target.
#[derive(Default)]
pub(crate) struct Targets {
    rows: Vec<Row>,
}

struct Row {
    what: String,
    value: String,
    /// What was wanted and whether it is so; `None` for what is only shown.
    target: Option<(&'static str, bool)>,
}

impl Targets {
    #[allow(clippy::cast_precision_loss, reason = "ratios are shown with two decimals")]
    pub(crate) fn add_sizes(&mut self, sizes: &[Size], count: usize) {
        let of = |name: &str| sizes.iter().find(|size| size.name == name).map_or(0, |size| size.tokens);
        let shown = with_commas(count);
        let ratio = |peer: &str| of(COMMANDS) as f64 / of(peer) as f64;
        let (json_rpc, plain) = (ratio(UTOIPA), ratio(UTOIPA_PLAIN));
        let name = format!("{COMMANDS} beside utoipa with JSON-RPC, {shown}");
        self.add(name, format!("{json_rpc:.2} ×"), "≤ 0.50 ×", json_rpc <= 0.5);
        // Shown for comparison: a document of other requests than those that are sent.
        self.rows.push(Row {
            what: format!("{COMMANDS} beside utoipa with plain bodies and failures, {shown}"),
            value: format!("{plain:.2} ×"),
            target: None,
        });
        let envelope = of(ENVELOPE);
        self.add(format!("{ENVELOPE}, {shown}"), envelope.to_string(), "< 300 tokens", envelope < 300);
        let each = of(TEXT) as f64 / count as f64;
        self.add(format!("{TEXT}, each of {shown}"), format!("{each:.1}"), "≤ 20 tokens", each <= 20.0);
    }

    pub(crate) fn add_time(&mut self, name: &str, milliseconds: f64) {
        let is_kept = milliseconds < MILLISECONDS;
        self.add(format!("writing {name}"), format!("{milliseconds:.1} ms"), "< 200 ms", is_kept);
    }

    fn add(&mut self, what: String, value: String, target: &'static str, is_kept: bool) {
        self.rows.push(Row { what, value, target: Some((target, is_kept)) });
    }

    pub(crate) fn are_kept(&self) -> bool {
        self.rows.iter().all(|row| row.target.is_none_or(|(_, is_kept)| is_kept))
    }

    pub(crate) fn table(&self) -> String {
        let mut table = String::from("| target | value | wanted | kept |\n|---|---:|---:|---|\n");
        for Row { what, value, target } in &self.rows {
            let (target, kept) = match target {
                Some((target, true)) => (*target, "yes"),
                Some((target, false)) => (*target, "**no**"),
                None => ("", ""),
            };
            table.push_str(&format!("| {what} | {value} | {target} | {kept} |\n"));
        }
        table
    }
}
