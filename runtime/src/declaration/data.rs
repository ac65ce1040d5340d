//! Static data of a command, filled in by the macro.
//!
//! Everything here is a constant or a function pointer, so that five hundred commands cost no code at start and the
//! compiler has nothing to derive. None of it is public API; the macro is its only author.

use std::time::Duration;

use commandry_schema::catalog::Stability;

use crate::{call::Invocation, call::Running, schema::SchemaOf, state::States};

/// One command as the macro declares it.
///
/// A program has many of these, and every pointer in one costs 24 bytes more in a position-independent binary, for its
/// relocation. Hence what few commands say is in `extras`, and what commands of one module share is behind one pointer.
#[derive(Debug)]
pub struct CommandData {
    /// Name by which callers reach it.
    pub name: &'static str,
    /// First paragraph of the documentation.
    pub summary: &'static str,
    /// What callers send, in the order of the signature.
    pub parameters: &'static [ParameterData],
    /// What callers get.
    pub returns: ReturnData,
    /// Whether it changes nothing.
    pub read_only: Option<bool>,
    /// Whether it may remove or overwrite for good.
    pub destructive: Option<bool>,
    /// Whether repeating it changes nothing more.
    pub idempotent: Option<bool>,
    /// What else it says; `None` and no empty list, which would be a pointer too.
    pub extras: Option<&'static [CommandExtra]>,
    /// Where it belongs.
    pub home: &'static HomeData,
    /// `line!()` of the declaration.
    pub line: u32,
    /// Decodes the parameters and starts the function.
    pub handler: fn(&mut Invocation<'_>) -> Running,
}

/// Where a command belongs; those of one module and group share it.
#[derive(Debug)]
pub struct HomeData {
    /// Group, or `None`.
    pub group: Option<&'static str>,
    /// `module_path!()` of the declaration.
    pub module: &'static str,
    /// `file!()` of the declaration.
    pub file: &'static str,
}

/// Something that not every command says; each occurs once at most.
#[derive(Debug)]
pub enum CommandExtra {
    /// The documentation between the summary and the first section.
    Description(&'static str),
    /// Text of the section `# Returns`.
    Returns(&'static str),
    /// Text of the section `# Errors`.
    Errors(&'static str),
    /// What the server hands in.
    Injections(&'static [InjectionData]),
    /// Calls that work.
    Examples(&'static [ExampleData]),
    /// HTTP method and path of its REST route.
    Rest(&'static (&'static str, &'static str)),
    /// Further names.
    Aliases(&'static [&'static str]),
    /// Callers should move away.
    Deprecated(&'static DeprecationData),
    /// How much callers may rely on it, where the author said so.
    Stability(Stability),
    /// Time limit of one call, where the command sets its own.
    Timeout(Duration),
    /// Models see it as a tool of its own even where there are too many commands to show all.
    Pinned,
    /// Models see the schema of its parameters exactly as it is.
    RawSchema,
    /// Everybody may call it, also where callers are asked who they are.
    Public,
    /// Only callers with one of these roles may call it.
    Roles(&'static [&'static str]),
    /// For how long an answer may be given again.
    Cache(Duration),
    /// It is run in the background.
    Job(&'static JobData),
    /// Lints switched off, each with its reason.
    AllowedLints(&'static [(&'static str, &'static str)]),
}

/// The values of the fields that a declaration leaves out.
pub const COMMAND: CommandData = CommandData {
    name: "",
    summary: "",
    parameters: &[],
    returns: ReturnData {
        schema: crate::schema::schema_of::<()>,
        errors: None,
        fallible: false,
        stream: false,
    },
    read_only: None,
    destructive: None,
    idempotent: None,
    extras: None,
    home: &HomeData { group: None, module: "", file: "" },
    line: 0,
    handler: refuse,
};

fn refuse(invocation: &mut Invocation<'_>) -> Running {
    invocation.refuse(0)
}

/// One parameter as the macro declares it.
#[derive(Debug)]
pub struct ParameterData {
    /// Name in the `params` object.
    pub name: &'static str,
    /// Documentation.
    pub description: &'static str,
    /// What is known of its type.
    pub of: &'static TypeData,
    /// What else it says; `None` and no empty list, which would be a pointer too.
    pub extras: Option<&'static [ParameterExtra]>,
}

/// Something that not every parameter says; each occurs once at most.
#[derive(Debug)]
pub enum ParameterExtra {
    /// Value when the caller sends none, as JSON text.
    Default(&'static str),
    /// A typical value, as JSON text.
    Example(&'static str),
    /// What the value must satisfy besides its type.
    Constraints(&'static [Constraint]),
    /// The value must never be shown or logged.
    Secret,
}

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
    /// Lists the declared kinds of errors, where the error type declares any.
    pub errors: Option<fn(&mut super::ErrorKinds<'_>)>,
    /// Whether the function returns a `Result`.
    pub fallible: bool,
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
    /// Whether the command can tell its progress by it.
    pub reports_progress: bool,
    /// Whether its value may differ from caller to caller.
    pub depends_on_caller: bool,
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

/// How a command is run in the background; what is left out is as the service sets it.
#[derive(Clone, Copy, Debug)]
pub struct JobData {
    /// Queue that it waits in.
    pub queue: Option<&'static str>,
    /// How often it is tried at most.
    pub attempts: Option<u32>,
    /// Jobs of higher priority are taken first.
    pub priority: i32,
    /// When it is run by itself, as a cron expression of five fields in UTC.
    pub schedule: Option<&'static str>,
    /// Whether a second job with the same parameters is the first one while that is not finished.
    pub unique: bool,
    /// For how long its result is kept.
    pub keep: Option<Duration>,
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

#[cfg(all(test, target_pointer_width = "64"))]
mod tests {
    use super::{CommandData, CommandExtra, ParameterData, ParameterExtra};

    /// A program has one of these for each command or parameter; if a field is worth more bytes, change the number.
    #[test]
    fn static_data_stays_short() {
        assert_eq!(size_of::<CommandData>(), 112);
        assert_eq!(size_of::<ParameterData>(), 56);
        assert_eq!(size_of::<CommandExtra>(), 24);
        assert_eq!(size_of::<ParameterExtra>(), 24);
    }
}
