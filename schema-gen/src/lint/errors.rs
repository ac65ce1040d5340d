//! How failures are declared and documented.

use super::{Check, Faults, Lint, Severity, Subject};

pub(super) const LINTS: &[Lint] = &[
    Lint {
        id: "errors-undeclared",
        severity: Severity::Error,
        explanation: "The command can fail, but its error type does not declare in which ways, so that callers only \
            see a generic failure. Derive `CommandErrors` on the error type and return it.",
        check: Check::Command(errors_undeclared),
    },
    Lint {
        id: "error-undocumented",
        severity: Severity::Strict,
        explanation: "Callers must know when a kind of error happens and what to do then. Write `///` above the \
            variant of the error type.",
        check: Check::Command(error_undocumented),
    },
    Lint {
        id: "errors-section-on-infallible",
        severity: Severity::Error,
        explanation: "The documentation has a section `# Errors`, but the function does not return a `Result`. Remove \
            the section, or return the errors it speaks of.",
        check: Check::Command(errors_section_on_infallible),
    },
];

fn errors_undeclared(subject: &Subject<'_>, faults: &mut Faults) {
    let errors = &subject.command.errors;
    if errors.fallible && !errors.declared {
        faults.add(subject.remedy(
            "the command can fail, but its error type declares no kinds; derive `CommandErrors` on it, so that callers \
             can tell failures apart",
            "the command can fail, but nothing says in which ways; list its errors, so that callers can tell failures \
             apart",
        ));
    }
}

fn error_undocumented(subject: &Subject<'_>, faults: &mut Faults) {
    for kind in &subject.command.errors.kinds {
        if kind.description.trim().is_empty() {
            let remedy = subject.remedy("write `///` above its variant", "give its response a `description`");
            faults.add(format!("error `{}` has no description; {remedy}", kind.kind));
        }
    }
}

fn errors_section_on_infallible(subject: &Subject<'_>, faults: &mut Faults) {
    let errors = &subject.command.errors;
    if !errors.fallible && !errors.description.trim().is_empty() {
        faults.add(subject.remedy(
            "there is a section `# Errors`, but the function cannot fail; remove it or return a `Result`",
            "errors are described, but the command cannot fail; remove the words or list the errors",
        ));
    }
}
