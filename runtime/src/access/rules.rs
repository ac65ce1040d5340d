//! The rules of a service, as its operator writes them.

use super::{Permission, pattern::fits};
use crate::declaration::data::CommandData;

/// Who may call the commands that do not say it themselves.
///
/// As soon as a service has rules, nobody may call anything but what is allowed:
///
/// 1. A rule without roles that fits a command [forbids](AccessRule::forbid) it to everybody.
/// 2. Else a command with `public` or `roles(…)` in its attribute is for those.
/// 3. Else the first rule that fits decides.
/// 4. Else nobody may call it.
///
/// Resources and prompts are found by their names and groups as commands are.
///
/// # Examples
///
/// ```
/// use commandry::{AccessRule, AccessRules};
///
/// let rules = AccessRules::new()
///     .rule(AccessRule::commands(["admin_*"]).roles(["admin"]))
///     .rule(AccessRule::groups(["stock"]).roles(["stock", "admin"]))
///     .rule(AccessRule::commands(["ping"]).public())
///     .rule(AccessRule::all().roles(["*"]));
/// # let _ = rules;
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccessRules(Vec<AccessRule>);

impl AccessRules {
    /// No rules yet: only commands that say themselves who may call them can be called.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a rule behind those that are there.
    #[must_use]
    pub fn rule(mut self, rule: AccessRule) -> Self {
        self.0.push(rule);
        self
    }

    /// Who may call a command.
    pub(crate) fn permission(&self, command: &CommandData) -> Permission {
        let mut fitting = self.0.iter().filter(|rule| rule.fits(command.name, command.home.group));
        if fitting.clone().any(|rule| rule.who == Who::Nobody) {
            return Permission::Nobody;
        }
        if command.public() {
            return Permission::Public;
        }
        if !command.roles().is_empty() {
            return Permission::of_roles(command.roles());
        }
        match fitting.next().map(|rule| &rule.who) {
            Some(Who::Everybody) => Permission::Public,
            Some(Who::Roles(roles)) => Permission::of_roles(roles),
            Some(Who::Nobody) | None => Permission::Nobody,
        }
    }
}

impl FromIterator<AccessRule> for AccessRules {
    fn from_iter<I: IntoIterator<Item = AccessRule>>(rules: I) -> Self {
        Self(rules.into_iter().collect())
    }
}

/// Who may call some commands; as it is made, nobody may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessRule {
    commands: Vec<String>,
    groups: Vec<String>,
    who: Who,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Who {
    Everybody,
    Roles(Vec<String>),
    Nobody,
}

impl AccessRule {
    /// A rule for all commands.
    pub fn all() -> Self {
        Self { commands: Vec::new(), groups: Vec::new(), who: Who::Nobody }
    }

    /// A rule for commands by patterns of their names, in which `*` stands for any characters: `admin_*`.
    pub fn commands<P: Into<String>>(patterns: impl IntoIterator<Item = P>) -> Self {
        Self { commands: patterns.into_iter().map(Into::into).collect(), ..Self::all() }
    }

    /// A rule for commands by patterns of their groups.
    pub fn groups<P: Into<String>>(patterns: impl IntoIterator<Item = P>) -> Self {
        Self::all().in_groups(patterns)
    }

    /// The same rule for those of its commands alone whose group fits one of these patterns.
    #[must_use]
    pub fn in_groups<P: Into<String>>(mut self, patterns: impl IntoIterator<Item = P>) -> Self {
        self.groups = patterns.into_iter().map(Into::into).collect();
        self
    }

    /// Callers with one of these roles may call; `*` is everybody who proves who they are. Without any role it is
    /// [`forbid`](Self::forbid).
    #[must_use]
    pub fn roles<R: Into<String>>(mut self, roles: impl IntoIterator<Item = R>) -> Self {
        let roles: Vec<String> = roles.into_iter().map(Into::into).collect();
        self.who = if roles.is_empty() { Who::Nobody } else { Who::Roles(roles) };
        self
    }

