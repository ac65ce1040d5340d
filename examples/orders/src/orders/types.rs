//! What an order is.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    customers::{Address, CustomerId},
    products::Category,
    stock::ReservationId,
    values::{Money, Price, Sku},
};

/// Number of an order, given by `place_order`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct OrderId(pub u32);

/// What a customer has bought.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Order {
    /// Number by which other commands know the order.
    pub id: OrderId,
    /// Who bought.
    pub customer: CustomerId,
    /// The customer's own name for the order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// How far the order has come.
    pub status: OrderStatus,
    /// What was bought, in the order of `place_order`.
    pub lines: Vec<OrderLine>,
    /// What it costs.
    pub amounts: Amounts,
    /// How it reaches the customer.
    pub delivery: Delivery,
    /// How it was paid; absent until then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment: Option<Payment>,
    /// When it was placed, in UTC.
    pub placed_at: DateTime<Utc>,
    /// Day on which it left the shop, in UTC; absent until then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shipped_on: Option<NaiveDate>,
}

/// The stations of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrderStatus {
    /// The units are taken off the shelf, the money is due.
    Placed,
    /// The money is here, the parcel is not packed.
    Paid,
    /// The parcel is on its way.
    Shipped,
    /// Nothing is sent and the units are back on the shelf.
    Cancelled,
}

/// One product of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OrderLine {
    /// Product that was bought.
    pub sku: Sku,
    /// Name of the product at that time.
    pub name: String,
    /// How many units.
    pub quantity: u32,
    /// Price of one unit at that time, before the discount.
    pub unit_price: Price,
    /// Price of all units, before the discount.
    pub total: Money,
}

/// One product that somebody wants to order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderLineRequest {
    /// Product to buy.
    pub sku: Sku,
    /// How many units.
    #[schemars(range(min = 1, max = 1_000))]
    pub quantity: u32,
    /// Reservation of `reserve_stock` whose units the line uses; it must be of the same product.
    pub reservation: Option<ReservationId>,
}

/// How an order reaches the customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "method", rename_all = "snake_case", deny_unknown_fields)]
pub enum Delivery {
    /// A courier brings it to the door for 4.90.
    Courier {
        /// Where to; the customer's own address when absent.
        #[serde(skip_serializing_if = "Option::is_none")]
        address: Option<Address>,
    },
    /// It waits in a parcel locker for 3.50.
    Locker {
        /// Code that stands on the locker, such as `BER-117`.
        #[schemars(regex(pattern = r"^[A-Z]{3}-[0-9]{1,5}$"))]
        locker: String,
    },
    /// The customer fetches it at no cost.
    Pickup,
}

impl Delivery {
    /// What this way costs.
    pub fn fee(&self) -> Money {
        match self {
            Self::Courier { .. } => Money::from_cents(490),
            Self::Locker { .. } => Money::from_cents(350),
            Self::Pickup => Money::ZERO,
        }
    }
}

/// What an order costs and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Amounts {
    /// All lines together.
    pub goods: Money,
    /// Part of the goods that the customer's level takes off: 0.05 is five in a hundred.
    pub discount_rate: Decimal,
    /// What the level takes off, rounded to the cent.
    pub discount: Money,
    /// Fee of the way of delivery.
    pub delivery: Money,
    /// What is to be paid.
    pub total: Money,
}

/// What an order would cost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Quote {
    /// What would be bought, at today's prices.
    pub lines: Vec<OrderLine>,
    /// What it would cost.
    pub amounts: Amounts,
}

/// How an order was paid.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Payment {
    /// What was paid.
    pub amount: Money,
    /// In which way.
    pub method: PaymentMethod,
    /// When the payment was entered, in UTC.
    pub paid_at: DateTime<Utc>,
}

/// A way to pay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum PaymentMethod {
    /// By card.
    Card {
        /// The last four digits, the only ones that are kept.
        #[schemars(regex(pattern = r"^[0-9]{4}$"))]
        last_digits: String,
    },
    /// By transfer from a bank.
    Transfer {
        /// Day on which the money arrived.
        received_on: NaiveDate,
    },
    /// In coins and notes, when it was fetched.
    Cash,
}

/// The main facts of an order, for lists.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OrderOverview {
    /// Number for `get_order`, which tells the rest.
    pub id: OrderId,
    /// Who bought.
    pub customer: CustomerId,
    /// How far the order has come.
    pub status: OrderStatus,
    /// What is or was to be paid.
    pub total: Money,
    /// When it was placed, in UTC.
    pub placed_at: DateTime<Utc>,
}

/// What was sold in a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SalesReport {
    /// First day of the period, in UTC.
    pub from: NaiveDate,
    /// Last day of the period, in UTC.
    pub until: NaiveDate,
    /// Orders placed in it, without cancelled ones.
    pub orders: u32,
    /// What they cost altogether, discounts and delivery included.
    pub revenue: Money,
    /// The goods by shelf, the largest sum first; shelves without sales are left out.
    pub by_category: Vec<CategorySales>,
}

/// What was sold off one shelf.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CategorySales {
    /// The shelf.
    pub category: Category,
    /// Units sold.
    pub units: u32,
    /// What they cost at listed prices, before discounts.
    pub goods: Money,
}
