//! What a command is: the data its declaration leaves behind, and the traits that its types must satisfy.

mod command_type;
pub(crate) mod data;
#[cfg(feature = "client")]
mod details;
mod errors;
mod extras;
mod for_clients;
mod parameter_type;
mod resources;
mod returns;

#[cfg(feature = "client")]
pub use self::details::{Details, ReadDetail, UnreadableDetail};
pub use self::{
    command_type::CommandType,
    errors::{
        CommandErrors, Detail, ErrorDetail, ErrorKindData, ErrorKinds, Inner, NoDeclaredErrors,
        UndeclaredError, detail, error_message, inner,
    },
    parameter_type::{CommandParameter, ParameterType, parameter_type},
    resources::{
        PromptData, PromptMessages, PromptRegistration, PromptType, ResourceContents, ResourceData,
        ResourceRegistration, ResourceType, complete, completion, prompt_returns, resource_returns,
        usual_mime_type,
    },
    returns::{
        CommandResult, Memory, NotDeclared, NotResult, Outcome, Returned, Returns, memory, outcome_kind,
        returns,
    },
};
