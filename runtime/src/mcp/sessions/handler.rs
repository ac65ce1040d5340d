//! One session: what its client asks for, answered by the server of all.

use std::{
    borrow::Cow,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use commandry_schema::canonical;
use rmcp::{
    ErrorData, RoleServer, ServerHandler,
    model::{
        CallToolRequestParams, CallToolResponse, CallToolResult, CompleteRequestParams, CompleteResult,
        CompletionInfo, ConstString, ErrorCode, GetPromptRequestParams, GetPromptResponse, GetPromptResult,
        ListPromptsResult, ListResourceTemplatesResult, ListResourcesResult, ListToolsResult,
        PaginatedRequestParams, ProtocolVersion, ReadResourceRequestParams, ReadResourceResponse,
        ReadResourceResult, ResultType, ServerConfig, SetLevelRequestParams, SubscribeRequestMethod,
        SubscribeRequestParams, SubscriptionFilter, UnsubscribeRequestMethod, UnsubscribeRequestParams,
    },
    service::{NotificationContext, RequestContext, SubscriptionContext},
};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{
    asking::{Asking, Given, Subject},
    lists::Lists,
    outbox::{Outbox, from_wire},
    told::{self, Subscriptions},
};
use crate::{
    CallError, Caller, LogLevel, codes,
    context::Origin,
    mcp::{Changes, McpServer},
};

/// What a session holds.
pub(super) struct SessionHandler {
    server: McpServer,
    lists: Arc<Lists>,
    versions: &'static [ProtocolVersion],
    /// The least level of messages that the client asked for.
    level: Arc<Mutex<LogLevel>>,
    subscriptions: Arc<Subscriptions>,
    is_told_of_changes: AtomicBool,
    /// Who calls where no request says it, as over standard input.
    caller: Caller,
}

impl SessionHandler {
    pub(super) fn new(server: McpServer, lists: Arc<Lists>, versions: &'static [ProtocolVersion]) -> Self {
        Self {
            server,
            lists,
            versions,
            level: Arc::new(Mutex::new(LogLevel::Info)),
            subscriptions: Arc::default(),
            is_told_of_changes: AtomicBool::new(false),
            caller: Caller::anonymous(),
        }
    }

    /// The same session, whose requests come from somebody who was known before.
    #[cfg(feature = "cli")]
    pub(super) fn of_caller(mut self, caller: Caller) -> Self {
        self.caller = caller;
        self
    }

    /// Where a request comes from, and what sends what its call tells.
    fn origin(&self, context: &RequestContext<RoleServer>) -> (Origin, Outbox) {
        let outbox = Outbox::new(context);
        let log = if is_newest(context) {
            // The newest revision asks for messages with each request.
            let least = context.meta.log_level().map(from_wire);
            outbox.log(move || least)
        } else {
            let level = Arc::clone(&self.level);
            outbox.log(move || Some(*level.lock().unwrap_or_else(PoisonError::into_inner)))
        };
        // Over HTTP each request has its own; what is put there is what the layers in front have found out.
        let request = context.extensions.get::<axum::http::request::Parts>();
        let caller = request.and_then(|it| it.extensions.get::<Caller>()).unwrap_or(&self.caller).clone();
        let progress = outbox.progress(context.meta.get_progress_token());
        (Origin { caller, progress, log, ..Origin::default() }, outbox)
    }

    /// Where changes are said, which a server may not do at all.
    fn changes<M: ConstString>(&self) -> Result<&Changes, ErrorData> {
        self.server.options().changes.as_ref().ok_or_else(ErrorData::method_not_found::<M>)
    }
}

impl ServerHandler for SessionHandler {
    fn get_info(&self) -> ServerConfig {
        self.lists.info.clone()
    }

    fn supported_protocol_versions(&self) -> Cow<'static, [ProtocolVersion]> {
        Cow::Borrowed(self.versions)
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult::with_all_items(self.lists.tools.clone()))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let arguments = canonical::to_string(&Value::Object(request.arguments.unwrap_or_default()));
        let (mut origin, outbox) = self.origin(&context);
        let subject = Subject { method: "tools/call", name: &request.name, arguments: &arguments };
        let given = Given { state: request.request_state.as_deref(), responses: request.input_responses };
        let asking = Asking::begin(&self.server, &context, subject, given, &mut origin)?;
        let call = self.server.call_tool(&self.lists.view, &request.name, &arguments, &origin);
        let ended = outbox.deliver(asking.run(call)).await.ok_or_else(cancelled)?;
        let Some(result) = ended else { return Ok(asking.required()?.into()) };
        let result = result.map_err(|error| asking.refusal(error))?;
        let mut result: CallToolResult =
            serde_json::from_slice(&result).map_err(|error| unreadable(&error))?;
        if result.is_error == Some(true)
            && let Some(missing) = asking.missing_capability()
        {
            return Err(missing);
        }
        result.result_type = Some(ResultType::COMPLETE);
        Ok(result.into())
    }

    async fn list_resources(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        Ok(ListResourcesResult::with_all_items(self.lists.resources.clone()))
    }

    async fn list_resource_templates(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        Ok(ListResourceTemplatesResult::with_all_items(self.lists.resource_templates.clone()))
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        let (mut origin, outbox) = self.origin(&context);
        let subject = Subject { method: "resources/read", name: &request.uri, arguments: "" };
        let given = Given { state: request.request_state.as_deref(), responses: request.input_responses };
        let asking = Asking::begin(&self.server, &context, subject, given, &mut origin)?;
        let reading = self.server.read_resource(&request.uri, &origin);
        let ended = outbox.deliver(asking.run(reading)).await.ok_or_else(cancelled)?;
        let Some(contents) = ended else { return Ok(asking.required()?.into()) };
        let contents = contents.map_err(|error| asking.refusal(error))?;
        Ok(ReadResourceResult::new(typed(contents)?).into())
    }

    async fn subscribe(
        &self,
        request: SubscribeRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        self.changes::<SubscribeRequestMethod>()?;
        self.subscriptions.add(request.uri).map_err(|text| ErrorData::invalid_params(text, None))
    }

    async fn unsubscribe(
        &self,
        request: UnsubscribeRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        self.changes::<UnsubscribeRequestMethod>()?;
        self.subscriptions.remove(&request.uri);
        Ok(())
    }

    async fn on_initialized(&self, context: NotificationContext<RoleServer>) {
        // A client that says it again is told no more often.
        if let Some(changes) = &self.server.options().changes
            && !self.is_told_of_changes.swap(true, Ordering::Relaxed)
        {
            tokio::spawn(told::of_changes(
                changes.listen(),
                context.peer,
                Arc::downgrade(&self.subscriptions),
            ));
        }
    }

    fn accepted_subscription_filter(&self, requested: &SubscriptionFilter) -> Option<SubscriptionFilter> {
        // Where nothing tells of changes, a client learns at once that there is nothing to wait for.
        let told = self.server.options().changes.is_some();
        Some(if told { requested.clone() } else { SubscriptionFilter::default() })
    }

    async fn listen(&self, context: SubscriptionContext) -> Result<(), ErrorData> {
        match &self.server.options().changes {
            Some(changes) => told::of_accepted_changes(changes.listen(), &context).await,
            None => context.cancelled().await,
        }
        Ok(())
    }

    async fn list_prompts(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        Ok(ListPromptsResult::with_all_items(self.lists.prompts.clone()))
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<GetPromptResponse, ErrorData> {
        let arguments = request.arguments.unwrap_or_default();
        let (mut origin, outbox) = self.origin(&context);
        let text = canonical::to_string(&Value::Object(arguments.clone()));
        let subject = Subject { method: "prompts/get", name: &request.name, arguments: &text };
        let given = Given { state: request.request_state.as_deref(), responses: request.input_responses };
        let asking = Asking::begin(&self.server, &context, subject, given, &mut origin)?;
        let getting = self.server.get_prompt(&request.name, &arguments, &origin);
        let ended = outbox.deliver(asking.run(getting)).await.ok_or_else(cancelled)?;
        let Some(prompt) = ended else { return Ok(asking.required()?.into()) };
        let prompt = prompt.map_err(|error| asking.refusal(error))?;
        let mut prompt: GetPromptResult = typed(prompt)?;
        prompt.result_type = Some(ResultType::COMPLETE);
        Ok(prompt.into())
    }

    async fn complete(
        &self,
        request: CompleteRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CompleteResult, ErrorData> {
        let reference = serde_json::to_value(&request.r#ref).map_err(|error| unreadable(&error))?;
        let (origin, outbox) = self.origin(&context);
        let (name, value) = (&request.argument.name, &request.argument.value);
        let completing = self.server.complete(&reference, name, value, &origin);
        let mut values = outbox.deliver(completing).await.ok_or_else(cancelled)?;
        let total = values.len();
        values.truncate(CompletionInfo::MAX_VALUES);
        let more = total > values.len();
        let mut completion =
            CompletionInfo::new(values).map_err(|error| ErrorData::internal_error(error, None))?;
        completion.total = u32::try_from(total).ok();
        completion.has_more = Some(more);
        Ok(CompleteResult::new(completion))
    }

    async fn set_level(
        &self,
        request: SetLevelRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        *self.level.lock().unwrap_or_else(PoisonError::into_inner) = from_wire(request.level);
        Ok(())
    }
}

/// Whether a request is of the newest revision, which has no session.
pub(super) fn is_newest(context: &RequestContext<RoleServer>) -> bool {
    context.protocol_version().is_some_and(|version| !version.has_initialize())
}

/// A value of the server in the form of rmcp.
fn typed<T: DeserializeOwned>(value: Value) -> Result<T, ErrorData> {
    serde_json::from_value(value).map_err(|error| unreadable(&error))
}

/// An error of the server as one of the protocol.
pub(super) fn refusal(error: CallError) -> ErrorData {
    let code = match error.kind() {
        // The older revisions have a code of their own for it; rmcp translates it for the newest.
        "resource_not_found" => ErrorCode::RESOURCE_NOT_FOUND,
        _ => ErrorCode(i32::try_from(error.code()).unwrap_or(ErrorCode::INTERNAL_ERROR.0)),
    };
    let data = serde_json::to_value(&error).ok().and_then(|mut error| error.get_mut("data").map(Value::take));
    ErrorData::new(code, error.message().to_owned(), data)
}

/// The answer to a call that its caller cancelled, which nobody is sent.
#[cold]
fn cancelled() -> ErrorData {
    refusal(CallError::new(codes::CANCELLED, "cancelled", "The call was cancelled."))
}

#[cold]
pub(super) fn unreadable(error: &serde_json::Error) -> ErrorData {
    refusal(CallError::internal(&format!("rmcp cannot represent an answer: {error}"), ""))
}
