//! The types of an order.

/// Defines `Order`, its parts and `PricedOrder` in the crate that calls it, with further derives for all of them.
///
/// Every server has to describe its types to its own framework by derives of that framework. One definition, which
/// each server completes with its derives, keeps the work of all servers the same.
///
/// # Examples
///
/// ```
/// bench_jobs::order_types!(PartialEq);
///
/// let line = OrderLine { sku: "A-1".into(), name: "Chair".into(), quantity: 2, unit_price: 4_950 };
/// let customer = Customer { id: 7, name: "Ada".into(), email: "ada@example.org".into(), country: "GB".into() };
/// let order = Order { id: "O-1".into(), customer, lines: vec![line], tags: Vec::new(), note: None };
/// assert_eq!(order.priced().total, 9_900);
/// ```
#[macro_export]
macro_rules! order_types {
    ($($derive:path),* $(,)?) => {
        /// Who ordered.
        #[derive(Clone, Debug, ::serde::Deserialize, ::serde::Serialize $(, $derive)*)]
        #[allow(unreachable_pub, reason = "the calling module decides how far the types are seen")]
        pub struct Customer {
            /// Number of the customer.
            pub id: u64,
            /// Full name.
            pub name: String,
            /// Address for messages.
            pub email: String,
            /// Country as two letters.
            pub country: String,
        }

        /// A product and how much of it was ordered.
        #[derive(Clone, Debug, ::serde::Deserialize, ::serde::Serialize $(, $derive)*)]
        #[allow(unreachable_pub, reason = "the calling module decides how far the types are seen")]
        pub struct OrderLine {
            /// Stock keeping unit.
            pub sku: String,
            /// Name of the product.
            pub name: String,
            /// Ordered units.
            pub quantity: u32,
            /// Price of one unit in cents.
            pub unit_price: u64,
        }

        /// An order as it comes in.
        #[derive(Clone, Debug, ::serde::Deserialize, ::serde::Serialize $(, $derive)*)]
        #[allow(unreachable_pub, reason = "the calling module decides how far the types are seen")]
        pub struct Order {
            /// Number of the order.
            pub id: String,
            /// Who ordered.
            pub customer: Customer,
            /// What was ordered.
            pub lines: Vec<OrderLine>,
            /// Words to find the order by.
            pub tags: Vec<String>,
            /// Words of the customer.
            pub note: Option<String>,
        }

        /// An order with its total.
        #[derive(Clone, Debug, ::serde::Deserialize, ::serde::Serialize $(, $derive)*)]
        #[allow(unreachable_pub, reason = "the calling module decides how far the types are seen")]
        pub struct PricedOrder {
            /// The order as it came in.
            pub order: Order,
            /// Sum over all lines in cents.
            pub total: u64,
        }

        impl Order {
            /// Adds up the lines and returns the order with its total.
            #[allow(unreachable_pub, reason = "as the types")]
            pub fn priced(self) -> PricedOrder {
                let total = self.lines.iter().map(|line| u64::from(line.quantity) * line.unit_price).sum();
                PricedOrder { order: self, total }
            }
        }
    };
}
