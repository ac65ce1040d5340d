//! Commands that are methods of a service.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use commandry::{Dispatcher, Registry, prelude::*};
use commandry_tests::{error_of, result_of};
use serde_json::{Value, json};

/// Keeps stock.
#[derive(Clone, Default)]
struct StockService {
    units: Arc<AtomicU32>,
}

/// Why stock cannot be taken.
#[derive(Debug, thiserror::Error, CommandErrors)]
enum StockError {
    /// Fewer units are left than were asked for.
    #[error("only {left} left")]
    #[command_error(code = 1001, status = 409)]
    OutOfStock { left: u32 },
}

type Outcome<T> = Result<T, StockError>;

#[commands(group = "stock")]
impl StockService {
    /// Puts units on the shelf.
    #[command(idempotent = false)]
    fn put_units(
        &self,
        /// How many.
        #[param(range(min = 1, max = 1000))]
        count: u32,
    ) -> u32 {
        self.units.fetch_add(count, Ordering::SeqCst) + count
    }

    /// Takes units from the shelf.
    #[command]
    async fn take_units(
        &self,
        #[inject] context: Context,
        /// How many.
        count: u32,
        /// What for.
        purpose: Option<String>,
    ) -> Outcome<Value> {
        tokio::task::yield_now().await;
        let taken = self.try_take(count);
        taken.map_err(|left| StockError::OutOfStock { left })?;
        Ok(json!([context.command(), count, purpose]))
    }

    /// Counts the shelf.
    #[command(name = "count_units", group = "reports", read_only, aliases("stock_level"))]
    fn count(&self) -> u32 {
        self.units.load(Ordering::SeqCst)
    }

    /// Counts the shelf slowly.
    #[command(read_only, blocking)]
    fn recount_units(&self) -> u32 {
        std::thread::sleep(std::time::Duration::from_millis(1));
        self.units.load(Ordering::SeqCst)
    }

    fn try_take(&self, count: u32) -> Result<u32, u32> {
        self.units.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |units| units.checked_sub(count))
    }
}

fn registry() -> Registry {
    Registry::new().with::<put_units>().with::<take_units>().with::<count_units>().with::<recount_units>()
}

#[tokio::test]
async fn methods_are_commands_of_their_service() {
    let service = StockService::default();
    let dispatcher = Dispatcher::builder(registry()).state(service.clone()).build().unwrap();
    assert_eq!(result_of(&dispatcher, "put_units", &json!({"count": 5})).await, 5);
    assert_eq!(
        result_of(&dispatcher, "take_units", &json!({"count": 2, "purpose": "sale"})).await,
        json!(["take_units", 2, "sale"])
    );
    assert_eq!(dispatcher.call::<take_units>((1, None)).await.unwrap(), json!(["take_units", 1, null]));
    for name in ["count_units", "stock_level", "recount_units"] {
        assert_eq!(result_of(&dispatcher, name, &json!([])).await, 2, "{name}");
    }
    let error = error_of(&dispatcher, "take_units", &json!([3])).await;
    assert_eq!((&error["code"], &error["data"]["details"]), (&json!(1001), &json!({"left": 2})));
    let error = error_of(&dispatcher, "put_units", &json!([0])).await;
    assert_eq!(error["data"]["errors"][0]["pointer"], "/count", "{error}");
    assert_eq!(service.count(), 2, "the methods stay methods");
    assert_eq!(service.put_units(1), 3);
}

#[test]
fn methods_inherit_the_group_of_their_service() {
    let catalog = registry().catalog().unwrap();
    let groups: Vec<(&str, Option<&str>)> =
        catalog.commands.iter().map(|command| (command.name.as_str(), command.group.as_deref())).collect();
    assert_eq!(
        groups,
        [
            ("count_units", Some("reports")),
            ("put_units", Some("stock")),
            ("recount_units", Some("stock")),
            ("take_units", Some("stock"))
        ]
    );
    let take = &catalog.commands[3];
    let names: Vec<&str> = take.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
    assert_eq!(names, ["count", "purpose"], "neither `self` nor what the server hands in");
    assert!(take.errors.declared && take.errors.kinds[0].kind == "out_of_stock", "{take:?}");
}

#[test]
fn the_service_is_a_state_that_can_be_missing() {
    let error = Dispatcher::builder(registry()).build().unwrap_err();
    assert_eq!(error.reasons().len(), 4, "{error}");
    assert!(error.reasons().iter().all(|reason| reason.contains("StockService")), "{error}");
}
