//! What a product is.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::values::{Price, Sku};

/// Something the shop sells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Product {
    /// Unit by which other commands know the product.
    pub sku: Sku,
    /// Name as it stands on invoices.
    pub name: String,
    /// What a buyer should know besides the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Shelf it belongs to.
    pub category: Category,
    /// What one unit costs a customer without discount, taxes included.
    pub price: Price,
    /// Words that `list_products` also searches.
    pub tags: Vec<String>,
    /// Day from which it has been on sale, in UTC.
    pub listed_on: NaiveDate,
    /// Day from which no more of it is bought in; absent while it is in the range.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discontinued_on: Option<NaiveDate>,
}

/// What describes a product before it is listed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewProduct {
    /// Unit that the product is to be known by.
    pub sku: Sku,
    /// Name as it should stand on invoices.
    #[schemars(length(min = 1, max = 100))]
    pub name: String,
    /// What a buyer should know besides the name.
    #[schemars(length(max = 2_000))]
    pub description: Option<String>,
    /// Shelf it belongs to.
    pub category: Category,
    /// What one unit costs a customer without discount, taxes included.
    pub price: Price,
    /// Words that `list_products` also searches.
    #[serde(default)]
    #[schemars(length(max = 20))]
    pub tags: Vec<String>,
}

/// The shelves of the shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Loose tea, by weight.
    Tea,
    /// Coffee beans and ground coffee.
    Coffee,
    /// Pots, kettles and mills.
    Equipment,
    /// Cups, bowls and plates.
    Tableware,
    /// Biscuits and chocolate.
    Sweets,
}

/// Products as somebody else's system gives them out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "format", rename_all = "snake_case", deny_unknown_fields)]
pub enum ProductSource {
    /// Comma separated values.
    Csv {
        /// The whole file: a line with the names `sku,name,description,category,price,tags`, then a line for each
        /// product. The names may come in any order, `description` and `tags` may be left out, and several tags in one
        /// field are separated by spaces.
        text: String,
    },
    /// Rows that have been read already.
    Rows {
        /// One entry for each product.
        #[schemars(length(max = 10_000))]
        rows: Vec<NewProduct>,
    },
}

/// What happens to a product that is listed already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExistingProducts {
    /// It stays as it is.
    #[default]
    Keep,
    /// It becomes what the import says; its stock stays.
    Overwrite,
}

/// What an import has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ImportSummary {
    /// How many products are new in the range.
    pub created: u32,
    /// How many were listed already and were overwritten.
    pub overwritten: u32,
    /// How many were listed already and stayed as they were.
    pub kept: u32,
    /// How many rows were left when the caller cancelled; none after a whole import.
    pub not_done: u32,
}

/// What is wrong with one row of an import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RowFault {
    /// Line of the text, or place in the list of rows, counted from 1.
    pub row: u64,
    /// What was expected and what came.
    pub message: String,
}
