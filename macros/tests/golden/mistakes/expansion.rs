/// The function stays, so that only the mistakes are reported.
pub fn with_mistakes(value: &str) -> u8 {}
///Typed handle of the command `with_mistakes`, for `Registry::with` and for calls by its type.
#[allow(non_camel_case_types, dead_code, clippy::exhaustive_enums)]
pub enum with_mistakes {}
::core::compile_error! {}
::core::compile_error! {}
::core::compile_error! {}
