//! Lists that are read a page at a time.

use std::str::FromStr;

use commandry::CommandErrors;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One page of a longer list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "{T}Page")]
pub struct Page<T> {
    /// The entries of this page, in the order of the list.
    pub items: Vec<T>,
    /// Where the next page starts; absent from the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<Cursor>,
}

impl<T> Page<T> {
    /// Makes a page of at most `limit` entries from a query that was asked for one more than that.
    ///
    /// The entry too many tells that there is a next page, without counting the whole list.
    pub(crate) fn from_rows(mut rows: Vec<T>, limit: u32, key: impl Fn(&T) -> String) -> Self {
        let limit = limit as usize;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next_cursor = rows.last().filter(|_| more).map(|last| Cursor(key(last)));
        Self { items: rows, next_cursor }
    }
}

/// A place in a list, as a page before gave it in `next_cursor`; its content means nothing to callers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Cursor(String);

impl Cursor {
    /// The key of the entry after which the page starts.
    pub(crate) fn key<K: FromStr>(&self) -> Result<K, PageError> {
        self.0.parse().map_err(|_| PageError::InvalidCursor { cursor: self.clone() })
    }
}

/// Why a page of a list cannot be had.
#[derive(Debug, thiserror::Error, CommandErrors)]
pub enum PageError {
    /// The cursor was not given by this list; start again without one.
    #[error("the cursor `{}` does not come from this list", cursor.0)]
    #[command_error(code = 1001, status = 400)]
    InvalidCursor {
        /// The cursor that came.
        cursor: Cursor,
    },
}

/// Why a list cannot be read.
#[derive(Debug, thiserror::Error, CommandErrors)]
pub enum ListError {
    /// The page asked for does not exist.
    #[error(transparent)]
    #[command_error(transparent)]
    Page(#[from] PageError),
    /// The database did not answer as expected.
    #[error("database failure")]
    #[command_error(internal)]
    Database(#[from] sqlx::Error),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_page_with_more_behind_it_has_a_cursor() {
        let full = Page::from_rows(vec![1, 2, 3], 2, ToString::to_string);
        assert_eq!(full.items, [1, 2]);
        assert_eq!(full.next_cursor.unwrap().key::<u32>().unwrap(), 2);
        let last = Page::from_rows(vec![1, 2], 2, ToString::to_string);
        assert_eq!((last.items.len(), last.next_cursor), (2, None));
    }

    #[test]
    fn a_foreign_cursor_is_refused() {
        assert!(Cursor("x".to_owned()).key::<u32>().is_err());
    }
}
