//! Settings of a service.

mod secret;

pub use self::secret::Secret;
