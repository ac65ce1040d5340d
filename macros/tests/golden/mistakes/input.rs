/// The function stays, so that only the mistakes are reported.
#[command(nmae = "x")]
pub fn with_mistakes(
    /// Is removed.
    #[param(secrt)]
    value: &str,
) -> u8 {
    let half_typed = value.;
    half_typed +
}
