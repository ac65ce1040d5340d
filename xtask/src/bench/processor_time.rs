//! Processor time of child processes: unlike the time on the clock, it hardly depends on what else the machine does.

use std::process::Command;

/// The unit of times in `/proc`, which Linux fixes for programs at a hundredth of a second.
const TICKS_PER_SECOND: f64 = 100.0;

/// Runs a command to its end and returns the processor seconds, user and system, of it and all its children.
pub(super) fn of(command: &mut Command) -> Result<f64, String> {
    let before = of_children()?;
    let status = command.status().map_err(|error| format!("{command:?} does not start: {error}"))?;
    if !status.success() {
        return Err(format!("{command:?} ended with {status}"));
    }
    Ok(of_children()? - before)
}

/// Processor seconds of all children that this process has waited for.
fn of_children() -> Result<f64, String> {
    let stat = std::fs::read_to_string("/proc/self/stat")
        .map_err(|error| format!("processor times are read from /proc, which only Linux has: {error}"))?;
    parse(&stat).map(|ticks| ticks / TICKS_PER_SECOND).ok_or_else(|| format!("cannot read {stat:?}"))
}

/// The ticks of waited-for children, user and system: fields 16 and 17, counted from 1.
fn parse(stat: &str) -> Option<f64> {
    // The second field is the name of the program in parentheses and may hold anything, spaces included.
    let (_, fields) = stat.rsplit_once(')')?;
    let mut ticks = fields.split_whitespace().skip(13).map(str::parse::<f64>);
    Some(ticks.next()?.ok()? + ticks.next()?.ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_times_of_children() {
        let stat = "7 (a ) name) S 1 1 1 0 -1 4194304 10 20 0 0 3 4 150 25 20 0 1 0 99 1000 1";
        assert_eq!(parse(stat), Some(175.0));
    }

    #[test]
    fn counts_the_work_of_a_child() {
        let spent =
            of(Command::new("sh").args(["-c", "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done"])).unwrap();
        assert!(spent > 0.0, "{spent}");
    }

    #[test]
    fn tells_when_a_child_fails() {
        assert!(of(&mut Command::new("false")).unwrap_err().contains("ended with"));
    }
}
