//! Static data of a command, filled in by the macro.
//!
//! Everything here is a constant or a function pointer, so that five hundred commands cost no code at start and the
//! compiler has nothing to derive. None of it is public API; the macro is its only author.

use std::time::Duration;

use commandry_schema::catalog::Stability;

use crate::{call::Invocation, call::Running, schema::SchemaOf, state::States};

/// One command as the macro declares it.
#[derive(Debug)]
pub struct CommandData {
    /// Name by which callers reach it.
    pub name: &'static str,
    /// Group, or `None`.
    pub group: Option<&'static str>,
    /// First paragraph of the documentation.
    pub summary: &'static str,
    /// The documentation between the summary and the first section.
    pub description: &'static str,
    /// What callers send, in the order of the signature.
    pub parameters: &'static [ParameterData],
    /// What the server hands in.
    pub injections: &'static [InjectionData],
    /// What callers get.
    pub returns: ReturnData,
    /// Text of the section `# Returns`.
    pub returns_text: &'static str,
    /// Text of the section `# Errors`.
    pub errors_text: &'static str,
    /// Calls that work.
    pub examples: &'static [ExampleData],
    /// Whether it changes nothing.
    pub read_only: Option<bool>,
    /// Whether it may remove or overwrite for good.
    pub destructive: Option<bool>,
    /// Whether repeating it changes nothing more.
    pub idempotent: Option<bool>,
    /// Whether models see it as a tool of its own even where there are too many commands to show all.
    pub pinned: bool,
    /// Whether models see the schema of its parameters exactly as it is.
    pub raw_schema: bool,
    /// HTTP method and path of its REST route.
    pub rest: Option<(&'static str, &'static str)>,
    /// Further names.
    pub aliases: &'static [&'static str],
    /// Set when callers should move away.
    pub deprecated: Option<DeprecationData>,
    /// How much callers may rely on it, where the author said so.
    pub stability: Option<Stability>,
    /// Time limit of one call, where the command sets its own.
    pub timeout: Option<Duration>,
    /// Lints switched off, each with its reason.
    pub allowed_lints: &'static [(&'static str, &'static str)],
    /// `module_path!()` of the declaration.
    pub module: &'static str,
    /// `file!()` of the declaration.
    pub file: &'static str,
    /// `line!()` of the declaration.
    pub line: u32,
    /// Decodes the parameters and starts the function.
    pub handler: fn(&mut Invocation<'_>) -> Running,
}

impl CommandData {
    /// How long a call may take.
    pub(crate) fn time_limit(&self, limits: &crate::Limits) -> Duration {
        self.timeout.unwrap_or(limits.timeout)
    }
}

/// The values of the fields that a declaration leaves out.
pub const COMMAND: CommandData = CommandData {
    name: "",
    group: None,
    summary: "",
    description: "",
    parameters: &[],
    injections: &[],
    returns: ReturnData {
        schema: crate::schema::schema_of::<()>,
        errors: no_errors,
        fallible: false,
        declared: false,
        stream: false,
    },
    returns_text: "",
    errors_text: "",
    examples: &[],
    read_only: None,
    destructive: None,
    idempotent: None,
    pinned: false,
    raw_schema: false,
    rest: None,
    aliases: &[],
    deprecated: None,
    stability: None,
    timeout: None,
    allowed_lints: &[],
    module: "",
    file: "",
    line: 0,
    handler: refuse,
};

/// Lists nothing.
pub(super) fn no_errors(_: &mut super::ErrorKinds<'_>) {}

fn refuse(_: &mut Invocation<'_>) -> Running {
    Running::Refused
}

/// One parameter as the macro declares it.
#[derive(Debug)]
pub struct ParameterData {
    /// Name in the `params` object.
    pub name: &'static str,
    /// Documentation.
    pub description: &'static str,
    /// What is known of its type.
    pub of: TypeData,
    /// Value when the caller sends none, as JSON text.
    pub default: Option<&'static str>,
    /// A typical value, as JSON text.
    pub example: Option<&'static str>,
    /// What the value must satisfy besides its type.
    pub constraints: &'static [Constraint],
    /// Whether the value must never be shown or logged.
    pub secret: bool,
}

/// The values of the fields that a parameter leaves out.
pub const PARAMETER: ParameterData = ParameterData {
    name: "",
    description: "",
    of: TypeData { schema: crate::schema::schema_of::<()>, check: super::parameter_type::check::<()> },
    default: None,
    example: None,
    constraints: &[],
    secret: false,
};

/// What is known of a type without naming it.
#[derive(Clone, Copy, Debug)]
pub struct TypeData {
    /// Its JSON Schema.
    pub schema: SchemaOf,
    /// Reads a value, or its absence, and drops it; a type that accepts the absence is optional, as `Option` is.
    pub check: fn(Option<&str>) -> Result<(), serde_json::Error>,
}

/// A limit on the value of a parameter.
#[derive(Clone, Copy, Debug)]
pub enum Constraint {
    /// Smallest number allowed, as JSON text.
    Minimum(&'static str),
    /// Largest number allowed, as JSON text.
    Maximum(&'static str),
    /// Fewest characters or items allowed.
    MinimumLength(u64),
    /// Most characters or items allowed.
    MaximumLength(u64),
    /// Regular expression that a string must match.
    Pattern(&'static str),
}

/// What is known of a result.
#[derive(Clone, Copy, Debug)]
pub struct ReturnData {
    /// JSON Schema of the value.
    pub schema: SchemaOf,
    /// Lists the declared kinds of errors.
    pub errors: fn(&mut super::ErrorKinds<'_>),
    /// Whether the function returns a `Result`.
    pub fallible: bool,
    /// Whether the error type declares its kinds.
    pub declared: bool,
    /// Whether the value is a stream of items.
    pub stream: bool,
}

/// One value that the server hands in.
#[derive(Clone, Copy, Debug)]
pub struct InjectionData {
    /// Name of the function's argument.
    pub name: &'static str,
    /// Tells what is missing from the application's state, or `None`.
    pub missing: fn(&States) -> Option<String>,
}

/// A call that works.
#[derive(Debug)]
pub struct ExampleData {
    /// What it shows.
    pub summary: &'static str,
    /// Parameters as JSON text.
    pub params: &'static str,
    /// Result as JSON text.
    pub result: Option<&'static str>,
}

/// Why and until when a deprecated command stays.
#[derive(Clone, Copy, Debug)]
pub struct DeprecationData {
    /// Version that deprecated it.
    pub since: Option<&'static str>,
    /// Command to use instead.
    pub replacement: Option<&'static str>,
    /// Day from which it may be gone.
    pub sunset: Option<&'static str>,
}

/// What `inventory` collects.
#[derive(Clone, Copy, Debug)]
pub struct Registration(pub &'static CommandData);

inventory::collect!(Registration);

/// A crate that `commands!` expects to have registered commands.
#[derive(Clone, Copy, Debug)]
pub struct ExpectedCrate {
    /// Name of the crate, with underscores.
    pub name: &'static str,
    /// `file!()` of the list.
    pub file: &'static str,
    /// `line!()` of the list.
    pub line: u32,
}

inventory::collect!(ExpectedCrate);
