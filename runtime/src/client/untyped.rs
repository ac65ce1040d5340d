//! Calls of commands whose types are not known, for the command line.

use serde_json::value::RawValue;

use super::{Client, ClientError, ONLY_ID, envelope, error::Failed, retries::is_repeatable};
use crate::declaration::data::CommandData;

impl Client {
    /// Calls a command with the JSON text of its parameters, and gives that of its result.
    pub(crate) async fn call_text(
        &self,
        command: &CommandData,
        parameters: &str,
    ) -> Result<Box<RawValue>, ClientError> {
        // The name of a command has no character that JSON would write in another way.
        let body = format!(
            r#"{{"jsonrpc":"2.0","id":{ONLY_ID},"method":"{}","params":{parameters}}}"#,
            command.name
        );
        let read = |answer: &_| envelope::single(ONLY_ID, answer);
        self.exchange(body, is_repeatable(command), read).await.map_err(Failed::typed)
    }
}
