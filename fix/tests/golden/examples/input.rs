//! Calls whose parameters were renamed or removed.

/// Reserves stock.
///
/// # Returns
/// Whether it worked.
///
/// # Examples
/// Three units:
/// ```json
/// {"sku": "A1", "amont": 3, "extra": {"amont": 1}}
/// ```
/// ```json
/// {"amont": 3}
/// ```
/// Without any:
/// ```json
/// {
///   "sku": "amont",
///   "quantity": 3
/// }
/// ```
/// ```text
/// {"amont": 3}
/// ```
#[command]
fn reserve(
    /// Stock keeping unit.
    sku: String,
    /// How many.
    amount: u8,
    #[inject] context: Context,
) -> bool {
    true
}

/// Loses parameters.
///
/// # Examples
/// ```json
/// {"gone": [1, {}], "sku": "A1"}
/// ```
///
/// ```json
/// {"sku": "A1", "gone": 2}
/// ```
///
/// Alone:
/// ```json
/// {"gone": "\"}"}
/// ```
///
/// On lines of its own:
/// ```json
/// {
///   "sku": "A1",
///   "gone": 2
/// }
/// ```
#[command]
fn lose(
    sku: Option<String>,
) {
}

/** Is written in a block.

# Examples
```json
{"customer": 1}
```
*/
#[command]
fn block(#[param(rename = "customerId")] customer: u8) {}

#[doc = "Is written in a string.\n\n# Examples\n```json\n{\"customer\": 1}\n```"]
#[command]
fn string(
    /// Who.
    customer_id: u8,
) {
}
