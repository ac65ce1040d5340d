//! The commands as plain functions, on the data that is shipped.

use super::*;
use crate::fixtures::shop;

fn email(text: &str) -> EmailAddress {
    EmailAddress::try_from(text.to_owned()).unwrap()
}

fn address() -> Address {
    Address {
        street: "12 St James's Square".to_owned(),
        postcode: "SW1Y 4JH".to_owned(),
        city: "London".to_owned(),
        country: "GB".to_owned(),
    }
}

#[tokio::test]
async fn a_registered_customer_is_found_again() {
    let database = shop().await;
    let name = "Ada Lovelace".to_owned();
    let new = register_customer(
        database.clone(),
        name,
        email("ada@example.com"),
        address(),
        CustomerLevel::Standard,
    );
    let customer = new.await.unwrap();
    assert_eq!(get_customer(database, customer.id).await.unwrap(), customer);
}

#[tokio::test]
async fn one_address_for_mail_belongs_to_one_customer() {
    let database = shop().await;
    let taken = email("Amina.Okafor@EXAMPLE.com");
    let refused = register_customer(
        database.clone(),
        "Another".to_owned(),
        taken.clone(),
        address(),
        CustomerLevel::Standard,
    );
    assert!(matches!(refused.await, Err(EmailError::EmailTaken { email }) if email == taken));
    let refused = change_customer(database.clone(), CustomerId(3), None, Some(taken), None).await;
    assert!(matches!(refused, Err(ChangeCustomerError::Email(EmailError::EmailTaken { .. }))));
    let kept =
        change_customer(database, CustomerId(1), None, Some(email("amina.okafor@example.com")), None).await;
    assert!(kept.is_ok(), "a customer may keep the address it has");
}

#[tokio::test]
async fn a_change_leaves_alone_what_is_absent() {
    let database = shop().await;
    let before = get_customer(database.clone(), CustomerId(3)).await.unwrap();
    let level = Some(CustomerLevel::Preferred);
    let after = change_customer(database.clone(), CustomerId(3), None, None, level).await.unwrap();
    assert_eq!(after, Customer { level: CustomerLevel::Preferred, ..before });
    let after = set_customer_address(database.clone(), CustomerId(3), address()).await.unwrap();
    assert_eq!(get_customer(database, CustomerId(3)).await.unwrap(), after);
    assert_eq!(after.address, address());
}

#[tokio::test]
async fn pages_hold_every_customer_once() {
    let database = shop().await;
    let mut seen = Vec::new();
    let mut cursor = None;
    loop {
        let page = list_customers(database.clone(), None, 5, cursor).await.unwrap();
        assert!(page.items.len() <= 5);
        seen.extend(page.items.iter().map(|customer| customer.id.0));
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(seen, (1..=13).collect::<Vec<u32>>());
    let wholesale = list_customers(database, Some(CustomerLevel::Wholesale), 20, None).await.unwrap();
    assert_eq!(wholesale.items.len(), 3);
}

#[tokio::test]
async fn a_customer_with_orders_stays() {
    let database = shop().await;
    let refused = remove_customer(database.clone(), CustomerId(1)).await;
    assert!(matches!(refused, Err(RemoveCustomerError::CustomerHasOrders { orders: 2, .. })));
    let new = register_customer(
        database.clone(),
        "Passer-by".to_owned(),
        email("a@b"),
        address(),
        CustomerLevel::Standard,
    );
    let customer = new.await.unwrap().id;
    remove_customer(database.clone(), customer).await.unwrap();
    let gone = get_customer(database, customer).await;
    assert!(matches!(gone, Err(CustomerLookupError::UnknownCustomer { .. })));
}
