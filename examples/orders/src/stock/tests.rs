//! The commands as plain methods, on the data that is shipped.

use super::*;
use crate::{
    fixtures::{shop, shop_in_file, sku},
    products::discontinue_product,
};

async fn service() -> StockService {
    StockService::new((*shop().await).clone())
}

#[tokio::test]
async fn what_is_reserved_is_not_available() {
    let stock = service().await;
    let before = stock.stock_level(sku("TEA-GREEN-100")).await.unwrap();
    assert_eq!((before.on_hand, before.reserved, before.available), (120, 0, 120));
    let reservation = stock.reserve_stock(sku("TEA-GREEN-100"), 100).await.unwrap();
    let during = stock.stock_level(sku("TEA-GREEN-100")).await.unwrap();
    assert_eq!((during.on_hand, during.reserved, during.available), (120, 100, 20));
    let refused = stock.reserve_stock(sku("TEA-GREEN-100"), 21).await;
    assert!(matches!(refused, Err(StockError::OutOfStock { asked: 21, available: 20, .. })));
    stock.release_reservation(reservation.id).await.unwrap();
    assert_eq!(stock.stock_level(sku("TEA-GREEN-100")).await.unwrap(), before);
    let again = stock.release_reservation(reservation.id).await;
    assert!(matches!(again, Err(ReservationError::UnknownReservation { .. })));
}

#[tokio::test]
async fn a_reservation_runs_out_by_itself() {
    let database = shop().await;
    let product = sku("TEA-PUERH-200");
    let start = Utc::now();
    let end = start + TimeDelta::minutes(15);
    let mut transaction = database.write().await.unwrap();
    let reservation = store::reserve(&mut transaction, &product, 3, start, end).await.unwrap();
    let just_before = end - TimeDelta::microseconds(1);
    let level = store::level(&mut transaction, &product, just_before).await.unwrap();
    assert_eq!(level.available, 0);
    let level = store::level(&mut transaction, &product, end).await.unwrap();
    assert_eq!((level.reserved, level.available), (0, 3));
    let late = store::release(&mut transaction, reservation.id, end).await;
    assert!(matches!(late, Err(ReservationError::UnknownReservation { .. })));
    store::reserve(&mut transaction, &product, 3, end, end + TimeDelta::minutes(15)).await.unwrap();
}

#[tokio::test]
async fn deliveries_and_counts_are_written_down() {
    let stock = service().await;
    let mug = sku("MUG-STONE");
    let note = Some("delivery note 7731".to_owned());
    assert_eq!(stock.receive_stock(mug.clone(), 4, note.clone()).await.unwrap().on_hand, 25);
    assert_eq!(stock.adjust_stock(mug.clone(), 22, None).await.unwrap().on_hand, 22);
    assert_eq!(
        stock.adjust_stock(mug.clone(), 22, None).await.unwrap().on_hand,
        22,
        "no difference, no movement"
    );
    let first = stock.list_stock_movements(mug.clone(), 2, None).await.unwrap();
    let told: Vec<(MovementReason, i64, u32)> =
        first.items.iter().map(|it| (it.reason, it.change, it.on_hand_after)).collect();
    assert_eq!(told, [(MovementReason::Stocktake, -3, 22), (MovementReason::Delivery, 4, 25)]);
    assert_eq!(first.items[1].note, note);
    let rest = stock.list_stock_movements(mug, 100, first.next_cursor).await.unwrap();
    let told: Vec<MovementReason> = rest.items.iter().map(|it| it.reason).collect();
    assert_eq!(told, [MovementReason::Sale, MovementReason::Delivery]);
}

#[tokio::test]
async fn a_delivery_must_make_sense() {
    let stock = service().await;
    let unknown = stock.receive_stock(sku("NO-SUCH"), 1, None).await;
    assert!(matches!(unknown, Err(ReceiveStockError::Product(ProductLookupError::UnknownProduct { .. }))));
    discontinue_product(State::new(stock.database.clone()), sku("MUG-ENAMEL")).await.unwrap();
    let discontinued = stock.receive_stock(sku("MUG-ENAMEL"), 1, None).await;
    assert!(matches!(discontinued, Err(ReceiveStockError::ProductDiscontinued { .. })));
    stock.adjust_stock(sku("MUG-STONE"), SHELF_LIMIT, None).await.unwrap();
    let full = stock.receive_stock(sku("MUG-STONE"), 1, None).await;
    assert!(matches!(full, Err(ReceiveStockError::ShelfFull { would_be: 1_000_001, .. })));
}

#[tokio::test]
async fn what_runs_short_is_listed() {
    let stock = service().await;
    let low = stock.list_low_stock(2, 20, None).await.unwrap();
    let units: Vec<&str> = low.items.iter().map(|level| level.sku.as_str()).collect();
    assert_eq!(units, ["KETTLE-GOOSE", "WHISK-BAMBOO"]);
    stock.reserve_stock(sku("BOWL-MATCHA"), 3).await.unwrap();
    let first = stock.list_low_stock(2, 2, None).await.unwrap();
    let rest = stock.list_low_stock(2, 2, first.next_cursor).await.unwrap();
    let units: Vec<&str> = first.items.iter().chain(&rest.items).map(|level| level.sku.as_str()).collect();
    assert_eq!(units, ["BOWL-MATCHA", "KETTLE-GOOSE", "WHISK-BAMBOO"], "reserved units are missing as well");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_reservations_at_once_never_exceed_the_stock() {
    let folder = tempfile::tempdir().unwrap();
    let stock = StockService::new((*shop_in_file(&folder).await).clone());
    let calls: Vec<_> = (0..60)
        .map(|_| {
            let stock = stock.clone();
            tokio::spawn(async move { stock.reserve_stock(sku("MUG-STONE"), 2).await })
        })
        .collect();
    let mut granted = 0;
    for call in calls {
        match call.await.unwrap() {
            Ok(_) => granted += 1,
            Err(StockError::OutOfStock { .. }) => {}
            Err(error) => panic!("only a lack of stock may refuse: {error:?}"),
        }
    }
    let level = stock.stock_level(sku("MUG-STONE")).await.unwrap();
    assert_eq!((granted, level.on_hand, level.reserved, level.available), (10, 21, 20, 1));
}
