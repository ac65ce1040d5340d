//! Functions that are commands in some builds only.

/// TODO(docs): Area.
///
/// # Parameters
/// - `width`: TODO(docs): The width.
/// - `height`: TODO(docs): The height.
///
/// # Returns
/// TODO(docs): The number.
#[cfg_attr(feature = "commands", commandry::command(read_only))]
pub fn area(width: f64, height: f64) -> f64 {
    width * height
}

/// Measures.
///
/// # Parameters
/// - `width`: Of the field.
/// - `height`: TODO(docs): The height.
///
/// # Returns
/// Its area.
#[cfg_attr(feature = "commands", commandry::command)]
pub fn measure(width: f64, height: f64) -> f64 {
    width * height
}

#[cfg_attr(feature = "commands", commands)]
impl Field {
    /// Grows.
    ///
    /// # Parameters
    /// - `by`: TODO(docs): The by.
    ///
    /// # Returns
    /// TODO(docs): The number.
    #[cfg_attr(feature = "commands", command)]
    pub fn grow(&self, by: f64) -> f64 {
        by
    }
}
