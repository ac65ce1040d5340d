//! Pricing and placing an order.

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::{
    errors::{PlaceOrderError, QuoteError},
    store,
    types::{Amounts, Delivery, Order, OrderId, OrderLine, OrderLineRequest, OrderStatus, Quote},
};
use crate::{
    customers::{self, CustomerId, CustomerLevel},
    products,
    stock::{self, StockError},
};

/// An order as the customer asks for it.
#[derive(Clone, Debug)]
pub(crate) struct NewOrder {
    pub(crate) customer: CustomerId,
    pub(crate) lines: Vec<OrderLineRequest>,
    pub(crate) delivery: Delivery,
    pub(crate) reference: Option<String>,
}

/// Tells what an order would cost; stock is not looked at.
pub(crate) async fn quote(
    connection: &mut SqliteConnection,
    customer: CustomerId,
    lines: &[OrderLineRequest],
    delivery: &Delivery,
) -> Result<Quote, QuoteError> {
    let customer = customers::store::get(connection, customer).await?;
    let mut priced = Vec::with_capacity(lines.len());
    for line in lines {
        let product = products::store::get(connection, &line.sku).await?;
        priced.push(OrderLine {
            sku: product.sku,
            name: product.name,
            quantity: line.quantity,
            unit_price: product.price,
            total: product.price.amount().times(line.quantity),
        });
    }
    let amounts = add_up(&priced, customer.level, delivery);
    Ok(Quote { lines: priced, amounts })
}

/// Takes the units off the shelf and writes the order; the caller commits or drops the transaction.
pub(crate) async fn place(
    connection: &mut SqliteConnection,
    new: NewOrder,
    now: DateTime<Utc>,
) -> Result<Order, PlaceOrderError> {
    let NewOrder { customer, lines: requests, delivery, reference } = new;
    let Quote { lines, amounts } =
        quote(connection, customer, &requests, &delivery).await.map_err(quote_error)?;
    if let Some(reference) = &reference
        && let Some(order) = store::find_reference(connection, customer, reference).await?
    {
        return Err(PlaceOrderError::ReferenceTaken { reference: reference.clone(), order });
    }
    // All reservations are freed before any unit is sold, so that a line can use what another line had reserved; nobody
    // else can come between, since the transaction holds the only write lock.
    for line in &requests {
        use_reservation(connection, line, now).await?;
    }
    for line in &requests {
        stock::store::sell(connection, &line.sku, line.quantity, now).await?;
    }
    let mut order = Order {
        id: OrderId(0),
        customer,
        reference,
        status: OrderStatus::Placed,
        lines,
        amounts,
        delivery,
        payment: None,
        placed_at: now,
        shipped_on: None,
    };
    order.id = store::insert(connection, &order).await?;
    Ok(order)
}

async fn use_reservation(
    connection: &mut SqliteConnection,
    line: &OrderLineRequest,
    now: DateTime<Utc>,
) -> Result<(), PlaceOrderError> {
    let Some(reservation) = line.reservation else { return Ok(()) };
    let used = stock::store::release(connection, reservation, now).await?;
    if used.sku == line.sku {
        return Ok(());
    }
    Err(PlaceOrderError::ReservationMismatch { reservation, reserved: used.sku, sku: line.sku.clone() })
}

fn add_up(lines: &[OrderLine], level: CustomerLevel, delivery: &Delivery) -> Amounts {
    let goods = lines.iter().map(|line| line.total).sum();
    let discount_rate = level.discount_rate();
    let discount = crate::values::Money::share(goods, discount_rate);
    let delivery = delivery.fee();
    Amounts { goods, discount_rate, discount, delivery, total: goods.less(discount) + delivery }
}

fn quote_error(error: QuoteError) -> PlaceOrderError {
    match error {
        QuoteError::Customer(error) => error.into(),
        QuoteError::Product(error) => StockError::Product(error).into(),
        QuoteError::Database(error) => error.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::{Money, Price, Sku};

    #[test]
    fn the_discount_is_taken_off_the_goods_and_not_off_the_delivery() {
        let unit_price = Price::from_cents(1_999);
        let line = OrderLine {
            sku: Sku::try_from("A1".to_owned()).unwrap(),
            name: "a thing".to_owned(),
            quantity: 3,
            unit_price,
            total: unit_price.amount().times(3),
        };
        let amounts = add_up(&[line], CustomerLevel::Wholesale, &Delivery::Courier { address: None });
        assert_eq!(amounts.goods, Money::from_cents(5_997));
        assert_eq!(amounts.discount, Money::from_cents(720), "7.1964 rounded to the cent");
        assert_eq!(amounts.delivery, Money::from_cents(490));
        assert_eq!(amounts.total, Money::from_cents(5_767));
    }
}
