//! The attribute macros of commandry.
