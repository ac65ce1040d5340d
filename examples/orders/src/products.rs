//! The commands of the group `products`.

mod errors;
pub(crate) mod import;
pub(crate) mod store;
#[cfg(test)]
mod tests;
mod types;

use chrono::Utc;
use commandry::prelude::*;

pub use errors::{CreateProductError, ImportError, ProductLookupError};
pub use types::{Category, ExistingProducts, ImportSummary, NewProduct, Product, ProductSource, RowFault};

use crate::{
    database::Database,
    values::{Cursor, ListError, Page, Price, Sku},
};

/// Lists a new product, without stock as yet.
///
/// `receive_stock` brings in the first units.
///
/// # Returns
/// The product as it is listed from today.
///
/// # Errors
/// Fails when the unit is in use, also by a product that is no longer bought in.
///
/// # Examples
/// ```json
/// {"sku": "TEA-LAPSANG-100", "name": "Lapsang souchong, 100 g", "category": "tea", "price": "8.90", "tags": ["smoky"]}
/// ```
#[command(
    group = "products",
    read_only = false,
    destructive = false,
    idempotent = false,
    rest = "POST /products"
)]
pub async fn create_product(
    #[inject] database: State<Database>,
    /// Unit that the product is to be known by; it can never be used for another one.
    sku: Sku,
    /// Name as it should stand on invoices, with size or weight.
    #[param(length(min = 1, max = 100), example = "Lapsang souchong, 100 g")]
    name: String,
    /// Shelf that buyers find it on.
    category: Category,
    /// What one unit costs a customer without discount, taxes included.
    price: Price,
    /// What a buyer should know besides the name, in plain text; nothing is shown when absent.
    #[param(length(max = 2000))]
    description: Option<String>,
    /// Words by which `list_products` should find it as well.
    #[param(length(max = 20), default = [], example = ["smoky"])]
    tags: Vec<String>,
) -> Result<Product, CreateProductError> {
    let new = NewProduct { sku, name, description, category, price, tags };
    let mut transaction = database.write().await?;
    let product = store::insert(&mut transaction, new, Utc::now().date_naive()).await?;
    transaction.commit().await?;
    Ok(product)
}

/// Shows one product, whether or not it is still bought in.
///
/// # Returns
/// The product with its price of today; `stock_level` tells how many there are.
///
/// # Errors
/// Fails when there is no such product.
///
/// # Examples
/// ```json
/// {"sku": "TEA-GREEN-100"}
/// ```
#[command(group = "products", read_only, rest = "GET /products/{sku}")]
pub async fn get_product(
    #[inject] database: State<Database>,
    /// Unit as printed on the shelf, or from `list_products`.
    sku: Sku,
) -> Result<Product, ProductLookupError> {
    store::get(&mut *database.read().await?, &sku).await
}

/// Lists the products in the order of their units, a page at a time.
///
/// # Returns
/// A page of products, with the cursor of the next one unless it is the last.
///
/// # Errors
/// Fails when the cursor comes from elsewhere.
///
/// # Examples
/// Everything on the shelf with tea that is about jasmine:
/// ```json
/// {"category": "tea", "text": "jasmine"}
/// ```
#[command(group = "products", read_only, rest = "GET /products")]
pub async fn list_products(
    #[inject] database: State<Database>,
    /// Shows only this shelf; all shelves when absent.
    category: Option<Category>,
    /// Shows only products with these characters in name, tags or description; capitals of the Latin alphabet do not
    /// matter.
    #[param(length(min = 1, max = 100), example = "jasmine")]
    text: Option<String>,
    /// Shows also products that are no longer bought in.
    #[param(default = false)]
    with_discontinued: bool,
    /// How many products a page holds at most.
    #[param(range(min = 1, max = 100), default = 20)]
    limit: u32,
    /// The `next_cursor` of the page before; the first page when absent.
    cursor: Option<Cursor>,
) -> Result<Page<Product>, ListError> {
    let filter = store::ProductFilter { category, text, with_discontinued };
    store::list(&mut *database.read().await?, &filter, limit, cursor.as_ref()).await
}

/// Changes what is said of a product; what is absent stays as it is.
///
/// # Returns
/// The product as it is afterwards.
///
/// # Errors
/// Fails when there is no such product.
///
/// # Examples
/// Find it under another word:
/// ```json
/// {"sku": "TEA-GREEN-100", "tags": ["sencha", "japan"]}
/// ```
#[command(
    group = "products",
    read_only = false,
    destructive = false,
    idempotent,
    rest = "PATCH /products/{sku}"
)]
pub async fn change_product(
    #[inject] database: State<Database>,
    /// Unit of the product to change; the unit itself cannot change.
    sku: Sku,
    /// New name as it should stand on invoices from now on.
    #[param(length(min = 1, max = 100))]
    name: Option<String>,
    /// New text for buyers, in place of the whole old one.
    #[param(length(max = 2000))]
    description: Option<String>,
    /// Shelf that it moves to.
    category: Option<Category>,
    /// New price of one unit; orders already placed keep the old one.
    price: Option<Price>,
    /// New words for the search, in place of all old ones.
    #[param(length(max = 20))]
    tags: Option<Vec<String>>,
) -> Result<Product, ProductLookupError> {
    let mut transaction = database.write().await?;
    let before = store::get(&mut transaction, &sku).await?;
    let after = Product {
        name: name.unwrap_or(before.name),
        description: description.or(before.description),
        category: category.unwrap_or(before.category),
        price: price.unwrap_or(before.price),
        tags: tags.unwrap_or(before.tags),
        ..before
    };
    store::update(&mut transaction, &after).await?;
    transaction.commit().await?;
    Ok(after)
}

