//! Functions that are commands in some builds only.

#[cfg_attr(feature = "commands", commandry::command(read_only))]
pub fn area(width: f64, height: f64) -> f64 {
    width * height
}

/// Measures.
///
/// # Parameters
/// - `width`: Of the field.
///
/// # Returns
/// Its area.
#[cfg_attr(feature = "commands", commandry::command)]
pub fn measure(width: f64, height: f64) -> f64 {
    width * height
}

#[cfg_attr(feature = "commands", commands)]
impl Field {
    /// grows
    #[cfg_attr(feature = "commands", command)]
    pub fn grow(&self, by: f64) -> f64 {
        by
    }
}
