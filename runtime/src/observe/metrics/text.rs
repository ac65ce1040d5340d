//! The text format that Prometheus read before there was OpenMetrics, and that everything else reads.

/// Turns OpenMetrics into it.
///
/// The two differ in how counters are named where they are described: `calls` there, and `calls_total` here.
pub(super) fn plain(open_metrics: &str) -> String {
    let mut text = String::with_capacity(open_metrics.len() + 512);
    let mut help: Option<(&str, &str)> = None;
    for line in open_metrics.lines() {
        if line == "# EOF" || line.starts_with("# UNIT ") {
            continue;
        }
        if let Some(rest) = line.strip_prefix("# HELP ") {
            // Whether it is a counter is said on the next line.
            help = rest.split_once(' ');
            continue;
        }
        if let Some((name, kind)) = line.strip_prefix("# TYPE ").and_then(|rest| rest.split_once(' ')) {
            let total = if kind == "counter" { "_total" } else { "" };
            if let Some((name, words)) = help.take() {
                text.push_str(&format!("# HELP {name}{total} {words}\n"));
            }
            text.push_str(&format!("# TYPE {name}{total} {kind}\n"));
            continue;
        }
        text.push_str(line);
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn counters_are_described_by_the_name_that_they_have() {
        let open = "# HELP calls Calls.\n# TYPE calls counter\ncalls_total{a=\"# EOF\"} 1\n\
                    # HELP open Open.\n# TYPE open gauge\nopen 2\n# EOF\n";
        let expected = "# HELP calls_total Calls.\n# TYPE calls_total counter\ncalls_total{a=\"# EOF\"} 1\n\
                        # HELP open Open.\n# TYPE open gauge\nopen 2\n";
        assert_eq!(plain(open), expected);
    }
}
