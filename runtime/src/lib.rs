//! The runtime of commandry.
