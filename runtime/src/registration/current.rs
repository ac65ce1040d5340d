//! The registration of the process, for code that has no other way to it.

use std::sync::{Mutex, PoisonError};

use super::{RegistrationError, RegistrationManager, RegistrationStatus};

static CURRENT: Mutex<Option<RegistrationManager>> = Mutex::new(None);

/// Makes a registration that of the process.
pub(super) fn set(manager: &RegistrationManager) {
    *CURRENT.lock().unwrap_or_else(PoisonError::into_inner) = Some(manager.clone());
}

fn get() -> Result<RegistrationManager, RegistrationError> {
    CURRENT.lock().unwrap_or_else(PoisonError::into_inner).clone().ok_or(RegistrationError::NotSetUp)
}

impl RegistrationManager {
    /// Makes this the registration that [`register`], [`unregister`] and [`status`] of this module speak of, as the
    /// command line does with that of the server it starts.
    pub fn make_current(&self) {
        set(self);
    }
}

/// Registers the server of this process under an address, or under the one that is known.
///
/// # Errors
///
/// Fails as [`RegistrationManager::register`] does, when the address is none, and when no server was started.
pub async fn register(server_url: Option<&str>) -> Result<(), RegistrationError> {
    let manager = get()?;
    if let Some(url) = server_url {
        manager.set_server_url(url)?;
    }
    manager.register().await
}

/// Takes the server of this process off its proxy.
///
/// # Errors
///
/// Fails as [`RegistrationManager::unregister`] does, and when no server was started.
pub async fn unregister() -> Result<(), RegistrationError> {
    get()?.unregister().await
}

/// How the registration of the server of this process stands.
///
/// # Errors
///
/// Fails when no server was started.
pub fn status() -> Result<RegistrationStatus, RegistrationError> {
    Ok(get()?.status())
}
