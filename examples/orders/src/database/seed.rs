//! The data that the program ships, so that a new database is worth looking at.
//!
//! It goes in by the same functions as everything later, so it keeps the same rules: the stock in `stock.csv` is what is
//! left after the orders in `orders.json`.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde::Deserialize;
use sqlx::SqliteConnection;

use super::Database;
use crate::{
    customers::{self, Address, CustomerId, CustomerLevel, EmailError},
    orders::{
        self, Delivery, Order, OrderLineRequest, OrderStatus, Payment, PaymentMethod, PlaceOrderError,
        placing::{self, NewOrder},
    },
    products::{self, CreateProductError, ImportError, ProductLookupError, ProductSource, import},
    stock::{self, MovementReason},
    values::{EmailAddress, Sku},
};

/// Day on which the shop listed its first products.
const OPENING: NaiveDate = NaiveDate::from_ymd_opt(2025, 9, 1).expect("the first of September exists");

/// Why the data that is shipped cannot be stored.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// A list cannot be read.
    #[error("data/{file} is not well formed")]
    Json {
        /// Name of the file.
        file: &'static str,
        /// What is wrong, and where.
        source: serde_json::Error,
    },
    /// The stock cannot be read.
    #[error("data/stock.csv is not well formed")]
    Stock(#[from] csv::Error),
    /// The products cannot be read.
    #[error("data/products.csv is not well formed")]
    Products(#[from] ImportError),
    /// A product cannot be listed.
    #[error("a product of data/products.csv cannot be listed")]
    Product(#[from] CreateProductError),
    /// A product in the stock is not listed.
    #[error("data/stock.csv and data/products.csv name different products")]
    UnknownProduct(#[from] ProductLookupError),
    /// A customer cannot be registered.
    #[error("a customer of data/customers.json cannot be registered")]
    Customer(#[from] EmailError),
    /// An order cannot be placed.
    #[error("order {number} of data/orders.json cannot be placed")]
    Order {
        /// Place in the list, counted from 1.
        number: usize,
        /// Why not.
        source: Box<PlaceOrderError>,
    },
    /// The database did not answer as expected.
    #[error("database failure")]
    Database(#[from] sqlx::Error),
}

/// Stores all that is shipped, or nothing.
pub(crate) async fn fill(database: &Database) -> Result<(), SeedError> {
    let customers: Vec<ShippedCustomer> =
        read_list("customers.json", include_str!("../../data/customers.json"))?;
    let orders: Vec<ShippedOrder> = read_list("orders.json", include_str!("../../data/orders.json"))?;
    let stock = read_stock(include_str!("../../data/stock.csv"))?;
    let products = ProductSource::Csv { text: include_str!("../../data/products.csv").to_owned() };

    let mut transaction = database.write().await?;
    for product in import::read_rows(products)? {
        products::store::insert(&mut transaction, product, OPENING).await?;
    }
    first_delivery(&mut transaction, stock, &orders).await?;
    for customer in customers {
        customers::store::insert(&mut transaction, customer.into()).await?;
    }
    for (order, number) in orders.into_iter().zip(1..) {
        let placed = place(&mut transaction, &order)
            .await
            .map_err(|source| SeedError::Order { number, source: Box::new(source) })?;
        move_on(&mut transaction, placed, order).await?;
    }
    transaction.commit().await?;
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ShippedCustomer {
    name: String,
    email: EmailAddress,
    level: CustomerLevel,
    address: Address,
    registered_on: NaiveDate,
}

impl From<ShippedCustomer> for customers::store::NewCustomer {
    fn from(shipped: ShippedCustomer) -> Self {
        let ShippedCustomer { name, email, level, address, registered_on } = shipped;
        Self { name, email, level, address, registered_on }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ShippedOrder {
    customer: CustomerId,
    placed_at: DateTime<Utc>,
    lines: Vec<OrderLineRequest>,
    delivery: Delivery,
    reference: Option<String>,
    payment: Option<ShippedPayment>,
    shipped_on: Option<NaiveDate>,
    #[serde(default)]
    cancelled: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ShippedPayment {
    method: PaymentMethod,
    paid_at: DateTime<Utc>,
}

fn read_list<'a, T: Deserialize<'a>>(file: &'static str, text: &'a str) -> Result<T, SeedError> {
    serde_json::from_str(text).map_err(|source| SeedError::Json { file, source })
}

fn read_stock(text: &str) -> Result<BTreeMap<Sku, u32>, csv::Error> {
    csv::Reader::from_reader(text.as_bytes()).deserialize().collect()
}

/// Takes in as many units as the orders need and as are to be left.
async fn first_delivery(
    connection: &mut SqliteConnection,
    mut stock: BTreeMap<Sku, u32>,
    orders: &[ShippedOrder],
) -> Result<(), SeedError> {
    for line in orders.iter().filter(|order| !order.cancelled).flat_map(|order| &order.lines) {
        *stock.entry(line.sku.clone()).or_default() += line.quantity;
    }
    let now = OPENING.and_time(NaiveTime::MIN).and_utc();
    for (sku, on_hand) in stock {
        let before = stock::store::level(connection, &sku, now).await?;
        let (reason, note) = (MovementReason::Delivery, Some("opening of the shop"));
        stock::store::set_on_hand(connection, &before, on_hand, reason, note, now).await?;
    }
    Ok(())
}

async fn place(connection: &mut SqliteConnection, shipped: &ShippedOrder) -> Result<Order, PlaceOrderError> {
    let new = NewOrder {
        customer: shipped.customer,
        lines: shipped.lines.clone(),
        delivery: shipped.delivery.clone(),
        reference: shipped.reference.clone(),
    };
    placing::place(connection, new, shipped.placed_at).await
}

/// Brings a placed order to the station that it is shipped at.
async fn move_on(
    connection: &mut SqliteConnection,
    order: Order,
    shipped: ShippedOrder,
) -> Result<(), SeedError> {
    let mut status = order.status;
    if let Some(ShippedPayment { method, paid_at }) = shipped.payment {
        let payment = Payment { amount: order.amounts.total, method, paid_at };
        orders::store::insert_payment(connection, order.id, &payment, None).await?;
        status = OrderStatus::Paid;
    }
    if shipped.shipped_on.is_some() {
        status = OrderStatus::Shipped;
    }
    if shipped.cancelled {
        for line in &order.lines {
            stock::store::give_back(connection, &line.sku, line.quantity, order.placed_at).await?;
        }
        status = OrderStatus::Cancelled;
    }
    orders::store::set_status(connection, order.id, status, shipped.shipped_on).await?;
    Ok(())
}
