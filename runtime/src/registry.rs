//! Which commands, resources and prompts there are.

use std::{collections::BTreeMap, error::Error, fmt, panic::Location};

use commandry_schema::{Catalog, catalog::Service, lint::drift::UNREGISTERED_COMMAND};

use crate::{
    builtin,
    call::shape,
    declaration::{
        CommandType, PromptData, PromptRegistration, PromptType, ResourceData, ResourceRegistration,
        ResourceType,
        data::{CommandData, ExpectedCrate, Registration},
    },
    state::States,
};

/// A list of commands, resources and prompts: all that were linked into the program, or those that were named.
///
/// A process may have several, each with its own dispatcher, routes and documents.
///
/// # Examples
///
/// ```standalone_crate
/// use commandry::{prelude::*, Registry};
///
/// /// Answers at once.
/// #[command(group = "demo", read_only)]
/// fn ping() -> bool {
///     true
/// }
///
/// let named = Registry::new().with::<ping>();
/// assert_eq!(named.names(), ["ping"]);
///
/// let all = Registry::collect()?;
/// assert_eq!(all.names(), ["health", "help", "ping"]);
/// # Ok::<(), commandry::RegistryError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Registry {
    service: Service,
    commands: Vec<&'static CommandData>,
    resources: Vec<&'static ResourceData>,
    prompts: Vec<&'static PromptData>,
}

impl Registry {
    /// An empty registry, to be filled by [`Registry::with`], [`Registry::with_resource`] and [`Registry::with_prompt`].
    pub fn new() -> Self {
        Self::default()
    }

    /// All commands, resources and prompts that were linked into the program, and the built-in `help` and `health`
    /// unless the program has commands of these names.
    ///
    /// # Errors
    ///
    /// Fails when there is none, when two commands or prompts share a name or two resources an address, or when a
    /// crate listed in [`command_crates!`](crate::command_crates) registered nothing. The message names file and line.
    #[track_caller]
    pub fn collect() -> Result<Self, RegistryError> {
        let caller = Location::caller();
        let (built_in, mut commands): (Vec<_>, Vec<_>) = inventory::iter::<Registration>
            .into_iter()
            .map(|it| it.0)
            .filter(|it| !is_of_jobs(it))
            .partition(|it| builtin::is_built_in(it));
        let resources: Vec<_> = inventory::iter::<ResourceRegistration>.into_iter().map(|it| it.0).collect();
        let prompts: Vec<_> = inventory::iter::<PromptRegistration>.into_iter().map(|it| it.0).collect();
        if commands.is_empty() && resources.is_empty() && prompts.is_empty() {
            return Err(RegistryError(vec![format!(
                "{}:{}: [{UNREGISTERED_COMMAND}] no command was found; put `#[command]` on a function, and if the \
                 commands are in another crate, name that crate in the program: \
                 `commandry::command_crates! {{ its_name; }}`",
                caller.file(),
                caller.line()
            )]));
        }
        let missing = missing_crates(&functions(&commands, &resources, &prompts));
        if !missing.is_empty() {
            return Err(RegistryError(missing));
        }
        for command in built_in {
            if !builtin::is_optional(command) && !commands.iter().any(|it| it.name == command.name) {
                commands.push(command);
            }
        }
        let mut registry = Self { service: Service::default(), commands, resources, prompts };
        registry.sort();
        registry.check()?;
        Ok(registry)
    }

    /// Adds a command by its type.
    #[must_use]
    pub fn with<C: CommandType>(mut self) -> Self {
        self.commands.push(C::__COMMAND);
        self.sort();
        self
    }

    /// Adds the commands with which callers follow and manage jobs, unless there are commands of these names.
    #[cfg(feature = "jobs")]
    #[must_use]
    pub fn with_job_commands(mut self) -> Self {
        for command in crate::jobs::commands() {
            if !self.commands.iter().any(|it| it.name == command.name) {
                self.commands.push(command);
            }
        }
        self.sort();
        self
    }

