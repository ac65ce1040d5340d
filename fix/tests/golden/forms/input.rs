//! All the forms in which documentation is written.

/** books stock */
#[command]
fn block() -> u8 {
    0
}

/**
 * books stock
 *
 * # Parameters
 * - `amont`: How many.
 * - `gone`: What.
 * - `b`: Which.
 *
 * # Errors
 * None.
 */
#[command]
fn starred(amount: u8, b: u8, c: u8) -> u8 {
    0
}

/**
    books stock

    # Returns
*/
#[command]
fn plain_block() -> u8 {
    0
}

#[doc = "books stock"]
#[command]
fn attribute() -> u8 {
    0
}

#[doc = r#" books "stock""#]
/// for an order
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

/// has umlauts: ä, and 日本語 in it
#[command]
fn umlauts() {}

/// 在庫を予約します。
#[command]
fn other_script() {}

/// iPhone sales of `a`
#[command]
fn capitals() {}

/// is all here
#[cfg_attr(docsrs, doc(hidden))]
#[doc(alias = "there")]
#[command]
fn hidden() {}
