//! The commands of the group `customers`.

mod errors;
pub(crate) mod store;
#[cfg(test)]
mod tests;
mod types;

use chrono::Utc;
use commandry::prelude::*;

pub use errors::{ChangeCustomerError, CustomerLookupError, EmailError, RemoveCustomerError};
pub use types::{Address, Customer, CustomerId, CustomerLevel};

use crate::{
    database::Database,
    values::{Cursor, EmailAddress, ListError, Page},
};

/// Adds a customer, who may place orders from then on.
///
/// # Returns
/// The customer with the number that other commands ask for.
///
/// # Errors
/// Fails when another customer has the same address for mail.
///
/// # Examples
/// Register somebody at the standard level:
/// ```json
/// {
///   "name": "Ada Lovelace",
///   "email": "ada@example.com",
///   "address": {"street": "12 St James's Square", "postcode": "SW1Y 4JH", "city": "London", "country": "GB"}
/// }
/// ```
/// ```json
/// {
///   "id": 14,
///   "name": "Ada Lovelace",
///   "email": "ada@example.com",
///   "level": "standard",
///   "address": {"street": "12 St James's Square", "postcode": "SW1Y 4JH", "city": "London", "country": "GB"},
///   "registered_on": "2026-03-02"
/// }
/// ```
#[command(
    group = "customers",
    read_only = false,
    destructive = false,
    idempotent = false,
    rest = "POST /customers"
)]
pub async fn register_customer(
    #[inject] database: State<Database>,
    /// Full name of the person or company, as it should stand on letters.
    #[param(length(min = 1, max = 100), example = "Ada Lovelace")]
    name: String,
    /// Where notices go; it must not belong to another customer yet.
    email: EmailAddress,
    /// Where parcels go unless an order names another place.
    address: Address,
    /// Decides on the discount; most people start without one.
    #[param(default = "standard")]
    level: CustomerLevel,
) -> Result<Customer, EmailError> {
    let registered_on = Utc::now().date_naive();
    let mut transaction = database.write().await?;
    let new = store::NewCustomer { name, email, level, address, registered_on };
    let customer = store::insert(&mut transaction, new).await?;
    transaction.commit().await?;
    Ok(customer)
}

/// Shows one customer.
///
/// # Returns
/// The customer as registered and changed since.
///
/// # Errors
/// Fails when there is no such customer.
///
/// # Examples
/// ```json
/// {"customer": 1}
/// ```
/// ```json
/// {
///   "id": 1,
///   "name": "Amina Okafor",
///   "email": "amina.okafor@example.com",
///   "level": "preferred",
///   "address": {"street": "Lindenstr. 14", "postcode": "10969", "city": "Berlin", "country": "DE"},
///   "registered_on": "2025-09-03"
/// }
/// ```
#[command(group = "customers", read_only, rest = "GET /customers/{customer}")]
pub async fn get_customer(
    #[inject] database: State<Database>,
    /// Number from `register_customer` or `list_customers`.
    #[param(example = 1)]
    customer: CustomerId,
) -> Result<Customer, CustomerLookupError> {
    store::get(&mut *database.read().await?, customer).await
}

/// Lists the customers in the order of their registration, a page at a time.
///
/// # Returns
/// A page of customers, with the cursor of the next one unless it is the last.
///
/// # Errors
/// Fails when the cursor comes from elsewhere.
///
/// # Examples
/// The first two who buy to sell on:
/// ```json
/// {"level": "wholesale", "limit": 2}
/// ```
#[command(group = "customers", read_only, rest = "GET /customers")]
pub async fn list_customers(
    #[inject] database: State<Database>,
    /// Shows only those of this level; all when absent.
    level: Option<CustomerLevel>,
    /// How many customers a page holds at most.
    #[param(range(min = 1, max = 100), default = 20)]
    limit: u32,
    /// The `next_cursor` of the page before; the first page when absent.
    cursor: Option<Cursor>,
) -> Result<Page<Customer>, ListError> {
    store::list(&mut *database.read().await?, level, limit, cursor.as_ref()).await
}

/// Changes what is known of a customer; what is absent stays as it is.
///
/// # Returns
/// The customer as it is afterwards.
///
/// # Errors
/// Fails when there is no such customer, or when another one has the new address for mail.
///
/// # Examples
/// Grant a discount:
/// ```json
/// {"customer": 1, "level": "preferred"}
/// ```
#[command(
    group = "customers",
    read_only = false,
    destructive = false,
    idempotent,
    rest = "PATCH /customers/{customer}"
)]
pub async fn change_customer(
    #[inject] database: State<Database>,
    /// Number of the customer to change, from `list_customers`.
    #[param(example = 1)]
    customer: CustomerId,
    /// New name as it should stand on letters.
    #[param(length(min = 1, max = 100))]
    name: Option<String>,
    /// New place for notices; it must not belong to another customer.
    email: Option<EmailAddress>,
    /// New level; it counts for orders placed from now on.
    level: Option<CustomerLevel>,
) -> Result<Customer, ChangeCustomerError> {
    let mut transaction = database.write().await?;
    let before = store::get(&mut transaction, customer).await?;
    let after = Customer {
        name: name.unwrap_or(before.name),
        email: email.unwrap_or(before.email),
        level: level.unwrap_or(before.level),
        ..before
    };
    store::update(&mut transaction, &after).await?;
    transaction.commit().await?;
    Ok(after)
}

/// Replaces the address that a customer's parcels go to.
///
/// Orders already placed go where they were meant to go.
///
/// # Returns
/// The customer as it is afterwards.
///
/// # Errors
/// Fails when there is no such customer.
///
/// # Examples
/// ```json
/// {
///   "customer": 1,
///   "address": {"street": "Hauptstr. 5", "postcode": "10827", "city": "Berlin", "country": "DE"}
/// }
/// ```
#[command(
    group = "customers",
    read_only = false,
    destructive = false,
    idempotent,
    rest = "PUT /customers/{customer}/address"
)]
pub async fn set_customer_address(
    #[inject] database: State<Database>,
    /// Number of the customer who moved, from `list_customers`.
    #[param(example = 1)]
    customer: CustomerId,
    /// The whole new address; nothing of the old one is kept.
    address: Address,
) -> Result<Customer, CustomerLookupError> {
    let mut transaction = database.write().await?;
    let before = store::get(&mut transaction, customer).await?;
    store::set_address(&mut transaction, customer, &address).await?;
    transaction.commit().await?;
    Ok(Customer { address, ..before })
}

/// Forgets a customer who has never placed an order.
///
/// # Errors
/// Fails when there is no such customer, or when the books need the customer for past orders.
///
/// # Examples
/// ```json
/// {"customer": 13}
/// ```
#[command(
    group = "customers",
    read_only = false,
    destructive,
    idempotent,
    rest = "DELETE /customers/{customer}"
)]
pub async fn remove_customer(
    #[inject] database: State<Database>,
    /// Number of the customer to forget, from `list_customers`.
    #[param(example = 13)]
    customer: CustomerId,
) -> Result<(), RemoveCustomerError> {
    let mut transaction = database.write().await?;
    store::get(&mut transaction, customer).await?;
    let orders = store::count_orders(&mut transaction, customer).await?;
    if orders > 0 {
        return Err(RemoveCustomerError::CustomerHasOrders { customer, orders });
    }
    store::delete(&mut transaction, customer).await?;
    transaction.commit().await?;
    Ok(())
}
