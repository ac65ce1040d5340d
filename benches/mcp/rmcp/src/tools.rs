//! The tools, without the macros of rmcp: a `match` over two names, as short as its way can be.

use rmcp::handler::server::tool::schema_for_type;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, JsonObject, ListToolsResult,
    PaginatedRequestParams, ServerCapabilities, ServerConfig, Tool, ToolAnnotations,
};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer, ServerHandler};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

bench_jobs::order_types!(JsonSchema);

/// The parameters of `add`.
#[derive(Deserialize, JsonSchema)]
struct Summands {
    /// First summand.
    a: f64,
    /// Second summand.
    b: f64,
}

/// The result of `add`.
#[derive(Serialize, JsonSchema)]
struct Sum {
    /// The sum.
    result: f64,
}

/// The parameters of `echo_order`.
#[derive(Deserialize, JsonSchema)]
struct ToPrice {
    /// The order to price.
    order: Order,
}

/// Both jobs.
pub(crate) struct Jobs;

impl ServerHandler for Jobs {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let arguments = request.arguments.unwrap_or_default();
        match &*request.name {
            "add" => {
                let Summands { a, b } = read(arguments)?;
                written(&Sum { result: a + b })
            }
            "echo_order" => written(&read::<ToPrice>(arguments)?.order.priced()),
            _ => Err(ErrorData::invalid_params("There is no such tool.", None)),
        }
    }

    async fn list_tools(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let add = Tool::new("add", "Adds two numbers.", schema_for_type::<Summands>())
            .with_output_schema::<Sum>()
            .with_annotations(ToolAnnotations::new().read_only(true));
        let echo_order = Tool::new("echo_order", "Prices an order.", schema_for_type::<ToPrice>())
            .with_output_schema::<PricedOrder>()
            .with_annotations(ToolAnnotations::new().read_only(true));
        Ok(ListToolsResult::with_all_items(vec![add, echo_order]))
    }
}

fn read<T: DeserializeOwned>(arguments: JsonObject) -> Result<T, ErrorData> {
    T::deserialize(Value::Object(arguments))
        .map_err(|error| ErrorData::invalid_params(error.to_string(), None))
}

fn written<T: Serialize>(result: &T) -> Result<CallToolResponse, ErrorData> {
    match serde_json::to_value(result) {
        Ok(result) => Ok(CallToolResult::structured(result).into()),
        Err(error) => Err(ErrorData::internal_error(error.to_string(), None)),
    }
}
