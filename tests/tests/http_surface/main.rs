//! Every route: statuses, headers, and how paths, queries and bodies become parameters.

mod calls;
mod documents;
mod original;
mod rest;
mod routes;
mod service;
