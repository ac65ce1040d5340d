//! The one way of a call: find, limit, intercept, decode, run, reply.

mod arguments;
mod dispatcher;
mod entry;
mod faults;
mod forms;
mod interceptor;
mod invocation;
mod item_stream;
mod limits;
mod offered;
mod reply;
mod running;
mod started;
pub(crate) mod strict;
mod texts;
mod uri_template;
mod whole_numbers;

#[cfg(feature = "http")]
pub(crate) use self::texts::json_of_texts;
pub(crate) use self::{
    arguments::{Arguments, ArgumentsSeed},
    dispatcher::Inner,
    entry::{Entry, SMALL_ANSWER},
    interceptor::AnyInterceptor,
    item_stream::ItemStream,
    offered::Offered,
    running::on_blocking_thread,
    started::Started,
    uri_template::shape,
};
pub use self::{
    dispatcher::{Dispatcher, DispatcherBuilder},
    entry::CallKind,
    interceptor::{Call, Interceptor, Next},
    invocation::Invocation,
    limits::Limits,
    reply::Reply,
    running::Running,
};
#[cfg(feature = "mcp")]
pub(crate) use self::{offered::not_found, uri_template::values as template_values};
