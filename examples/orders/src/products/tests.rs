//! The commands as plain functions, on the data that is shipped.

use std::sync::{Arc, Mutex};

use super::*;
use crate::{
    fixtures::{price, shop, sku},
    stock::StockService,
};

async fn import(
    database: &State<Database>,
    text: &str,
    existing: ExistingProducts,
) -> Result<ImportSummary, ImportError> {
    let source = ProductSource::Csv { text: text.to_owned() };
    import_products(database.clone(), Progress::silent(), CancellationToken::new(), source, existing).await
}

fn many_rows(count: u32) -> Vec<NewProduct> {
    let row = |number| NewProduct {
        sku: sku(&format!("NEW-{number}")),
        name: format!("Product {number}"),
        description: None,
        category: Category::Sweets,
        price: price("1.00"),
        tags: Vec::new(),
    };
    (1..=count).map(row).collect()
}

#[tokio::test]
async fn a_new_product_is_found_and_has_no_stock() {
    let database = shop().await;
    let create = |sku| {
        let (name, tags) = ("Lapsang souchong, 100 g".to_owned(), vec!["smoky".to_owned()]);
        create_product(database.clone(), sku, name, Category::Tea, price("8.90"), None, tags)
    };
    let product = create(sku("TEA-LAPSANG-100")).await.unwrap();
    assert_eq!(get_product(database.clone(), product.sku.clone()).await.unwrap(), product);
    let stock = StockService::new((*database).clone()).stock_level(product.sku).await.unwrap();
    assert_eq!((stock.on_hand, stock.available), (0, 0));
    let again = create(sku("TEA-LAPSANG-100")).await;
    assert!(matches!(again, Err(CreateProductError::SkuTaken { .. })));
}

#[tokio::test]
async fn lists_are_narrowed_down() {
    let database = shop().await;
    let find = async |category, text: Option<&str>| -> Vec<String> {
        let text = text.map(str::to_owned);
        let page = list_products(database.clone(), category, text, false, 100, None).await.unwrap();
        page.items.into_iter().map(|product| product.sku.to_string()).collect()
    };
    assert_eq!(find(Some(Category::Tea), Some("JASMINE")).await, ["TEA-JASMINE-100"]);
    assert_eq!(
        find(None, Some("70 %")).await,
        ["CHOCOLATE-DARK-70"],
        "per cent is a character like any other"
    );
    assert_eq!(find(Some(Category::Sweets), None).await.len(), 4);
    assert_eq!(find(None, None).await.len(), 36);
}

