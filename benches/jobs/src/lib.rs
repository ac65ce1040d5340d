//! What every server under measurement does.
//!
//! Two jobs are served by all of them: `add` takes two numbers and returns their sum; `echo_order` takes an order of
//! about one kilobyte and returns it with its total. [`order_types!`] defines the types of the second, [`calls`] has
//! the bodies that the load sends, and [`start`] is how each server starts.

pub mod calls;
mod order;
pub mod start;