    /// Adds a resource by its type.
    #[must_use]
    pub fn with_resource<R: ResourceType>(mut self) -> Self {
        self.resources.push(R::__RESOURCE);
        self.sort();
        self
    }

    /// Adds a prompt by its type.
    #[must_use]
    pub fn with_prompt<P: PromptType>(mut self) -> Self {
        self.prompts.push(P::__PROMPT);
        self.sort();
        self
    }

    /// Adds the built-in commands `help` and `health`.
    #[must_use]
    pub fn with_built_in(mut self) -> Self {
        self.commands.extend(builtin::commands());
        self.sort();
        self
    }

    /// The commands, resources and prompts of one group alone.
    #[must_use]
    pub fn group(mut self, group: &str) -> Self {
        self.commands.retain(|command| command.home.group == Some(group));
        self.resources.retain(|resource| resource.function.home.group == Some(group));
        self.prompts.retain(|prompt| prompt.function.home.group == Some(group));
        self
    }

    /// Names the service in documents: its title and the version of its interface.
    #[must_use]
    pub fn titled(mut self, title: &str, version: &str) -> Self {
        title.clone_into(&mut self.service.title);
        version.clone_into(&mut self.service.version);
        self
    }

    /// Says what the service is for, in Markdown.
    #[must_use]
    pub fn described(mut self, description: &str) -> Self {
        description.clone_into(&mut self.service.description);
        self
    }

    /// Says what a group of commands is for, in one or two sentences of Markdown.
    #[must_use]
    pub fn describe_group(mut self, group: &str, description: &str) -> Self {
        self.service.group_descriptions.insert(group.to_owned(), description.to_owned());
        self
    }

    /// The names of the commands, sorted.
    pub fn names(&self) -> Vec<&'static str> {
        self.commands.iter().map(|command| command.name).collect()
    }

    /// Everything that is published of the commands.
    ///
    /// # Errors
    ///
    /// Fails when two commands or prompts share a name, or two resources an address.
    pub fn catalog(&self) -> Result<Catalog, RegistryError> {
        self.check()?;
        Ok(crate::catalog::catalog(self.service.clone(), &self.commands, &self.resources, &self.prompts))
    }

    pub(crate) fn service(&self) -> &Service {
        &self.service
    }

    /// The commands of a dispatcher once more, for a surface that starts from an application.
    #[cfg(all(feature = "cli-call", feature = "testing"))]
    pub(crate) fn of(commands: &[&'static CommandData]) -> Self {
        Self { commands: commands.to_vec(), ..Self::default() }
    }

    pub(crate) fn into_parts(
        self,
    ) -> (Vec<&'static CommandData>, Vec<&'static ResourceData>, Vec<&'static PromptData>) {
        (self.commands, self.resources, self.prompts)
    }

    /// Refuses names and addresses that lead to two things.
    pub(crate) fn check(&self) -> Result<(), RegistryError> {
        let mut owners: BTreeMap<&str, &CommandData> = BTreeMap::new();
        let mut faults = Vec::new();
        for command in &self.commands {
            for name in command.aliases().iter().chain([&command.name]) {
                if let Some(other) = owners.insert(name, command) {
                    faults.push(format!(
                        "the name `{name}` belongs to two commands: {}:{} and {}:{}; give one of them another `name`",
                        other.home.file, other.line, command.home.file, command.line
                    ));
                }
            }
        }
        let mut resources: BTreeMap<String, &ResourceData> = BTreeMap::new();
        for resource in &self.resources {
            if let Some(other) = resources.insert(shape(resource.uri), resource) {
                let (one, two) = (&other.function, &resource.function);
                let uris = if other.uri == resource.uri {
                    format!("the address `{}` belongs", other.uri)
                } else {
                    format!("the addresses `{}` and `{}` are the same and belong", other.uri, resource.uri)
                };
                faults.push(format!(
                    "{uris} to two resources: {}:{} and {}:{}; give one of them another",
                    one.home.file, one.line, two.home.file, two.line
                ));
            }
        }
        let mut prompts: BTreeMap<&str, &CommandData> = BTreeMap::new();
        for prompt in self.prompts.iter().map(|it| &it.function) {
            if let Some(other) = prompts.insert(prompt.name, prompt) {
                faults.push(format!(
                    "the name `{}` belongs to two prompts: {}:{} and {}:{}; give one of them another `name`",
                    prompt.name, other.home.file, other.line, prompt.home.file, prompt.line
                ));
            }
        }
        if faults.is_empty() { Ok(()) } else { Err(RegistryError(faults)) }
    }

    /// The linker's order is not specified; documents must not depend on it.
    fn sort(&mut self) {
        self.commands.sort_by_key(|command| (command.name, command.home.file, command.line));
        self.resources.sort_by_key(|it| (it.uri, it.function.home.file, it.function.line));
        self.prompts.sort_by_key(|it| (it.function.name, it.function.home.file, it.function.line));
    }
}

