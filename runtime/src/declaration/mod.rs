//! What a command is: the data its declaration leaves behind, and the traits that its types must satisfy.

mod command_type;
pub(crate) mod data;
mod errors;
mod parameter_type;
mod returns;

pub use self::{
    command_type::CommandType,
    errors::{
        CommandErrors, Detail, ErrorDetail, ErrorKindData, ErrorKinds, Inner, UndeclaredError, detail,
        error_message, inner,
    },
    parameter_type::{CommandParameter, ParameterType, parameter_type},
    returns::{CommandResult, NotDeclared, NotResult, Outcome, Returned, Returns, outcome_kind, returns},
};
