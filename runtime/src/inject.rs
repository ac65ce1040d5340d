//! Values that the server hands in.

use tokio_util::sync::CancellationToken;

use crate::{
    CallError,
    ask::Ask,
    call_log::CallLog,
    caller::Caller,
    context::Context,
    declaration::data::InjectionData,
    progress::Progress,
    state::{State, States},
};

/// A type that a command can ask for with `#[inject]`.
///
/// # Examples
///
/// ```
/// use commandry::{prelude::*, CallError, FromContext};
///
/// struct UserName(String);
///
/// impl FromContext for UserName {
///     fn from_context(context: &Context) -> Result<Self, CallError> {
///         let name = context.caller().name();
///         let name = name.ok_or_else(|| CallError::new(-32001, "unauthenticated", "Say who you are."))?;
///         Ok(Self(name.to_owned()))
///     }
/// }
///
/// /// Greets the caller.
/// #[command(group = "demo", read_only)]
/// fn hello(#[inject] user: UserName) -> String {
///     format!("Hello, {}!", user.0)
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "the server cannot hand in a `{Self}`",
    label = "does not implement `commandry::FromContext`",
    note = "values of the application are handed in as `State<{Self}>`"
)]
pub trait FromContext: Sized + Send + 'static {
    /// Whether a command that asks for this type can tell its caller how far it has come. The catalog says so of the
    /// command, and the lint `stream-without-progress` asks for it.
    const REPORTS_PROGRESS: bool = false;

    /// Whether the value may differ from caller to caller. Where it does, as is assumed unless a type says otherwise,
    /// a command with `cache = "…"` keeps the answers for each caller apart.
    const DEPENDS_ON_CALLER: bool = true;

    /// Takes the value from the context of a call.
    ///
    /// # Errors
    ///
    /// An implementation that cannot give a value says why; the call is then answered with that error and the
    /// function is not run.
    fn from_context(context: &Context) -> Result<Self, CallError>;

    /// Tells what the application lacks for this type, or `None`; asked for every command before the first call.
    fn missing(states: &States) -> Option<String> {
        let _ = states;
        None
    }
}

impl FromContext for Context {
    const REPORTS_PROGRESS: bool = true;

    fn from_context(context: &Context) -> Result<Self, CallError> {
        Ok(context.clone())
    }
}

impl FromContext for Caller {
    fn from_context(context: &Context) -> Result<Self, CallError> {
        Ok(context.caller().clone())
    }
}

impl FromContext for Progress {
    const REPORTS_PROGRESS: bool = true;

    fn from_context(context: &Context) -> Result<Self, CallError> {
        Ok(context.progress().clone())
    }
}

impl FromContext for CallLog {
    fn from_context(context: &Context) -> Result<Self, CallError> {
        Ok(context.log().clone())
    }
}

impl FromContext for Ask {
    fn from_context(context: &Context) -> Result<Self, CallError> {
        Ok(context.ask().clone())
    }
}

impl FromContext for CancellationToken {
    const DEPENDS_ON_CALLER: bool = false;

    fn from_context(context: &Context) -> Result<Self, CallError> {
        Ok(context.cancellation().clone())
    }
}

impl<T: Send + Sync + 'static> FromContext for State<T> {
    const DEPENDS_ON_CALLER: bool = false;

    fn from_context(context: &Context) -> Result<Self, CallError> {
        context.states().get().ok_or_else(|| {
            CallError::internal(
                &format!("no state of type `{}`", std::any::type_name::<T>()),
                context.command(),
            )
        })
    }

    fn missing(states: &States) -> Option<String> {
        (!states.contains::<T>()).then(|| format!("a state of type `{}`", std::any::type_name::<T>()))
    }
}

/// The functions that a handler needs of an injected type; made once, where the bound is checked.
pub struct Injection<T> {
    pub(crate) from_context: fn(&Context) -> Result<T, CallError>,
    missing: fn(&States) -> Option<String>,
    reports_progress: bool,
    depends_on_caller: bool,
}

impl<T> Injection<T> {
    /// What is known of the type without naming it.
    pub const fn data(&self, name: &'static str) -> InjectionData {
        InjectionData {
            name,
            missing: self.missing,
            reports_progress: self.reports_progress,
            depends_on_caller: self.depends_on_caller,
        }
    }
}

/// Makes the table of functions of an injected type.
pub const fn injection<T: FromContext>() -> Injection<T> {
    Injection {
        from_context: T::from_context,
        missing: T::missing,
        reports_progress: T::REPORTS_PROGRESS,
        depends_on_caller: T::DEPENDS_ON_CALLER,
    }
}
