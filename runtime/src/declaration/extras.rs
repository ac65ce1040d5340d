//! What few commands and parameters say, found in the lists that only those have.

use std::time::Duration;

use commandry_schema::catalog::Stability;

use super::data::{
    CommandData, CommandExtra, Constraint, DeprecationData, ExampleData, InjectionData, JobData,
    ParameterData, ParameterExtra,
};

impl CommandData {
    /// The documentation between the summary and the first section.
    pub(crate) fn description(&self) -> &'static str {
        self.extra(|it| if let CommandExtra::Description(text) = it { Some(*text) } else { None })
            .unwrap_or_default()
    }

    /// Text of the section `# Returns`.
    pub(crate) fn returns_text(&self) -> &'static str {
        self.extra(|it| if let CommandExtra::Returns(text) = it { Some(*text) } else { None })
            .unwrap_or_default()
    }

    /// Text of the section `# Errors`.
    pub(crate) fn errors_text(&self) -> &'static str {
        self.extra(|it| if let CommandExtra::Errors(text) = it { Some(*text) } else { None })
            .unwrap_or_default()
    }

    /// What the server hands in.
    pub(crate) fn injections(&self) -> &'static [InjectionData] {
        self.extra(|it| if let CommandExtra::Injections(list) = it { Some(*list) } else { None })
            .unwrap_or_default()
    }

    /// Calls that work.
    pub(crate) fn examples(&self) -> &'static [ExampleData] {
        self.extra(|it| if let CommandExtra::Examples(list) = it { Some(*list) } else { None })
            .unwrap_or_default()
    }

    /// HTTP method and path of its REST route.
    pub(crate) fn rest(&self) -> Option<(&'static str, &'static str)> {
        self.extra(|it| if let CommandExtra::Rest(route) = it { Some(**route) } else { None })
    }

    /// Further names.
    pub(crate) fn aliases(&self) -> &'static [&'static str] {
        self.extra(|it| if let CommandExtra::Aliases(list) = it { Some(*list) } else { None })
            .unwrap_or_default()
    }

    /// Why and until when a deprecated command stays.
    pub(crate) fn deprecated(&self) -> Option<&'static DeprecationData> {
        self.extra(|it| if let CommandExtra::Deprecated(data) = it { Some(*data) } else { None })
    }

    /// How much callers may rely on it, where the author said so.
    pub(crate) fn stability(&self) -> Option<Stability> {
        self.extra(|it| if let CommandExtra::Stability(level) = it { Some(*level) } else { None })
    }

    /// Time limit of one call, where the command sets its own.
    pub(crate) fn timeout(&self) -> Option<Duration> {
        self.extra(|it| if let CommandExtra::Timeout(limit) = it { Some(*limit) } else { None })
    }

    /// Whether models see it as a tool of its own even where there are too many commands to show all.
    pub(crate) fn pinned(&self) -> bool {
        self.extra(|it| matches!(it, CommandExtra::Pinned).then_some(())).is_some()
    }

    /// Whether models see the schema of its parameters exactly as it is.
    pub(crate) fn raw_schema(&self) -> bool {
        self.extra(|it| matches!(it, CommandExtra::RawSchema).then_some(())).is_some()
    }

    /// Whether everybody may call it, also where callers are asked who they are.
    pub(crate) fn public(&self) -> bool {
        self.extra(|it| matches!(it, CommandExtra::Public).then_some(())).is_some()
    }

    /// The roles of which a caller needs one; empty when the command says nothing.
    pub(crate) fn roles(&self) -> &'static [&'static str] {
        self.extra(|it| if let CommandExtra::Roles(list) = it { Some(*list) } else { None })
            .unwrap_or_default()
    }

    /// For how long an answer may be given again.
    #[cfg(any(feature = "cache", feature = "http"))]
    pub(crate) fn cache(&self) -> Option<Duration> {
        self.extra(|it| if let CommandExtra::Cache(lifetime) = it { Some(*lifetime) } else { None })
    }

    /// How it is run in the background, if it is.
    pub(crate) fn job(&self) -> Option<&'static JobData> {
        self.extra(|it| if let CommandExtra::Job(data) = it { Some(*data) } else { None })
    }

    /// Lints switched off, each with its reason.
    pub(crate) fn allowed_lints(&self) -> &'static [(&'static str, &'static str)] {
        self.extra(|it| if let CommandExtra::AllowedLints(list) = it { Some(*list) } else { None })
            .unwrap_or_default()
    }

    fn extra<T>(&self, of_kind: impl Fn(&'static CommandExtra) -> Option<T>) -> Option<T> {
        self.extras?.iter().find_map(of_kind)
    }
}

impl ParameterData {
    /// Value when the caller sends none, as JSON text.
    pub(crate) fn default(&self) -> Option<&'static str> {
        self.extra(|it| if let ParameterExtra::Default(text) = it { Some(*text) } else { None })
    }

    /// A typical value, as JSON text.
    pub(crate) fn example(&self) -> Option<&'static str> {
        self.extra(|it| if let ParameterExtra::Example(text) = it { Some(*text) } else { None })
    }

    /// What the value must satisfy besides its type.
    pub(crate) fn constraints(&self) -> &'static [Constraint] {
        self.extra(|it| if let ParameterExtra::Constraints(list) = it { Some(*list) } else { None })
            .unwrap_or_default()
    }

    /// Whether the value must never be shown or logged.
    pub(crate) fn secret(&self) -> bool {
        self.extra(|it| matches!(it, ParameterExtra::Secret).then_some(())).is_some()
    }

    fn extra<T>(&self, of_kind: impl Fn(&'static ParameterExtra) -> Option<T>) -> Option<T> {
        self.extras?.iter().find_map(of_kind)
    }
}
