//! What every server under measurement does.
//!
//! Two jobs are served by all of them: `add` takes two numbers and returns their sum; `echo_order` takes an order of
//! about one kilobyte and returns it with its total. [`order_types!`] defines the types of the second, [`job`] has
//! what the load sends and expects, and [`start`] is how each server starts.

pub mod calls;
pub mod job;
mod order;
pub mod start;
