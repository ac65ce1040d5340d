//! Whether all surfaces say the same.

use std::{error::Error, fmt};

use serde_json::Value;

use super::{Outcome, Surface};

/// What came of one call through each surface.
#[derive(Clone, Debug)]
pub struct Outcomes {
    name: String,
    params: Value,
    /// The dispatcher's own comes first.
    by_surface: Vec<(Surface, Outcome)>,
}

/// Surfaces that tell different things of one call; it shows all of them.
#[derive(Clone, Debug)]
pub struct Disagreement(String);

impl Outcomes {
    pub(super) fn new(name: &str, params: Value, outcomes: Vec<(Surface, Outcome)>) -> Self {
        Self { name: name.to_owned(), params, by_surface: outcomes }
    }

    /// What came of the call through one surface; `None` where the command has no such surface.
    pub fn on(&self, surface: Surface) -> Option<&Outcome> {
        self.by_surface.iter().find(|(other, _)| *other == surface).map(|(_, outcome)| outcome)
    }

    /// The outcome of each surface.
    pub fn iter(&self) -> impl Iterator<Item = (Surface, &Outcome)> {
        self.by_surface.iter().map(|(surface, outcome)| (*surface, outcome))
    }

    /// The outcome that all surfaces agree on.
    ///
    /// Results are compared as JSON. Failures are compared in everything that a surface tells of them, which at least is
    /// the kind; the names of incidents, which differ from call to call, are left out.
    ///
    /// # Panics
    ///
    /// Panics when they do not agree, and shows what each says.
    #[track_caller]
    pub fn agreed(&self) -> &Outcome {
        match self.agree() {
            Ok(outcome) => outcome,
            Err(disagreement) => panic!("{disagreement}"),
        }
    }

    /// The outcome that all surfaces agree on.
    ///
    /// # Errors
    ///
    /// Fails when they do not agree.
    pub fn agree(&self) -> Result<&Outcome, Disagreement> {
        let [(_, expected), others @ ..] = self.by_surface.as_slice() else {
            return Err(Disagreement("nothing was called".to_owned()));
        };
        if others.iter().all(|(surface, outcome)| agrees(*surface, expected, outcome)) {
            return Ok(expected);
        }
        let mut text = format!("the surfaces do not agree on {} with {}:", self.name, self.params);
        for (surface, outcome) in &self.by_surface {
            let mark = if agrees(*surface, expected, outcome) { ' ' } else { '!' };
            text.push_str(&format!("\n{mark} {surface:?}: {outcome:?}"));
        }
        Err(Disagreement(text))
    }
}

fn agrees(surface: Surface, expected: &Outcome, outcome: &Outcome) -> bool {
    match (expected, outcome) {
        (Outcome::Done(one), Outcome::Done(other)) => one == other,
        (Outcome::Failed(one), Outcome::Failed(other)) => {
            // A status is an exit code on the command line.
            let status = surface == Surface::CommandLine || same_if_told(one.status, other.status);
            one.kind == other.kind
                && same_if_told(one.code, other.code)
                && same_if_told(one.message(), other.message())
                && same_if_told(one.data(), other.data())
                && status
        }
        _ => false,
    }
}

fn same_if_told<T: PartialEq>(one: Option<T>, other: Option<T>) -> bool {
    one.is_none() || other.is_none() || one == other
}

impl fmt::Display for Disagreement {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Error for Disagreement {}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::{Outcome, Outcomes, Surface};
    use crate::testing::Failure;

    fn failure(kind: &str, message: Option<&str>) -> Outcome {
        let message = message.map(str::to_owned);
        Outcome::Failed(Failure {
            code: Some(1),
            kind: kind.into(),
            message,
            data: Some(Map::new()),
            status: None,
        })
    }

    fn agree(outcomes: &[Outcome]) -> bool {
        let surfaces = [Surface::Dispatcher, Surface::JsonRpc, Surface::Mcp];
        let outcomes = surfaces.into_iter().zip(outcomes.iter().cloned()).collect();
        Outcomes::new("add", Value::Null, outcomes).agree().is_ok()
    }

    #[test]
    fn whatever_differs_is_a_disagreement() {
        let done = |value: Value| Outcome::Done(value);
        assert!(agree(&[done(json!(1)), done(json!(1))]));
        assert!(!agree(&[done(json!(1)), done(json!(1)), done(json!(2))]));
        assert!(!agree(&[done(json!(1)), failure("a", None)]));
        assert!(!agree(&[failure("a", None), done(json!(1))]));
        assert!(agree(&[failure("a", Some("x")), failure("a", None)]));
        assert!(!agree(&[failure("a", Some("x")), failure("a", Some("y"))]));
        assert!(!agree(&[failure("a", None), failure("b", None)]));
        assert!(!agree(&[]));
    }

    #[test]
    fn a_disagreement_shows_who_says_what() {
        let outcomes =
            vec![(Surface::Dispatcher, Outcome::Done(json!(1))), (Surface::JsonRpc, Outcome::Done(json!(2)))];
        let error = Outcomes::new("add", json!({"a": 1}), outcomes).agree().unwrap_err();
        let text = error.to_string();
        assert!(text.starts_with("the surfaces do not agree on add with {\"a\":1}:"), "{text}");
        assert!(text.contains("\n! JsonRpc: Done(Number(2))"), "{text}");
    }
}
