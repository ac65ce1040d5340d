//! The commands as plain functions, on the data that is shipped.

use super::*;
use crate::{
    customers::{CustomerLevel, CustomerLookupError},
    fixtures::{money, shop, shop_in_file, sku},
    products::{Category, ProductLookupError},
    stock::{ReservationError, ReservationId, StockError, StockService},
};

fn line(product: &str, quantity: u32) -> OrderLineRequest {
    OrderLineRequest { sku: sku(product), quantity, reservation: None }
}

async fn order(database: &State<Database>, lines: Vec<OrderLineRequest>) -> Result<Order, PlaceOrderError> {
    place_order(database.clone(), CustomerId(1), lines, Delivery::Pickup, None).await
}

fn stock(database: &State<Database>) -> StockService {
    StockService::new((**database).clone())
}

async fn on_hand(database: &State<Database>, product: &str) -> u32 {
    stock(database).stock_level(sku(product)).await.unwrap().on_hand
}

#[tokio::test]
async fn an_order_costs_what_its_quote_said() {
    let database = shop().await;
    let lines = vec![line("TEA-GREEN-100", 2), line("MUG-STONE", 1)];
    let delivery = Delivery::Courier { address: None };
    let quote = quote_order(database.clone(), CustomerId(1), lines.clone(), delivery.clone()).await.unwrap();
    assert_eq!(quote.amounts.goods, money("27.70"));
    assert_eq!(quote.amounts.discount_rate, CustomerLevel::Preferred.discount_rate());
    assert_eq!(quote.amounts.discount, money("1.39"), "5 % of 27.70 is 1.385");
    assert_eq!(quote.amounts.total, money("31.21"));
    assert_eq!(on_hand(&database, "TEA-GREEN-100").await, 120, "a quote takes nothing");
    let order = place_order(database.clone(), CustomerId(1), lines, delivery, None).await.unwrap();
    assert_eq!((order.amounts, &order.lines), (quote.amounts, &quote.lines));
    assert_eq!(on_hand(&database, "TEA-GREEN-100").await, 118);
    assert_eq!(get_order(database, order.id).await.unwrap(), order);
}

#[tokio::test]
async fn an_order_with_one_line_too_many_changes_nothing() {
    let database = shop().await;
    let refused = order(&database, vec![line("TEA-GREEN-100", 2), line("WHISK-BAMBOO", 1)]).await;
    let Err(PlaceOrderError::Stock(StockError::OutOfStock { sku, asked: 1, available: 0 })) = refused else {
        panic!("there is no whisk left: {refused:?}");
    };
    assert_eq!(sku.as_str(), "WHISK-BAMBOO");
    assert_eq!(on_hand(&database, "TEA-GREEN-100").await, 120);
    let twice = order(&database, vec![line("BOWL-MATCHA", 3), line("BOWL-MATCHA", 2)]).await;
    assert!(matches!(twice, Err(PlaceOrderError::Stock(StockError::OutOfStock { available: 1, .. }))));
    assert_eq!(on_hand(&database, "BOWL-MATCHA").await, 4);
}

#[tokio::test]
async fn an_order_names_only_what_exists() {
    let database = shop().await;
    let unknown = order(&database, vec![line("NO-SUCH", 1)]).await;
    assert!(matches!(
        unknown,
        Err(PlaceOrderError::Stock(StockError::Product(ProductLookupError::UnknownProduct { .. })))
    ));
    let lines = vec![line("MUG-STONE", 1)];
    let nobody = place_order(database.clone(), CustomerId(99), lines, Delivery::Pickup, None).await;
    assert!(matches!(nobody, Err(PlaceOrderError::Customer(CustomerLookupError::UnknownCustomer { .. }))));
    let reservation = Some(ReservationId(99));
    let unreserved = order(&database, vec![OrderLineRequest { reservation, ..line("MUG-STONE", 1) }]).await;
    assert!(matches!(
        unreserved,
        Err(PlaceOrderError::Reservation(ReservationError::UnknownReservation { .. }))
    ));
}

#[tokio::test]
async fn a_reservation_is_for_the_order_that_names_it() {
    let database = shop().await;
    let reserved = stock(&database).reserve_stock(sku("TEA-PUERH-200"), 3).await.unwrap();
    let other = order(&database, vec![line("TEA-PUERH-200", 1)]).await;
    assert!(matches!(other, Err(PlaceOrderError::Stock(StockError::OutOfStock { available: 0, .. }))));
    let reservation = Some(reserved.id);
    let wrong = order(&database, vec![OrderLineRequest { reservation, ..line("MUG-STONE", 1) }]).await;
    assert!(matches!(wrong, Err(PlaceOrderError::ReservationMismatch { .. })));
    let right = order(&database, vec![OrderLineRequest { reservation, ..line("TEA-PUERH-200", 3) }]).await;
    assert!(right.is_ok(), "{right:?}");
    let level = stock(&database).stock_level(sku("TEA-PUERH-200")).await.unwrap();
    assert_eq!((level.on_hand, level.reserved), (0, 0));
}

#[tokio::test]
async fn an_order_sent_twice_is_placed_once() {
    let database = shop().await;
    let place = || {
        let reference = Some("web-1".to_owned());
        place_order(database.clone(), CustomerId(1), vec![line("MUG-STONE", 1)], Delivery::Pickup, reference)
    };
    let first = place().await.unwrap();
    let second = place().await;
    assert!(matches!(second, Err(PlaceOrderError::ReferenceTaken { order, .. }) if order == first.id));
    assert_eq!(on_hand(&database, "MUG-STONE").await, 20);
}

