//! Lints that were switched off on a command. These cannot be switched off themselves.

use super::{Check, Faults, Lint, Severity, Subject, lints};

pub(super) const LINTS: &[Lint] = &[
    Lint {
        id: "allowed-lint-unknown",
        severity: Severity::Error,
        explanation: "There is no lint of the name that `allow(…)` gives, so that nothing is switched off. Correct the \
            name or remove the `allow`.",
        check: Check::Command(allowed_lint_unknown),
    },
    Lint {
        id: "allowed-lint-without-reason",
        severity: Severity::Error,
        explanation: "Who reads an `allow(…)` later must know why the rule does not apply. Write \
            `allow(\"…\", reason = \"…\")`.",
        check: Check::Command(allowed_lint_without_reason),
    },
];

fn allowed_lint_unknown(subject: &Subject<'_>, faults: &mut Faults) {
    let place = subject.remedy("allow(…)", "allowed_lints");
    for allowed in &subject.command.allowed_lints {
        let id = &allowed.lint;
        match lints().find(|lint| lint.id == id) {
            Some(lint) if lint.is_on_commands() => {}
            Some(_) => faults.add(format!(
                "`{id}` looks at files and crates and at no command, so that `{place}` switches nothing off; remove it"
            )),
            None => {
                faults.add(format!("there is no lint `{id}`; correct the name in `{place}` or remove it"));
            }
        }
    }
}

fn allowed_lint_without_reason(subject: &Subject<'_>, faults: &mut Faults) {
    for allowed in &subject.command.allowed_lints {
        if allowed.reason.trim().is_empty() {
            let remedy = subject.remedy("write `reason = \"…\"`", "give it a `reason`");
            faults.add(format!("the lint `{}` is switched off without a reason; {remedy}", allowed.lint));
        }
    }
}
