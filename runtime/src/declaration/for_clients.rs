//! The part of a declaration that only clients need.

/// Keeps the tokens, since this build has clients.
#[cfg(feature = "client")]
#[doc(hidden)]
#[macro_export]
macro_rules! __for_clients {
    ($($tokens:tt)*) => { $($tokens)* };
}

/// Drops the tokens, since this build has no clients: a server is not made larger by what it never reads.
#[cfg(not(feature = "client"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __for_clients {
    ($($tokens:tt)*) => {};
}
