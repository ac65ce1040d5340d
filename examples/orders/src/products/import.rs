//! Importing many products at once.
//!
//! All rows are read before the first one is written, so that a file with faults changes nothing and its author hears
//! of all of them. Writing goes in batches: other writers get their turn between two of them, and there a cancelled
//! import stops.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use commandry::prelude::*;
use serde::Deserialize;

use super::{
    errors::{CreateProductError, ImportError},
    store,
    types::{Category, ExistingProducts, ImportSummary, NewProduct, Product, ProductSource, RowFault},
};
use crate::{
    database::Database,
    values::{Price, Sku},
};

/// How many rows are written in one transaction.
const BATCH: usize = 100;

/// Reads all rows of a source, or tells all faults.
pub(crate) fn read_rows(source: ProductSource) -> Result<Vec<NewProduct>, ImportError> {
    let (rows, mut faults) = match source {
        ProductSource::Csv { text } => read_csv(&text),
        ProductSource::Rows { rows } => {
            (rows.into_iter().zip(1..).map(|(row, place)| (place, row)).collect(), vec![])
        }
    };
    let mut seen = BTreeSet::new();
    for (place, row) in &rows {
        if !seen.insert(&row.sku) {
            faults.push(RowFault {
                row: *place,
                message: format!("{} stands in an earlier row already", row.sku),
            });
        }
    }
    if faults.is_empty() {
        return Ok(rows.into_iter().map(|(_, row)| row).collect());
    }
    faults.sort_by_key(|fault| fault.row);
    Err(ImportError::InvalidRows { faults })
}

/// Writes rows in batches until all are done or the caller cancels.
pub(crate) async fn write_rows(
    database: &Database,
    rows: Vec<NewProduct>,
    existing: ExistingProducts,
    today: NaiveDate,
    progress: &Progress,
    cancellation: &CancellationToken,
) -> Result<ImportSummary, sqlx::Error> {
    let total = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    let mut summary = ImportSummary { not_done: total, ..ImportSummary::default() };
    progress.report(0.0, Some(total.into()), "all rows can be used");
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() && !cancellation.is_cancelled() {
        let mut transaction = database.write().await?;
        for row in rows.by_ref().take(BATCH) {
            match store::insert(&mut transaction, row.clone(), today).await {
                Ok(_) => summary.created += 1,
                Err(CreateProductError::SkuTaken { .. }) if existing == ExistingProducts::Keep => {
                    summary.kept += 1;
                }
                Err(CreateProductError::SkuTaken { .. }) => {
                    store::update(&mut transaction, &overwritten(row, today)).await?;
                    summary.overwritten += 1;
                }
                Err(CreateProductError::Database(error)) => return Err(error),
            }
        }
        transaction.commit().await?;
        let done = summary.created + summary.overwritten + summary.kept;
        summary.not_done = total - done;
        progress.report(done.into(), Some(total.into()), "importing products");
    }
    Ok(summary)
}

/// An imported product is back in the range, should it have been discontinued.
fn overwritten(row: NewProduct, today: NaiveDate) -> Product {
    let NewProduct { sku, name, description, category, price, tags } = row;
    Product { sku, name, description, category, price, tags, listed_on: today, discontinued_on: None }
}

/// A line of the file, before its fields are known to be right.
#[derive(Deserialize)]
struct Line {
    sku: String,
    name: String,
    #[serde(default)]
    description: Option<String>,
    category: Category,
    price: String,
    #[serde(default)]
    tags: String,
}

/// Reads the lines of a file, each with its number; those that describe no product become faults.
fn read_csv(text: &str) -> (Vec<(u64, NewProduct)>, Vec<RowFault>) {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let (mut rows, mut faults) = (Vec::new(), Vec::new());
    let headers = match reader.headers() {
        Ok(headers) => headers.clone(),
        Err(error) => {
            faults.push(RowFault { row: 1, message: error.to_string() });
            return (rows, faults);
        }
    };
    let missing: Vec<&str> = ["sku", "name", "category", "price"]
        .into_iter()
        .filter(|name| !headers.iter().any(|it| it == *name))
        .collect();
    if !missing.is_empty() {
        faults.push(RowFault {
            row: 1,
            message: format!("the first line lacks the names {}", missing.join(", ")),
        });
        return (rows, faults);
    }
    for record in reader.records() {
        let (line, row) = match record {
            Ok(record) => (record.position().map_or(0, csv::Position::line), read_record(&record, &headers)),
            Err(error) => (error.position().map_or(0, csv::Position::line), Err(error.to_string())),
        };
        match row {
            Ok(row) => rows.push((line, row)),
            Err(message) => faults.push(RowFault { row: line, message }),
        }
    }
    (rows, faults)
}

fn read_record(record: &csv::StringRecord, headers: &csv::StringRecord) -> Result<NewProduct, String> {
    let line: Line = record.deserialize(Some(headers)).map_err(|error| match error.into_kind() {
        csv::ErrorKind::Deserialize { err, .. } => {
            let field =
                err.field().and_then(|place| headers.get(usize::try_from(place).ok()?)).unwrap_or("line");
            format!("{field}: {}", err.kind())
        }
        other => format!("{other:?}"),
    })?;
    let name_length = line.name.chars().count();
    if !(1..=100).contains(&name_length) {
        return Err(format!("name: expected 1 to 100 characters, got {name_length}"));
    }
    let description = line.description.filter(|text| !text.is_empty());
    let description_length = description.as_ref().map_or(0, |text| text.chars().count());
    if description_length > 2_000 {
        return Err(format!("description: expected at most 2000 characters, got {description_length}"));
    }
    let tags: Vec<String> = line.tags.split_whitespace().map(str::to_owned).collect();
    if tags.len() > 20 {
        return Err(format!("tags: expected at most 20, got {}", tags.len()));
    }
    Ok(NewProduct {
        sku: Sku::try_from(line.sku).map_err(|error| format!("sku: {error}"))?,
        name: line.name,
        description,
        category: line.category,
        price: Price::try_from(line.price).map_err(|error| format!("price: {error}"))?,
        tags,
    })
}
