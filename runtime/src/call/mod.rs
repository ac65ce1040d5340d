//! The one way of a call: find, limit, intercept, decode, run, reply.

mod arguments;
mod builder;
mod dispatcher;
mod entry;
mod faults;
mod forms;
pub(crate) mod from_texts;
mod interceptor;
mod invocation;
mod item_stream;
mod limits;
pub(crate) mod observer;
mod offered;
mod permit;
mod published;
mod reply;
mod running;
mod start;
mod started;
pub(crate) mod strict;
mod uri_template;
mod whole_numbers;

#[cfg(feature = "jobs")]
pub(crate) use self::running::running_reply;
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
    builder::DispatcherBuilder,
    dispatcher::Dispatcher,
    entry::CallKind,
    interceptor::{Call, Interceptor, Next},
    invocation::Invocation,
    limits::Limits,
    reply::Reply,
    running::{Running, RunningCommand},
};
#[cfg(feature = "mcp")]
pub(crate) use self::{offered::not_found, uri_template::values as template_values};
