//! Products in the database.

use chrono::NaiveDate;
use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};

use super::{
    errors::{CreateProductError, ProductLookupError},
    types::{Category, NewProduct, Product},
};
use crate::{
    database::{from_json, from_name, to_json, to_name},
    values::{Cursor, ListError, Page, Price, Sku},
};

/// What a list of products is narrowed down to.
#[derive(Clone, Debug, Default)]
pub(crate) struct ProductFilter {
    pub(crate) category: Option<Category>,
    pub(crate) text: Option<String>,
    pub(crate) with_discontinued: bool,
}

/// Adds a product without stock.
pub(crate) async fn insert(
    connection: &mut SqliteConnection,
    new: NewProduct,
    listed_on: NaiveDate,
) -> Result<Product, CreateProductError> {
    let NewProduct { sku, name, description, category, price, tags } = new;
    let product = Product { sku, name, description, category, price, tags, listed_on, discontinued_on: None };
    let inserted = sqlx::query(
        "INSERT INTO products (sku, name, description, category, price_cents, tags, listed_on)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT DO NOTHING",
    )
    .bind(product.sku.as_str())
    .bind(&product.name)
    .bind(&product.description)
    .bind(to_name(&product.category))
    .bind(product.price.amount().cents())
    .bind(to_json(&product.tags))
    .bind(product.listed_on)
    .execute(&mut *connection)
    .await?;
    if inserted.rows_affected() == 0 {
        return Err(CreateProductError::SkuTaken { sku: product.sku });
    }
    sqlx::query("INSERT INTO stock (sku, on_hand) VALUES (?1, 0)")
        .bind(product.sku.as_str())
        .execute(connection)
        .await?;
    Ok(product)
}

/// Reads one product.
pub(crate) async fn get(connection: &mut SqliteConnection, sku: &Sku) -> Result<Product, ProductLookupError> {
    let row = sqlx::query("SELECT * FROM products WHERE sku = ?1")
        .bind(sku.as_str())
        .fetch_optional(connection)
        .await?
        .ok_or_else(|| ProductLookupError::UnknownProduct { sku: sku.clone() })?;
    Ok(read(&row)?)
}

/// Reads a page of the products, in the order of their units.
pub(crate) async fn list(
    connection: &mut SqliteConnection,
    filter: &ProductFilter,
    limit: u32,
    cursor: Option<&Cursor>,
) -> Result<Page<Product>, ListError> {
    let after: Option<Sku> = cursor.map(Cursor::key).transpose()?;
    // `instr` takes every character of the text as it is; `LIKE` would give `%` and `_` a meaning.
    let rows = sqlx::query(
        "SELECT * FROM products
         WHERE sku > coalesce(?1, '')
           AND (?2 IS NULL OR category = ?2)
           AND (?3 IS NULL OR instr(lower(name || ' ' || tags || ' ' || coalesce(description, '')), lower(?3)) > 0)
           AND (?4 OR discontinued_on IS NULL)
         ORDER BY sku LIMIT ?5",
    )
    .bind(after.as_ref().map(Sku::as_str))
    .bind(filter.category.as_ref().map(to_name))
    .bind(&filter.text)
    .bind(filter.with_discontinued)
    .bind(i64::from(limit) + 1)
    .fetch_all(connection)
    .await?;
    let products = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    Ok(Page::from_rows(products, limit, |product| product.sku.to_string()))
}

/// Writes everything about a product but its unit and the day of its listing.
pub(crate) async fn update(connection: &mut SqliteConnection, product: &Product) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE products
         SET name = ?2, description = ?3, category = ?4, price_cents = ?5, tags = ?6, discontinued_on = ?7
         WHERE sku = ?1",
    )
    .bind(product.sku.as_str())
    .bind(&product.name)
    .bind(&product.description)
    .bind(to_name(&product.category))
    .bind(product.price.amount().cents())
    .bind(to_json(&product.tags))
    .bind(product.discontinued_on)
    .execute(connection)
    .await?;
    Ok(())
}

fn read(row: &SqliteRow) -> Result<Product, sqlx::Error> {
    let sku: String = row.try_get("sku")?;
    Ok(Product {
        sku: Sku::try_from(sku).map_err(|error| sqlx::Error::Decode(error.into()))?,
        name: row.try_get("name")?,
        description: row.try_get("description")?,
        category: from_name(row.try_get("category")?)?,
        price: Price::from_cents(row.try_get("price_cents")?),
        tags: from_json(row.try_get("tags")?)?,
        listed_on: row.try_get("listed_on")?,
        discontinued_on: row.try_get("discontinued_on")?,
    })
}
