//! What a customer is.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::values::EmailAddress;

/// Number of a customer, given by `register_customer`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct CustomerId(pub u32);

/// Somebody who may place orders.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Customer {
    /// Number by which other commands know the customer.
    pub id: CustomerId,
    /// Name as it stands on letters.
    pub name: String,
    /// Where notices are sent; no two customers share one.
    pub email: EmailAddress,
    /// Decides on the discount.
    pub level: CustomerLevel,
    /// Where parcels go unless an order says otherwise.
    pub address: Address,
    /// Day of registration, in UTC.
    pub registered_on: NaiveDate,
}

/// How valued a customer is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CustomerLevel {
    /// Pays the listed prices.
    #[default]
    Standard,
    /// Buys often and pays 5 % less.
    Preferred,
    /// Sells on and pays 12 % less.
    Wholesale,
}

impl CustomerLevel {
    /// The part of the price that is taken off: 0.05 is five in a hundred.
    pub fn discount_rate(self) -> Decimal {
        match self {
            Self::Standard => Decimal::ZERO,
            Self::Preferred => Decimal::new(5, 2),
            Self::Wholesale => Decimal::new(12, 2),
        }
    }
}

/// A place that parcels can be sent to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Address {
    /// Street and number.
    #[schemars(length(min = 1, max = 100))]
    pub street: String,
    /// Code of the postal district, in the form of the country.
    #[schemars(length(min = 1, max = 12))]
    pub postcode: String,
    /// Town or city.
    #[schemars(length(min = 1, max = 60))]
    pub city: String,
    /// Two capital letters after ISO 3166, such as `DE`.
    #[schemars(regex(pattern = r"^[A-Z]{2}$"))]
    pub country: String,
}
