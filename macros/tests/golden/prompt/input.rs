/// Asks for a review of an order.
#[prompt]
fn review_order(
    /// Number of the order.
    id: OrderNumber,
    /// What to look at.
    focus: Option<String>,
) -> Vec<PromptMessage> {
    vec![PromptMessage::user(format!("Review order {id}: {focus:?}"))]
}