/// Whether a command is one of those that only applications which keep jobs have.
fn is_of_jobs(command: &CommandData) -> bool {
    #[cfg(feature = "jobs")]
    return crate::jobs::commands().iter().any(|it| std::ptr::eq(*it, command));
    #[cfg(not(feature = "jobs"))]
    {
        let _ = command;
        false
    }
}

/// The functions behind commands, resources and prompts.
fn functions<'a>(
    commands: &[&'a CommandData],
    resources: &[&'a ResourceData],
    prompts: &[&'a PromptData],
) -> Vec<&'a CommandData> {
    let mut functions = commands.to_vec();
    functions.extend(resources.iter().map(|it| &it.function));
    functions.extend(prompts.iter().map(|it| &it.function));
    functions
}

fn missing_crates(commands: &[&CommandData]) -> Vec<String> {
    let mut missing: Vec<String> = inventory::iter::<ExpectedCrate>
        .into_iter()
        .filter(|expected| !commands.iter().any(|command| crate_of(command) == expected.name))
        .map(|expected| {
            format!(
                "{}:{}: [{UNREGISTERED_COMMAND}] the crate `{}` was expected to register commands and registered none; \
                 if the dependency was renamed, write `alias as \"real_name\"`",
                expected.file, expected.line, expected.name
            )
        })
        .collect();
    missing.sort_unstable();
    missing
}

fn crate_of(command: &CommandData) -> &'static str {
    command.home.module.split("::").next().unwrap_or_default()
}

/// Why a registry cannot be used: every reason, each with file and line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistryError(Vec<String>);

impl RegistryError {
    pub(crate) fn new(reasons: Vec<String>) -> Self {
        Self(reasons)
    }

    /// The reasons, each a sentence.
    pub fn reasons(&self) -> &[String] {
        &self.0
    }

    /// Refuses commands, resources and prompts that ask for a state which the application was not given.
    pub(crate) fn check_states(
        commands: &[&CommandData],
        resources: &[&ResourceData],
        prompts: &[&PromptData],
        states: &States,
    ) -> Result<(), Self> {
        let mut faults = Vec::new();
        let commands = commands.iter().map(|it| ("command", *it));
        let resources = resources.iter().map(|it| ("resource", &it.function));
        let prompts = prompts.iter().map(|it| ("prompt", &it.function));
        for (what, command) in commands.chain(resources).chain(prompts) {
            for injection in command.injections() {
                if let Some(missing) = (injection.missing)(states) {
                    faults.push(format!(
                        "{}:{}: the {what} `{}` asks for {missing} as `{}`, which the application was not given; \
                         add it by `.state(…)`",
                        command.home.file, command.line, command.name, injection.name
                    ));
                }
            }
        }
        if faults.is_empty() { Ok(()) } else { Err(Self(faults)) }
    }
}

impl fmt::Display for RegistryError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0.join("\n"))
    }
}

impl Error for RegistryError {}
