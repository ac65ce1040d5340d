//! Whether the version of a service grew as much as its changes demand.

use std::fmt;

use super::{
    Changes,
    change::{Change, Level},
};

/// By how much a version grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bump {
    /// Not at all.
    None,
    /// By the last number: nothing that callers see changed but words.
    Patch,
    /// By the middle number: there is more than before, and nothing less.
    Minor,
    /// By the first number: callers may break.
    Major,
}

impl Bump {
    /// The word that reports use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }

    pub(super) fn needed_for(changes: &[Change]) -> Self {
        let of = |change: &Change| match change.level {
            Level::Error => Self::Major,
            _ if change.id == super::commands::DESCRIPTION_CHANGED.id => Self::Patch,
            Level::Warning | Level::Info => Self::Minor,
        };
        changes.iter().map(of).max().unwrap_or(Self::None)
    }
}

/// What there is to say about a new version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VersionVerdict {
    /// It is large enough.
    Sufficient,
    /// It is too small.
    TooSmall {
        /// The smallest version that would do.
        needed: String,
    },
    /// One of the two is no semantic version, so nothing can be said.
    Unreadable {
        /// The version that cannot be read.
        version: String,
    },
}

impl Changes {
    /// Whether the new version is large enough for the changes.
    ///
    /// Before 1.0 the middle number takes the place of the first, and the last that of the middle one; before 0.1
    /// every change needs a new version.
    #[must_use]
    pub fn version_verdict(&self) -> VersionVerdict {
        let (Some(base), Some(new)) = (Version::read(&self.base_version), Version::read(&self.new_version))
        else {
            let is_base = Version::read(&self.base_version).is_none();
            let version = if is_base { &self.base_version } else { &self.new_version };
            return VersionVerdict::Unreadable { version: version.clone() };
        };
        let needed = base.raised(self.needed_bump());
        if new.numbers >= needed.numbers {
            VersionVerdict::Sufficient
        } else {
            VersionVerdict::TooSmall { needed: needed.to_string() }
        }
    }
}

/// The three numbers of a semantic version, and whether it is one of a version to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Version {
    numbers: (u64, u64, u64),
    is_pre_release: bool,
}

impl Version {
    fn read(text: &str) -> Option<Self> {
        let text = text.split('+').next()?;
        let (numbers, is_pre_release) = match text.split_once('-') {
            Some((numbers, label)) if !label.is_empty() => (numbers, true),
            Some(_) => return None,
            None => (text, false),
        };
        let mut parts = numbers.split('.').map(|part| {
            part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse::<u64>().ok()).flatten()
        });
        let numbers = (parts.next()??, parts.next()??, parts.next()??);
        parts.next().is_none().then_some(Self { numbers, is_pre_release })
    }

    fn raised(self, bump: Bump) -> Self {
        let (major, minor, patch) = self.numbers;
        // What is not released yet may change until it is.
        if self.is_pre_release || bump == Bump::None {
            return self;
        }
        let numbers = match (bump, major, minor) {
            (Bump::Major, 0, 1..) | (Bump::Minor, 1.., _) => (major, minor.saturating_add(1), 0),
            (Bump::Major, 1.., _) => (major.saturating_add(1), 0, 0),
            _ => (major, minor, patch.saturating_add(1)),
        };
        Self { numbers, is_pre_release: false }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (major, minor, patch) = self.numbers;
        write!(formatter, "{major}.{minor}.{patch}")
    }
}

#[cfg(test)]
mod tests {
    use super::{Bump, Version};

    #[test]
    fn versions_grow_as_semantic_versions_do() {
        let raised = |version: &str, bump| Version::read(version).unwrap().raised(bump).to_string();
        assert_eq!(raised("1.2.3", Bump::None), "1.2.3");
        assert_eq!(raised("1.2.3", Bump::Patch), "1.2.4");
        assert_eq!(raised("1.2.3", Bump::Minor), "1.3.0");
        assert_eq!(raised("1.2.3", Bump::Major), "2.0.0");
        assert_eq!(raised("0.2.3", Bump::Patch), "0.2.4");
        assert_eq!(raised("0.2.3", Bump::Minor), "0.2.4");
        assert_eq!(raised("0.2.3", Bump::Major), "0.3.0");
        assert_eq!(raised("0.0.3", Bump::Patch), "0.0.4");
        assert_eq!(raised("0.0.3", Bump::Major), "0.0.4");
        assert_eq!(raised("2.0.0-rc.1", Bump::Major), "2.0.0");
    }

    #[test]
    fn what_is_no_version_is_not_guessed_at() {
        for wrong in
            ["", "1", "1.2", "1.2.3.4", "1.2.x", "v1.2.3", "1.2.+3", "1.2.3-", "99999999999999999999.0.0"]
        {
            assert_eq!(Version::read(wrong), None, "{wrong}");
        }
        assert_eq!(Version::read("1.2.3+build").unwrap().numbers, (1, 2, 3));
    }
}
