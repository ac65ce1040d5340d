//! The shortest way to a server: none.

use std::time::Duration;

use super::{BoxFuture, Transport, TransportAnswer, TransportError, TransportRequest};
use crate::{Dispatcher, context::Origin, jsonrpc};

/// Answers in the same process, through the same text that would travel over a network.
impl Transport for Dispatcher {
    fn send(&self, request: TransportRequest) -> BoxFuture<'_, Result<TransportAnswer, TransportError>> {
        Box::pin(async move {
            let origin = Origin::of_program();
            let answering = jsonrpc::answer(self, &request.body, &origin);
            let Ok(answer) = tokio::time::timeout(request.timeout, answering).await else {
                return Err(TransportError::TimedOut(request.timeout));
            };
            let body = answer.unwrap_or_default();
            if body.len() > request.longest_answer {
                return Err(TransportError::TooLong(request.longest_answer));
            }
            Ok(TransportAnswer { body, ..TransportAnswer::default() })
        })
    }

    fn wait(&self, pause: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(pause))
    }
}
