//! What the comparison calls compatible is: no request that was valid is refused, no answer is new.
//!
//! Schemas of the kinds that types give are made, changed in a few places, and compared. Where the comparison says
//! that nothing breaks, values near both versions are made and judged by a validator that has nothing to do with the
//! comparison. `DIFF_CASES=100000` in front of the command tries more schemas.

mod instances;
mod mutations;
mod schemas;

use std::cell::Cell;

use commandry_schema::{
    Catalog,
    diff::{DiffOptions, diff},
};
use commandry_tests::Tape;
use jsonschema::Validator;
use proptest::{
    collection,
    prelude::any,
    test_runner::{Config, TestCaseError, TestError, TestRunner},
};
use serde_json::{Map, Value, json};

/// How many values are tried on each pair that is called compatible.
const VALUES: usize = 60;

/// A schema with the definitions it refers to.
#[derive(Clone, Debug)]
struct Version {
    schema: Value,
    definitions: Map<String, Value>,
}

impl Version {
    fn new(tape: &mut Tape<'_>) -> Self {
        Self { definitions: schemas::definitions(tape), schema: schemas::schema(tape, 0) }
    }

    /// The next version, changed in one to three places.
    fn next(&self, tape: &mut Tape<'_>) -> Self {
        let mut next = self.clone();
        for _ in 0..=tape.pick(3) {
            if tape.pick(3) == 0 {
                let name = tape.one(&schemas::DEFINITIONS);
                mutations::mutate(&mut next.definitions[name], &self.definitions, tape);
            } else {
                mutations::mutate(&mut next.schema, &self.definitions, tape);
            }
        }
        next
    }

    /// A catalog with one command that takes or gives this.
    fn catalog(&self, is_sent: bool) -> Catalog {
        let command = if is_sent {
            json!({"name": "c", "parameters": [{"name": "it", "required": true, "schema": self.schema}]})
        } else {
            json!({"name": "c", "result": {"schema": self.schema}})
        };
        serde_json::from_value(json!({
            "service": {"title": "t", "version": "1.0.0"}, "commands": [command], "schemas": self.definitions
        }))
        .expect("a catalog")
    }

    /// The judge; `None` when the schema is one that goes round in a circle without end.
    fn validator(&self) -> Option<Validator> {
        let mut definitions = self.definitions.clone();
        definitions.insert("Root".to_owned(), self.schema.clone());
        let document = json!({"$ref": "#/components/schemas/Root", "components": {"schemas": definitions}});
        (!self.is_circular()).then(|| jsonschema::validator_for(&document).expect("the schema is valid"))
    }

    /// Whether following references on one and the same value never ends.
    fn is_circular(&self) -> bool {
        self.definitions.values().chain([&self.schema]).any(|it| self.goes_round(it, 0))
    }

    fn goes_round(&self, schema: &Value, depth: usize) -> bool {
        if depth > 40 {
            return true;
        }
        let target = schema.get("$ref").and_then(Value::as_str).and_then(|it| it.rsplit('/').next());
        let target = target.and_then(|name| self.definitions.get(name));
        let parts =
            ["allOf", "anyOf", "oneOf"].into_iter().filter_map(|it| schema.get(it)?.as_array()).flatten();
        target.into_iter().chain(parts).any(|part| self.goes_round(part, depth + 1))
    }
}

fn is_compatible(base: &Version, new: &Version, is_sent: bool) -> bool {
    diff(&base.catalog(is_sent), &new.catalog(is_sent), &DiffOptions::default()).is_compatible()
}

#[test]
fn what_is_called_compatible_is() {
    let cases = std::env::var("DIFF_CASES").ok().and_then(|it| it.parse().ok()).unwrap_or(1_000);
    let (compatible, changed) = (Cell::new(0_u32), Cell::new(0_u32));
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
    let strategy = (collection::vec(any::<u32>(), 0..300), collection::vec(any::<u32>(), 0..4_000));
    let outcome = runner.run(&strategy, |(choices, of_values)| {
        let mut tape = Tape::new(&choices);
        let one = Version::new(&mut tape);
        let other = one.next(&mut tape);
        let (Some(judge), Some(other_judge)) = (one.validator(), other.validator()) else { return Ok(()) };
        let mut tape = Tape::new(&of_values);
        for (inner, outer, inner_judge, outer_judge) in
            [(&one, &other, &judge, &other_judge), (&other, &one, &other_judge, &judge)]
        {
            // Requests of the inner version stay valid; answers of the inner version were valid.
            let (as_request, as_answer) = (is_compatible(inner, outer, true), is_compatible(outer, inner, false));
            if !as_request && !as_answer {
                continue;
            }
            compatible.set(compatible.get() + 1);
            changed.set(changed.get() + u32::from(inner.schema != outer.schema));
            for turn in 0..VALUES {
                let near = if turn % 3 == 2 { outer } else { inner };
                let value = instances::near(&near.schema, &near.definitions, &mut tape);
                if inner_judge.is_valid(&value) && !outer_judge.is_valid(&value) {
                    return Err(TestCaseError::fail(format!(
                        "{value} fits\n  {}\nbut not\n  {}\ndefinitions of the one\n  {}\nof the other\n  {}\n\
                         called compatible as a request: {as_request}, as an answer: {as_answer}",
                        inner.schema,
                        outer.schema,
                        json!(inner.definitions),
                        json!(outer.definitions)
                    )));
                }
            }
        }
        Ok(())
    });
    match outcome {
        Ok(()) => {}
        Err(TestError::Fail(reason, _)) => panic!("{reason}"),
        Err(error) => panic!("{error}"),
    }
    // A comparison that finds fault with everything would pass as well.
    eprintln!(
        "{cases} pairs: {} times compatible, {} of these with another schema",
        compatible.get(),
        changed.get()
    );
    assert!(
        changed.get() > cases / 5,
        "only {} of {cases} pairs were compatible: the comparison proves too little",
        changed.get()
    );
}
