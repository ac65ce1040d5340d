//! One call of one command, as its handler sees it.

use std::sync::Arc;

use super::{Arguments, Entry, Reply, Running, strict};
use crate::{
    CallError,
    context::{Context, Origin},
    declaration::ParameterType,
    inject::Injection,
    state::States,
};

/// One call of one command: hands out the parameters and what the server injects, and takes the answer.
pub struct Invocation<'a> {
    pub(crate) entry: &'a Entry,
    pub(crate) arguments: &'a Arguments<'a>,
    pub(crate) states: &'a Arc<States>,
    pub(crate) origin: &'a Origin,
    pub(crate) reply: Reply,
    pub(crate) context: Option<Context>,
    /// Parameters that serde refused, with its words.
    pub(crate) refused: Vec<(usize, serde_json::Error)>,
    /// Why a value could not be injected.
    pub(crate) injection_error: Option<CallError>,
    /// Whether the schema of a parameter refused its value.
    pub(crate) unfit: bool,
    /// Whether the command was not started.
    pub(crate) is_refused: bool,
}

impl Invocation<'_> {
    /// Decodes a parameter; `None` is noted as a fault, and the handler then refuses the call.
    #[inline]
    pub fn parameter<T>(&mut self, kind: ParameterType<T>, index: usize) -> Option<T> {
        self.decoded_parameter(index, kind.decode)
    }

    /// Takes a value from the context of the call.
    pub fn inject<T>(&mut self, kind: Injection<T>) -> Option<T> {
        match (kind.from_context)(self.context()) {
            Ok(value) => Some(value),
            Err(error) => {
                self.injection_error.get_or_insert(error);
                None
            }
        }
    }

    /// Ends a call whose parameters do not fit, and looks for further faults from the parameter `next` on.
    ///
    /// The handler stops at the first fault, which keeps its code short; here the others are decoded all the same.
    #[cold]
    pub fn refuse(&mut self, next: usize) -> Running {
        let parameters = self.entry.command.parameters;
        for (index, parameter) in parameters.iter().enumerate().skip(next) {
            self.decoded(index, parameter.of.check);
        }
        self.is_refused = true;
        Running::Ended
    }

    pub(crate) fn take_reply(&mut self) -> Reply {
        std::mem::take(&mut self.reply)
    }

    /// It is not inlined: handlers are many, and the types of their parameters few.
    #[inline(never)]
    fn decoded_parameter<T>(
        &mut self,
        index: usize,
        decode: fn(Option<&str>) -> Result<T, serde_json::Error>,
    ) -> Option<T> {
        self.decoded(index, decode)
    }

    fn decoded<T>(
        &mut self,
        index: usize,
        decode: fn(Option<&str>) -> Result<T, serde_json::Error>,
    ) -> Option<T> {
        if !self.fits_schema(index) {
            return None;
        }
        let arguments = self.arguments;
        let text = arguments.text(index).or_else(|| self.entry.command.parameters[index].default());
        match decode(text) {
            Ok(value) => self.fits_schema_if_buffered(index).then_some(value),
            Err(error) => {
                self.refuse_parameter(index, error);
                None
            }
        }
    }

    fn fits_schema(&mut self, index: usize) -> bool {
        let text = self.arguments.text(index);
        let fits = text.is_none_or(|text| self.entry.schema_accepts(index, text));
        self.unfit |= !fits;
        fits
    }

    /// Validates a value whose type has buffered it, and so escaped the strictness of decoding.
    fn fits_schema_if_buffered(&mut self, index: usize) -> bool {
        if !strict::was_buffered() {
            return true;
        }
        let text = self.arguments.text(index);
        let fits = text.is_none_or(|text| self.entry.schema_accepts_buffered(index, text));
        self.unfit |= !fits;
        fits
    }

    #[cold]
    fn refuse_parameter(&mut self, index: usize, error: serde_json::Error) {
        self.refused.push((index, error));
    }

    pub(crate) fn context(&mut self) -> &Context {
        self.context.get_or_insert_with(|| Context::new(self.entry.command.name, self.states, self.origin))
    }
}
