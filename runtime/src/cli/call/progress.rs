//! What a running command tells: how far it has come, and messages.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressFinish, ProgressStyle};

use super::console::{Colour, Console, visible_line};
use crate::{CallLog, LogLevel, LogMessage, Progress, ProgressReport};

/// A command that is done before this needs no bar.
const PATIENCE: Duration = Duration::from_millis(200);
/// Where there is no terminal, a line on progress is written at most this often.
const BETWEEN_LINES: Duration = Duration::from_secs(1);
/// In how many steps a bar fills, whatever the unit of the command is.
const STEPS: u32 = 1000;

/// Shows what a running command tells, on standard error; a clone shows it at the same place.
#[derive(Clone)]
pub(super) struct Reporter(Arc<State>);

struct State {
    console: Console,
    started: Instant,
    shown: Mutex<Shown>,
}

#[derive(Default)]
struct Shown {
    bar: Option<ProgressBar>,
    /// When the last line was written, where there is no bar.
    last_line: Option<Instant>,
    /// What the last line said.
    last_text: String,
}

impl Reporter {
    pub(super) fn new(console: &Console) -> Self {
        let state = State { console: console.clone(), started: Instant::now(), shown: Mutex::default() };
        Self(Arc::new(state))
    }

    /// Where the command reports progress.
    pub(super) fn progress(&self) -> Progress {
        let reporter = self.clone();
        Progress::to(move |report| reporter.report(&report))
    }

    /// Where the command tells what happens.
    pub(super) fn log(&self) -> CallLog {
        let reporter = self.clone();
        CallLog::to(move |message| reporter.aside(|console| tell(&message, console)))
    }

    /// Writes something while the bar, if there is one, is out of the way.
    pub(super) fn aside<T>(&self, write: impl FnOnce(&Console) -> T) -> T {
        let bar = self.shown().bar.clone();
        match bar {
            Some(bar) => bar.suspend(|| write(&self.0.console)),
            None => write(&self.0.console),
        }
    }

    /// Takes the bar away for good.
    pub(super) fn finish(&self) {
        if let Some(bar) = self.shown().bar.take() {
            bar.finish_and_clear();
        }
    }

    fn report(&self, report: &ProgressReport) {
        if self.0.console.shows_messages() {
            if self.0.started.elapsed() >= PATIENCE {
                move_bar(self.shown().bar.get_or_insert_with(bar), report);
            }
            return;
        }
        let text = text_of(report);
        let mut shown = self.shown();
        let is_due = shown.last_line.is_none_or(|last| last.elapsed() >= BETWEEN_LINES);
        let is_done = report.total.is_some_and(|total| report.done >= total);
        if (is_due || is_done) && shown.last_text != text {
            shown.last_line = Some(Instant::now());
            self.0.console.say(format_args!("progress: {text}"));
            shown.last_text = text;
        }
    }

    fn shown(&self) -> std::sync::MutexGuard<'_, Shown> {
        self.0.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn bar() -> ProgressBar {
    ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()).with_finish(ProgressFinish::AndClear)
}

fn move_bar(bar: &ProgressBar, report: &ProgressReport) {
    let template = match report.total {
        Some(total) if total > 0.0 => {
            let steps = (report.done / total).clamp(0.0, 1.0) * f64::from(STEPS);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "between 0 and the number of steps"
            )]
            let steps = steps as u64;
            bar.set_length(STEPS.into());
            bar.set_position(steps);
            "[{bar:30}] {msg} ({elapsed})"
        }
        _ => {
            bar.unset_length();
            bar.tick();
            "{spinner} {msg} ({elapsed})"
        }
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.set_message(text_of(report));
}

/// Progress in words, such as `3/10 counting`.
fn text_of(report: &ProgressReport) -> String {
    let mut text = match report.total {
        Some(total) => format!("{}/{total}", report.done),
        None => report.done.to_string(),
    };
    if let Some(message) = &report.message {
        text.push(' ');
        text.push_str(&visible_line(message));
    }
    text
}

fn tell(message: &LogMessage, console: &Console) {
    let (label, colour) = match message.level {
        LogLevel::Debug => ("debug", Colour::Dim),
        LogLevel::Info => ("info", Colour::Cyan),
        LogLevel::Notice => ("notice", Colour::Cyan),
        LogLevel::Warning => ("warning", Colour::Yellow),
        LogLevel::Error => ("error", Colour::Red),
        LogLevel::Critical => ("critical", Colour::Red),
        LogLevel::Alert => ("alert", Colour::Red),
        LogLevel::Emergency => ("emergency", Colour::Red),
    };
    console.labelled(label, colour, &message.text);
}

#[cfg(test)]
mod tests {
    use super::text_of;
    use crate::ProgressReport;

    #[test]
    fn progress_is_put_into_words() {
        let report = |done, total, message: Option<&str>| ProgressReport {
            done,
            total,
            message: message.map(str::to_owned),
        };
        assert_eq!(text_of(&report(3.0, Some(10.0), Some("a\nb"))), "3/10 a\\nb");
        assert_eq!(text_of(&report(0.5, None, None)), "0.5");
    }
}