#[tokio::test]
async fn an_order_goes_from_station_to_station() {
    let database = shop().await;
    let placed = order(&database, vec![line("MUG-STONE", 2)]).await.unwrap();
    let early = ship_order(database.clone(), placed.id, None).await.unwrap_err();
    assert_eq!(early.to_string(), format!("order {} is placed, this needs one that is paid", placed.id.0));

    let card = || PaymentMethod::Card { last_digits: "4242".to_owned() };
    let short = pay_order(database.clone(), placed.id, money("1.00"), card(), None).await;
    assert!(matches!(short, Err(PayOrderError::AmountMismatch { .. })));
    let paid = pay_order(database.clone(), placed.id, placed.amounts.total, card(), None).await.unwrap();
    assert_eq!(paid.status, OrderStatus::Paid);
    let again = pay_order(database.clone(), placed.id, placed.amounts.total, card(), None).await;
    assert!(matches!(again, Err(PayOrderError::Status(OrderStatusError::WrongStatus { .. }))));

    let day = NaiveDate::from_ymd_opt(2026, 3, 4);
    let shipped = ship_order(database.clone(), placed.id, day).await.unwrap();
    assert_eq!((shipped.status, shipped.shipped_on), (OrderStatus::Shipped, day));
    assert_eq!(get_order(database.clone(), placed.id).await.unwrap(), shipped);
    let late = cancel_order(database, placed.id).await;
    assert!(matches!(late, Err(OrderStatusError::WrongStatus { .. })));
}

#[tokio::test]
async fn a_cancelled_order_gives_its_units_back_once() {
    let database = shop().await;
    let placed = order(&database, vec![line("MUG-STONE", 5)]).await.unwrap();
    assert_eq!(on_hand(&database, "MUG-STONE").await, 16);
    assert_eq!(cancel_order(database.clone(), placed.id).await.unwrap().status, OrderStatus::Cancelled);
    assert_eq!(on_hand(&database, "MUG-STONE").await, 21);
    assert!(cancel_order(database.clone(), placed.id).await.is_err());
    assert_eq!(on_hand(&database, "MUG-STONE").await, 21);
}

#[tokio::test]
async fn lists_are_narrowed_down_and_paged() {
    let database = shop().await;
    let list = async |customer, status, limit, cursor| {
        list_orders(database.clone(), customer, status, None, None, limit, cursor).await.unwrap()
    };
    assert_eq!(list(Some(CustomerId(2)), None, 20, None).await.items.len(), 2);
    assert_eq!(list(None, Some(OrderStatus::Cancelled), 20, None).await.items.len(), 1);
    let first = list(None, None, 10, None).await;
    let rest = list(None, None, 10, first.next_cursor).await;
    let ids: Vec<u32> = first.items.iter().chain(&rest.items).map(|order| order.id.0).collect();
    assert_eq!(ids, (1..=15).rev().collect::<Vec<u32>>());
    let day = |text: &str| Some(text.parse::<DateTime<Utc>>().unwrap());
    let (from, before) = (day("2026-01-08T10:10:00Z"), day("2026-01-15T11:37:00Z"));
    let january = list_orders(database, None, None, from, before, 20, None).await.unwrap();
    assert_eq!(january.items.iter().map(|order| order.id.0).collect::<Vec<u32>>(), [8]);
}

#[tokio::test]
async fn a_report_counts_whole_days_and_leaves_out_what_was_cancelled() {
    let database = shop().await;
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let (from, until) = (day("2025-12-01"), day("2025-12-11"));
    let report = sales_report(database.clone(), from, until).await.unwrap();
    assert_eq!((report.orders, report.revenue), (2, money("293.33")));
    let shelves: Vec<(Category, u32, Money)> =
        report.by_category.iter().map(|it| (it.category, it.units, it.goods)).collect();
    assert_eq!(shelves, [(Category::Tea, 20, money("163.00")), (Category::Sweets, 32, money("154.20"))]);
    let reversed = sales_report(database.clone(), until, from).await;
    assert!(matches!(reversed, Err(ReportError::PeriodReversed { .. })));
    let forever = sales_report(database, day("0001-01-01"), day("9999-12-31")).await.unwrap();
    assert_eq!(forever.orders, 14);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_orders_at_once_never_sell_a_unit_twice() {
    let folder = tempfile::tempdir().unwrap();
    let database = shop_in_file(&folder).await;
    let calls: Vec<_> = (0..50)
        .map(|_| {
            let database = database.clone();
            tokio::spawn(async move {
                order(&database, vec![line("MUG-STONE", 1), line("TEA-GREEN-100", 1)]).await
            })
        })
        .collect();
    let mut sold = 0;
    for call in calls {
        match call.await.unwrap() {
            Ok(_) => sold += 1,
            Err(PlaceOrderError::Stock(StockError::OutOfStock { .. })) => {}
            Err(error) => panic!("only a lack of stock may refuse: {error:?}"),
        }
    }
    assert_eq!(sold, 21, "there were 21 mugs");
    assert_eq!(on_hand(&database, "MUG-STONE").await, 0);
    assert_eq!(on_hand(&database, "TEA-GREEN-100").await, 99, "a refused order keeps no tea back");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_programs_on_one_file_never_sell_a_unit_twice() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (shop_in_file(&folder).await, shop_in_file(&folder).await);
    let calls: Vec<_> = (0..30)
        .map(|number| {
            let database = if number % 2 == 0 { one.clone() } else { other.clone() };
            tokio::spawn(async move { order(&database, vec![line("MUG-STONE", 1)]).await })
        })
        .collect();
    let mut sold = 0;
    for call in calls {
        sold += u32::from(call.await.unwrap().is_ok());
    }
    assert_eq!((sold, on_hand(&one, "MUG-STONE").await), (21, 0));
}