    /// Everybody may call, also those who do not say who they are.
    #[must_use]
    pub fn public(mut self) -> Self {
        self.who = Who::Everybody;
        self
    }

    /// Nobody may call, whatever the commands say themselves.
    #[must_use]
    pub fn forbid(mut self) -> Self {
        self.who = Who::Nobody;
        self
    }

    fn fits(&self, name: &str, group: Option<&str>) -> bool {
        let names = self.commands.is_empty() || self.commands.iter().any(|it| fits(it, name));
        let groups =
            self.groups.is_empty() || group.is_some_and(|group| self.groups.iter().any(|it| fits(it, group)));
        names && groups
    }
}

#[cfg(test)]
mod tests {
    use super::{AccessRule, AccessRules};
    use crate::{
        Caller,
        declaration::data::{COMMAND, CommandData, CommandExtra, HomeData},
    };

    const STOCK: HomeData = HomeData { group: Some("stock"), module: "", file: "" };

    fn command(name: &'static str, extras: Option<&'static [CommandExtra]>) -> CommandData {
        CommandData { name, extras, home: &STOCK, ..COMMAND }
    }

    /// Whether an anonymous caller, one without roles, a clerk and an admin may call.
    fn who(rules: &AccessRules, command: &CommandData) -> [bool; 4] {
        let permission = rules.permission(command);
        [
            Caller::anonymous(),
            Caller::named("somebody"),
            Caller::named("c").with_roles(["clerk"]),
            Caller::named("a").with_roles(["admin"]),
        ]
        .map(|caller| permission.check(&caller).is_ok())
    }

    #[test]
    fn nobody_may_call_what_nothing_is_said_of() {
        assert_eq!(who(&AccessRules::new(), &command("ping", None)), [false; 4]);
        let others = AccessRules::new().rule(AccessRule::commands(["pong"]).public());
        assert_eq!(who(&others, &command("ping", None)), [false; 4]);
    }

    #[test]
    fn the_first_rule_that_fits_decides() {
        let rules = AccessRules::new()
            .rule(AccessRule::commands(["admin_*"]).roles(["admin"]))
            .rule(AccessRule::commands(["*_now"]).in_groups(["stock"]).public())
            .rule(AccessRule::groups(["st*"]).roles(["*"]));
        assert_eq!(who(&rules, &command("admin_now", None)), [false, false, false, true]);
        assert_eq!(who(&rules, &command("count_now", None)), [true; 4]);
        assert_eq!(who(&rules, &command("count", None)), [false, true, true, true]);
        let elsewhere = CommandData { name: "count_now", ..COMMAND };
        assert_eq!(who(&rules, &elsewhere), [false; 4]);
    }

    #[test]
    fn a_command_speaks_for_itself_unless_it_is_forbidden() {
        const CLERKS: &[CommandExtra] = &[CommandExtra::Roles(&["clerk"])];
        const PUBLIC: &[CommandExtra] = &[CommandExtra::Public];
        let admins = AccessRules::new().rule(AccessRule::all().roles(["admin"]));
        assert_eq!(who(&admins, &command("sell", Some(CLERKS))), [false, false, true, false]);
        assert_eq!(who(&admins, &command("look", Some(PUBLIC))), [true; 4]);
        let closed = admins.rule(AccessRule::commands(["sell", "look"]).forbid());
        assert_eq!(who(&closed, &command("sell", Some(CLERKS))), [false; 4]);
        assert_eq!(who(&closed, &command("look", Some(PUBLIC))), [false; 4]);
    }

    #[test]
    fn a_callers_word_has_an_end() {
        let rules = AccessRules::new().rule(AccessRule::all().roles(["*"]));
        let permission = rules.permission(&command("ping", None));
        let now = std::time::SystemTime::now();
        let minute = std::time::Duration::from_secs(60);
        assert!(permission.check(&Caller::named("a").until(now + minute)).is_ok());
        let error = permission.check(&Caller::named("a").until(now - minute)).unwrap_err();
        assert_eq!((error.code(), error.kind()), (-32001, "unauthenticated"));
    }
}