#[tokio::test]
async fn pages_hold_every_product_once() {
    let database = shop().await;
    let mut seen = Vec::new();
    let mut cursor = None;
    loop {
        let page = list_products(database.clone(), None, None, false, 7, cursor).await.unwrap();
        seen.extend(page.items.into_iter().map(|product| product.sku));
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(seen.len(), 36);
    assert!(seen.is_sorted());
}

#[tokio::test]
async fn a_change_leaves_alone_what_is_absent() {
    let database = shop().await;
    let before = get_product(database.clone(), sku("TEA-GREEN-100")).await.unwrap();
    let after = set_product_price(database.clone(), before.sku.clone(), price("7.20")).await.unwrap();
    assert_eq!(after, Product { price: price("7.20"), ..before });
    assert_eq!(get_product(database, after.sku.clone()).await.unwrap(), after);
}

#[tokio::test]
async fn a_discontinued_product_leaves_the_list_but_can_be_read() {
    let database = shop().await;
    let mug = discontinue_product(database.clone(), sku("MUG-ENAMEL")).await.unwrap();
    assert!(mug.discontinued_on.is_some());
    assert_eq!(
        discontinue_product(database.clone(), mug.sku.clone()).await.unwrap(),
        mug,
        "once more is no harm"
    );
    let listed =
        list_products(database.clone(), None, Some("enamel".to_owned()), false, 20, None).await.unwrap();
    assert!(listed.items.is_empty());
    let all = list_products(database.clone(), None, Some("enamel".to_owned()), true, 20, None).await.unwrap();
    assert_eq!(all.items, std::slice::from_ref(&mug));
    assert_eq!(get_product(database, mug.sku.clone()).await.unwrap(), mug);
}

#[tokio::test]
async fn an_import_creates_keeps_and_overwrites() {
    let database = shop().await;
    let text =
        "price,sku,category,name\n4.20,TEA-MINT-50,tea,\"Peppermint, 50 g\"\n1.00,TEA-GREEN-100,tea,Other\n";
    let kept = import(&database, text, ExistingProducts::Keep).await.unwrap();
    assert_eq!(kept, ImportSummary { created: 1, overwritten: 0, kept: 1, not_done: 0 });
    let green = get_product(database.clone(), sku("TEA-GREEN-100")).await.unwrap();
    assert_eq!(green.name, "Sencha, 100 g");
    let overwritten = import(&database, text, ExistingProducts::Overwrite).await.unwrap();
    assert_eq!(overwritten, ImportSummary { created: 0, overwritten: 2, kept: 0, not_done: 0 });
    let green = get_product(database, sku("TEA-GREEN-100")).await.unwrap();
    assert_eq!((green.name.as_str(), green.price), ("Other", price("1.00")));
}

#[tokio::test]
async fn an_import_with_faults_tells_all_of_them_and_changes_nothing() {
    let database = shop().await;
    let text = "sku,name,category,price\n\
                GOOD-1,Good,tea,1.00\n\
                bad sku,Bad,tea,1.00\n\
                GOOD-2,Dear,tea,free\n\
                GOOD-3,Shelf,socks,1.00\n\
                GOOD-1,Twice,tea,1.00\n\
                GOOD-4,Short\n";
    let Err(ImportError::InvalidRows { faults }) = import(&database, text, ExistingProducts::Keep).await
    else {
        panic!("faults must be told");
    };
    let rows: Vec<u64> = faults.iter().map(|fault| fault.row).collect();
    assert_eq!(rows, [3, 4, 5, 6, 7], "{faults:?}");
    for (fault, word) in faults.iter().zip(["bad sku", "free", "socks", "GOOD-1", "fields"]) {
        assert!(fault.message.contains(word), "{fault:?}");
    }
    let unknown = get_product(database, sku("GOOD-1")).await;
    assert!(matches!(unknown, Err(ProductLookupError::UnknownProduct { .. })));
}

#[tokio::test]
async fn an_import_without_the_names_of_the_fields_says_which() {
    let database = shop().await;
    let refused = import(&database, "sku;name\nA1;Thing\n", ExistingProducts::Keep).await.unwrap_err();
    assert!(refused.to_string().contains("sku, name, category, price"), "{refused}");
}

#[tokio::test]
async fn an_import_reports_how_far_it_is() {
    let database = shop().await;
    let heard = Arc::new(Mutex::new(Vec::new()));
    let progress = Progress::to({
        let heard = Arc::clone(&heard);
        move |report| heard.lock().unwrap().push((report.done, report.total))
    });
    let source = ProductSource::Rows { rows: many_rows(250) };
    let summary =
        import_products(database, progress, CancellationToken::new(), source, ExistingProducts::Keep)
            .await
            .unwrap();
    assert_eq!(summary.created, 250);
    let all = Some(250.0);
    assert_eq!(*heard.lock().unwrap(), [(0.0, all), (100.0, all), (200.0, all), (250.0, all)]);
}

#[tokio::test]
async fn a_cancelled_import_keeps_its_batches_and_goes_on_later() {
    let database = shop().await;
    let cancellation = CancellationToken::new();
    let progress = Progress::to({
        let cancellation = cancellation.clone();
        move |report| {
            if report.done >= 100.0 {
                cancellation.cancel();
            }
        }
    });
    let source = || ProductSource::Rows { rows: many_rows(250) };
    let keep = ExistingProducts::Keep;
    let first = import_products(database.clone(), progress, cancellation, source(), keep).await.unwrap();
    assert_eq!(first, ImportSummary { created: 100, overwritten: 0, kept: 0, not_done: 150 });
    let rest = import_products(database, Progress::silent(), CancellationToken::new(), source(), keep)
        .await
        .unwrap();
    assert_eq!(rest, ImportSummary { created: 150, overwritten: 0, kept: 100, not_done: 0 });
}
