//! All the forms in which documentation is written.

/** Books stock. */
///
/// # Returns
/// TODO(docs): The number.
#[command]
fn block() -> u8 {
    0
}

/**
 * Books stock.
 *
 * # Parameters
 * - `amount`: How many.
 * - `c`: TODO(docs): this was written for `gone`: What.
 * - `b`: Which.
 *
 * # Returns
 * TODO(docs): The number.
 *
 * # Errors
 * None.
 */
#[command]
fn starred(amount: u8, b: u8, c: u8) -> u8 {
    0
}

/**
    Books stock.

    # Returns
    TODO(docs): The number.
*/
#[command]
fn plain_block() -> u8 {
    0
}

#[doc = "Books stock."]
///
/// # Returns
/// TODO(docs): The number.
#[command]
fn attribute() -> u8 {
    0
}

#[doc = r#" Books "stock""#]
/// for an order.
///
/// # Returns
/// TODO(docs): The number.
#[command]
fn mixed() -> u8 {
    0
}

#[doc = "books \"stock\""]
#[command]
fn escaped() {}

#[doc = "books \u{e4}pples. More\nthan that"]
#[command]
fn escaped_line() {}

#[doc = include_str!("x.md")]
#[command]
fn from_file(a: u8) -> u8 {
    0
}

/// Is partly from elsewhere.
#[cfg_attr(docsrs, doc = "More.")]
#[command]
fn partly_conditional(a: u8) -> u8 {
    0
}

/// - a list
#[command]
fn list() {}

/// Is this a question?
#[command]
fn question() {}

/// Never closes.
///
/// ```json
/// {}
#[command]
fn open_code(a: u8) -> u8 {
    0
}

/// Has umlauts: ä, and 日本語 in it.
#[command]
fn umlauts() {}

/// 在庫を予約します。
#[command]
fn other_script() {}

/// iPhone sales of `a`.
#[command]
fn capitals() {}

/// Is all here.
#[cfg_attr(docsrs, doc(hidden))]
#[doc(alias = "there")]
#[command]
fn hidden() {}
