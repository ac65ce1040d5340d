//! The one way of a call: find, limit, intercept, decode, run, reply.

mod arguments;
mod dispatcher;
mod entry;
mod faults;
mod forms;
#[cfg(feature = "http")]
pub(crate) mod from_texts;
mod interceptor;
mod invocation;
mod item_stream;
mod limits;
mod reply;
mod running;
mod started;
pub(crate) mod strict;
mod whole_numbers;

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