/// Sets the price of one unit of a product.
///
/// # Returns
/// The product as it is afterwards.
///
/// # Errors
/// Fails when there is no such product.
///
/// # Examples
/// ```json
/// {"sku": "TEA-GREEN-100", "price": "7.20"}
/// ```
#[command(
    group = "products",
    read_only = false,
    destructive = false,
    idempotent,
    rest = "PUT /products/{sku}/price",
    deprecated(since = "0.1.0", replacement = "change_product", sunset = "2027-12-31")
)]
pub async fn set_product_price(
    #[inject] database: State<Database>,
    /// Unit of the product that gets dearer or cheaper.
    sku: Sku,
    /// What one unit costs from now on; orders already placed keep the old price.
    price: Price,
) -> Result<Product, ProductLookupError> {
    change_product(database, sku, None, None, None, Some(price), None).await
}

/// Takes a product out of the range; what is left of it can still be sold.
///
/// # Returns
/// The product with the day from which no more of it is bought in.
///
/// # Errors
/// Fails when there is no such product.
///
/// # Examples
/// ```json
/// {"sku": "MUG-ENAMEL"}
/// ```
#[command(
    group = "products",
    read_only = false,
    destructive = false,
    idempotent,
    rest = "DELETE /products/{sku}"
)]
pub async fn discontinue_product(
    #[inject] database: State<Database>,
    /// Unit of the product that is no longer bought in.
    sku: Sku,
) -> Result<Product, ProductLookupError> {
    let mut transaction = database.write().await?;
    let before = store::get(&mut transaction, &sku).await?;
    let discontinued_on = before.discontinued_on.or(Some(Utc::now().date_naive()));
    let after = Product { discontinued_on, ..before };
    store::update(&mut transaction, &after).await?;
    transaction.commit().await?;
    Ok(after)
}

/// Imports many products at once, such as a supplier's price list.
///
/// Either all rows can be used or nothing is imported. A cancelled import keeps what it has written; sending the same
/// rows again does the rest.
///
/// # Returns
/// How many products were created, overwritten and kept.
///
/// # Errors
/// Fails when rows describe no product, and tells what is wrong with each of them.
///
/// # Examples
/// Two products as comma separated values:
/// ```json
/// {
///   "source": {
///     "format": "csv",
///     "text": "sku,name,category,price\nTEA-MINT-50,\"Peppermint, 50 g\",tea,4.20\nTEA-ROSE-50,\"Rose, 50 g\",tea,5.10\n"
///   }
/// }
/// ```
/// ```json
/// {"created": 2, "overwritten": 0, "kept": 0, "not_done": 0}
/// ```
#[command(
    group = "products",
    read_only = false,
    destructive,
    idempotent,
    timeout = "5m",
    rest = "POST /products/imports"
)]
pub async fn import_products(
    #[inject] database: State<Database>,
    #[inject] progress: Progress,
    #[inject] cancellation: CancellationToken,
    /// Where the rows come from: text with comma separated values, or rows that were read already.
    source: ProductSource,
    /// What happens to products that are listed already.
    #[param(default = "keep")]
    existing: ExistingProducts,
) -> Result<ImportSummary, ImportError> {
    let rows = import::read_rows(source)?;
    let today = Utc::now().date_naive();
    Ok(import::write_rows(&database, rows, existing, today, &progress, &cancellation).await?)
}

/// Imports many products in the background, such as a price list that is longer than anybody likes to wait for.
///
/// `job_watch` tells how far it has come, and `job_cancel` stops it between two batches of rows. The same rows are
/// imported once while they are not done.
///
/// # Returns
/// How many products were created, overwritten and kept.
///
/// # Errors
/// Fails when rows describe no product, and tells what is wrong with each of them.
///
/// # Examples
/// ```json
/// {"source": {"format": "csv", "text": "sku,name,category,price\nTEA-ELDER-50,\"Elderflower, 50 g\",tea,4.60\n"}}
/// ```
#[command(
    group = "products",
    read_only = false,
    destructive,
    idempotent,
    timeout = "1h",
    job(queue = "imports", unique, keep = "30d")
)]
pub async fn import_products_later(
    #[inject] database: State<Database>,
    #[inject] progress: Progress,
    #[inject] cancellation: CancellationToken,
    /// Where the rows come from: text with comma separated values, or rows that were read already.
    source: ProductSource,
    /// What happens to products that are listed already.
    #[param(default = "keep")]
    existing: ExistingProducts,
) -> Result<ImportSummary, ImportError> {
    import_products(database, progress, cancellation, source, existing).await
}
