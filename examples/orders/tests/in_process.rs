//! The application without a process: typed calls, and every documented example tried out.

use std::collections::BTreeMap;

use commandry::{Dispatcher, Origin};
use orders::{
    customers::{CustomerId, CustomerLevel, list_customers},
    orders::{Delivery, OrderLineRequest, PaymentMethod, pay_order, place_order},
    stock::{reserve_stock, stock_level},
    values::Sku,
};

async fn dispatcher() -> Dispatcher {
    orders::app().set_option("db", ":memory:").build().await.expect("the application can be set up")
}

fn sku(text: &str) -> Sku {
    text.parse().expect(text)
}

#[tokio::test]
async fn calls_are_typed_from_end_to_end() {
    let dispatcher = dispatcher().await;
    let reservation = dispatcher.call::<reserve_stock>((sku("MUG-STONE"), 3)).await.unwrap();
    let lines =
        vec![OrderLineRequest { sku: sku("MUG-STONE"), quantity: 3, reservation: Some(reservation.id) }];
    let order = dispatcher.call::<place_order>((CustomerId(1), lines, Delivery::Pickup, None)).await.unwrap();
    let level = dispatcher.call::<stock_level>((sku("MUG-STONE"),)).await.unwrap();
    assert_eq!((level.on_hand, level.reserved), (18, 0));

    let refused = dispatcher
        .call::<pay_order>((order.id, order.amounts.goods, PaymentMethod::Cash, None))
        .await
        .expect_err("the goods without the discount are not what is due");
    assert_eq!((refused.code(), refused.kind(), refused.http_status()), (1405, "amount_mismatch", 409));
    let page = dispatcher.call::<list_customers>((Some(CustomerLevel::Wholesale), 2, None)).await.unwrap();
    assert_eq!(page.items.len(), 2);
}

/// Results that hold a moment, which no example can foretell.
const RESULTS_WITH_A_MOMENT: [&str; 2] = ["register_customer", "reserve_stock"];

#[tokio::test]
async fn every_example_works_on_the_data_that_is_shipped() {
    let catalog = orders::app().catalog().expect("the commands fit together");
    let mut tried = BTreeMap::new();
    // The commands of the group `jobs` speak of a job whose name no example can foretell.
    let has_data = |group: &str| group != "jobs";
    for command in catalog.commands.iter().filter(|it| it.group.as_deref().is_some_and(has_data)) {
        for example in &command.examples {
            let dispatcher = dispatcher().await;
            if command.name == "release_reservation" {
                dispatcher.call::<reserve_stock>((sku("MUG-STONE"), 1)).await.expect("there are some");
            }
            let answer = dispatcher.call_by_name(&command.name, &example.params, &Origin::default()).await;
            let result =
                answer.unwrap_or_else(|error| panic!("{} {}: {error}", command.name, example.params));
            if let Some(told) = &example.result
                && !RESULTS_WITH_A_MOMENT.contains(&command.name.as_str())
            {
                assert_eq!(&result, told, "{} {}", command.name, example.params);
            }
            *tried.entry(command.group.clone()).or_insert(0) += 1;
        }
    }
    assert_eq!(tried.len(), 4, "every group has examples: {tried:?}");
}
