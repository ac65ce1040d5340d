//! Amounts of money, exact to the cent.

use std::{fmt, iter::Sum, ops::Add};

use rust_decimal::{Decimal, RoundingStrategy};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::InvalidValue;

/// An amount in euros, never negative, written as text with a point and two digits: `"12.50"`.
///
/// It travels as text because many JSON readers turn numbers into binary floats, which cannot hold 0.10.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Money(Decimal);

impl Money {
    /// No money at all.
    pub const ZERO: Self = Self(Decimal::ZERO);

    /// The amount of so many cents.
    pub fn from_cents(cents: u64) -> Self {
        Self(Decimal::from_i128_with_scale(i128::from(cents), 2))
    }

    /// The amount in cents, as the database keeps it.
    #[expect(
        clippy::missing_panics_doc,
        reason = "amounts are limited where they are read, and prices even more"
    )]
    pub fn cents(self) -> i64 {
        let cents = (self.0 * Decimal::ONE_HUNDRED).trunc();
        i64::try_from(cents).expect("an amount of money has at most fifteen digits before the point")
    }

    /// The amount so many times.
    #[must_use]
    pub fn times(self, count: u32) -> Self {
        Self(self.0 * Decimal::from(count))
    }

    /// The part of the amount that `rate` says, where 0.05 is five in a hundred; half a cent is rounded up.
    #[must_use]
    pub fn share(self, rate: Decimal) -> Self {
        Self((self.0 * rate).round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero))
    }

    /// The amount less another, or nothing where the other is larger.
    #[must_use]
    pub fn less(self, other: Self) -> Self {
        Self((self.0 - other.0).max(Decimal::ZERO))
    }
}

impl Add for Money {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:.2}", self.0)
    }
}

impl From<Money> for String {
    fn from(amount: Money) -> Self {
        amount.to_string()
    }
}

impl TryFrom<String> for Money {
    type Error = InvalidValue;

    fn try_from(text: String) -> Result<Self, InvalidValue> {
        read_amount(&text, 15).map(Self).ok_or(InvalidValue {
            expected: "an amount of money such as \"12.50\": digits, a point, two digits",
            got: text,
        })
    }
}

impl JsonSchema for Money {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Money".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "An amount in euros, as text with a point and two digits.",
            "type": "string",
            "pattern": r"^[0-9]{1,15}\.[0-9]{2}$",
            "examples": ["12.50"],
        })
    }
}

/// The price of one unit: an amount of [`Money`] below ten million euros.
///
/// The limit is what lets an order be added up without ever leaving the range of [`Money`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Price(Money);

impl Price {
    /// The price as an amount to reckon with.
    pub fn amount(self) -> Money {
        self.0
    }

    /// The price of so many cents, as the database keeps it.
    pub fn from_cents(cents: u32) -> Self {
        Self(Money::from_cents(u64::from(cents)))
    }
}

impl fmt::Display for Price {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl From<Price> for String {
    fn from(price: Price) -> Self {
        price.to_string()
    }
}

impl TryFrom<String> for Price {
    type Error = InvalidValue;

    fn try_from(text: String) -> Result<Self, InvalidValue> {
        read_amount(&text, 7).map(|amount| Self(Money(amount))).ok_or(InvalidValue {
            expected: "a price below ten million such as \"12.50\": digits, a point, two digits",
            got: text,
        })
    }
}

impl JsonSchema for Price {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Price".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "The price of one unit in euros, below ten million, as text with a point and two digits.",
            "type": "string",
            "pattern": r"^[0-9]{1,7}\.[0-9]{2}$",
            "examples": ["12.50"],
        })
    }
}

/// Reads digits, a point and two digits; anything else, such as a sign or an exponent, is refused.
fn read_amount(text: &str, most_digits: usize) -> Option<Decimal> {
    let (whole, cents) = text.split_once('.')?;
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let fits = (1..=most_digits).contains(&whole.len()) && cents.len() == 2;
    if !fits || !all_digits(whole) || !all_digits(cents) {
        return None;
    }
    Decimal::from_str_exact(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(text: &str) -> Money {
        Money::try_from(text.to_owned()).expect(text)
    }

    #[test]
    fn keeps_every_cent_on_the_way_to_the_database_and_back() {
        for text in ["0.00", "0.10", "12.50", "999999999999999.99"] {
            let amount = money(text);
            assert_eq!(amount.to_string(), text);
            assert_eq!(Money::from_cents(u64::try_from(amount.cents()).unwrap()), amount);
        }
    }

    #[test]
    fn refuses_what_the_schema_refuses() {
        for text in
            ["", "12", "12.5", "12.500", "-1.00", "+1.00", "1e3", " 1.00", "1.00 ", ".50", "1,00", "١.٠٠"]
        {
            assert!(Money::try_from(text.to_owned()).is_err(), "{text}");
        }
        assert!(Price::try_from("9999999.99".to_owned()).is_ok());
        assert!(Price::try_from("10000000.00".to_owned()).is_err());
    }

    #[test]
    fn rounds_half_a_cent_up() {
        assert_eq!(money("0.10").share(Decimal::new(5, 2)), money("0.01"));
        assert_eq!(money("0.09").share(Decimal::new(5, 2)), Money::ZERO);
        assert_eq!(money("19.99").share(Decimal::new(12, 2)), money("2.40"));
    }

    #[test]
    fn the_dearest_order_can_be_added_up() {
        let line = money("9999999.99").times(1_000);
        let order: Money = std::iter::repeat_n(line, 50).sum();
        assert_eq!(money(&order.to_string()), order);
    }
}
