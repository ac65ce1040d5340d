//! Customers in the database.

use chrono::NaiveDate;
use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};

use super::{
    errors::{CustomerLookupError, EmailError},
    types::{Address, Customer, CustomerId, CustomerLevel},
};
use crate::{
    database::{from_json, from_name, to_json, to_name},
    values::{Cursor, EmailAddress, ListError, Page},
};

/// A customer before it has a number.
#[derive(Clone, Debug)]
pub(crate) struct NewCustomer {
    pub(crate) name: String,
    pub(crate) email: EmailAddress,
    pub(crate) level: CustomerLevel,
    pub(crate) address: Address,
    pub(crate) registered_on: NaiveDate,
}

/// Adds a customer and gives it a number.
pub(crate) async fn insert(
    connection: &mut SqliteConnection,
    new: NewCustomer,
) -> Result<Customer, EmailError> {
    let id = sqlx::query_scalar(
        "INSERT INTO customers (name, email, level, address, registered_on) VALUES (?1, ?2, ?3, ?4, ?5)
         RETURNING id",
    )
    .bind(&new.name)
    .bind(new.email.as_str())
    .bind(to_name(&new.level))
    .bind(to_json(&new.address))
    .bind(new.registered_on)
    .fetch_one(connection)
    .await
    .map_err(|error| email_error(error, &new.email))?;
    let NewCustomer { name, email, level, address, registered_on } = new;
    Ok(Customer { id: CustomerId(id), name, email, level, address, registered_on })
}

/// Reads one customer.
pub(crate) async fn get(
    connection: &mut SqliteConnection,
    customer: CustomerId,
) -> Result<Customer, CustomerLookupError> {
    let row = sqlx::query("SELECT * FROM customers WHERE id = ?1")
        .bind(customer.0)
        .fetch_optional(connection)
        .await?
        .ok_or(CustomerLookupError::UnknownCustomer { customer })?;
    Ok(read(&row)?)
}

/// Reads a page of the customers, in the order of their numbers.
pub(crate) async fn list(
    connection: &mut SqliteConnection,
    level: Option<CustomerLevel>,
    limit: u32,
    cursor: Option<&Cursor>,
) -> Result<Page<Customer>, ListError> {
    let after: u32 = cursor.map(Cursor::key).transpose()?.unwrap_or(0);
    let rows = sqlx::query(
        "SELECT * FROM customers WHERE id > ?1 AND (?2 IS NULL OR level = ?2) ORDER BY id LIMIT ?3",
    )
    .bind(after)
    .bind(level.as_ref().map(to_name))
    .bind(i64::from(limit) + 1)
    .fetch_all(connection)
    .await?;
    let customers = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    Ok(Page::from_rows(customers, limit, |customer| customer.id.0.to_string()))
}

/// Replaces the address of a customer.
pub(crate) async fn set_address(
    connection: &mut SqliteConnection,
    customer: CustomerId,
    address: &Address,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE customers SET address = ?2 WHERE id = ?1")
        .bind(customer.0)
        .bind(to_json(address))
        .execute(connection)
        .await?;
    Ok(())
}

/// Writes the name, the address for mail and the level of a customer.
pub(crate) async fn update(connection: &mut SqliteConnection, customer: &Customer) -> Result<(), EmailError> {
    sqlx::query("UPDATE customers SET name = ?2, email = ?3, level = ?4 WHERE id = ?1")
        .bind(customer.id.0)
        .bind(&customer.name)
        .bind(customer.email.as_str())
        .bind(to_name(&customer.level))
        .execute(connection)
        .await
        .map_err(|error| email_error(error, &customer.email))?;
    Ok(())
}

/// Counts the orders that a customer has ever placed.
pub(crate) async fn count_orders(
    connection: &mut SqliteConnection,
    customer: CustomerId,
) -> Result<u32, sqlx::Error> {
    sqlx::query_scalar("SELECT count(*) FROM orders WHERE customer = ?1")
        .bind(customer.0)
        .fetch_one(connection)
        .await
}

/// Removes a customer without orders.
pub(crate) async fn delete(
    connection: &mut SqliteConnection,
    customer: CustomerId,
) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM customers WHERE id = ?1").bind(customer.0).execute(connection).await?;
    Ok(())
}

fn read(row: &SqliteRow) -> Result<Customer, sqlx::Error> {
    let email: String = row.try_get("email")?;
    Ok(Customer {
        id: CustomerId(row.try_get("id")?),
        name: row.try_get("name")?,
        email: EmailAddress::try_from(email).map_err(|error| sqlx::Error::Decode(error.into()))?,
        level: from_name(row.try_get("level")?)?,
        address: from_json(row.try_get("address")?)?,
        registered_on: row.try_get("registered_on")?,
    })
}

fn email_error(error: sqlx::Error, email: &EmailAddress) -> EmailError {
    match error.as_database_error() {
        // The address is the only thing about customers that must be unique.
        Some(refused) if refused.is_unique_violation() => EmailError::EmailTaken { email: email.clone() },
        _ => error.into(),
    }
}
