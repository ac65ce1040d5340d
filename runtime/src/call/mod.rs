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
mod reply;
mod running;
mod started;
pub(crate) mod strict;
mod whole_numbers;

#[cfg(feature = "http")]
pub(crate) use self::entry::Described;
pub(crate) use self::{
    arguments::{Arguments, ArgumentsSeed},
    dispatcher::Inner,
    entry::{Entry, SMALL_ANSWER},
    interceptor::AnyInterceptor,
    item_stream::ItemStream,
    running::on_blocking_thread,
    started::Started,
};
pub use self::{
    dispatcher::{Dispatcher, DispatcherBuilder},
    interceptor::{Call, Interceptor, Next},
    invocation::Invocation,
    limits::Limits,
    reply::Reply,
    running::{Running, RunningCommand},
};
