//! What a server does about documentation that is not as it must be, before it starts.

use commandry_schema::{
    Catalog,
    lint::{LintOptions, Report, lint},
    repair::repair,
};

use crate::{AppError, Registry, RegistryError};

/// Whether documentation is repaired in what is published, and whether the server refuses to start without it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct StrictMode {
    /// Refuse to start when a command fails `validate --strict`.
    pub(crate) refuse: bool,
    /// Repair what is published.
    pub(crate) repair: bool,
}

impl StrictMode {
    /// What a server publishes, if that had to be worked out; every repair is logged.
    pub(crate) fn prepare(self, registry: &Registry) -> Result<Option<Catalog>, AppError> {
        if !self.refuse && !self.repair {
            return Ok(None);
        }
        let mut catalog = registry.catalog().map_err(AppError::Registry)?;
        if self.repair {
            for repaired in repair(&mut catalog) {
                tracing::warn!(
                    command = repaired.command,
                    lint = repaired.lint,
                    "auto_fix: {}",
                    repaired.message
                );
            }
        }
        if self.refuse {
            let report = lint(&catalog, &LintOptions { strict: true });
            if report.failed() > 0 {
                return Err(AppError::Documentation(report));
            }
        }
        Ok(self.repair.then_some(catalog))
    }

    /// The catalog of a registry as it is published.
    pub(crate) fn publish(self, registry: &Registry) -> Result<Catalog, RegistryError> {
        let mut catalog = registry.catalog()?;
        if self.repair {
            repair(&mut catalog);
        }
        Ok(catalog)
    }
}

/// Why a server does not start in strict mode, and what to do.
pub(crate) fn explain(report: &Report) -> String {
    format!(
        "strict mode: {} of {} commands are not documented as they must be, so that the server does not start; correct \
         them, or start without strict mode\n\n{}",
        report.failed(),
        report.total(),
        report.to_text()
    )
}
