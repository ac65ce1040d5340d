//! The bodies that the load sends, and the results that must come back.

use serde_json::{Value, json};

/// The key that is sent to servers that ask for one.
pub const API_KEY: &str = "cmdk_b5e6a3b8f7c14d2a9e0d1c2b3a495867f8e7d6c5b4a3928170615243f0e1d2c3";

/// The parameters of `add`.
pub fn add_params() -> Value {
    json!({"a": 1.25, "b": 2.5})
}

/// The result of `add` for [`add_params`].
pub fn add_result() -> Value {
    json!(3.75)
}

/// The parameters of `echo_order`: an order of ten lines with its customer and tags, about one kilobyte of JSON.
pub fn echo_order_params() -> Value {
    json!({"order": order()})
}

/// The result of `echo_order` for [`echo_order_params`].
pub fn echo_order_result() -> Value {
    let total: u64 = (1..=10).map(|line| line * (1_000 + 95 * line)).sum();
    json!({"order": order(), "total": total})
}

/// A single JSON-RPC 2.0 call.
pub fn rpc(method: &str, params: &Value) -> Vec<u8> {
    to_bytes(&rpc_call(method, params, 1))
}

/// A JSON-RPC 2.0 batch of `count` times the same call, with ids from 1.
pub fn rpc_batch(method: &str, params: &Value, count: usize) -> Vec<u8> {
    to_bytes(&(1..=count).map(|id| rpc_call(method, params, id)).collect())
}

/// A call of a tool by the newest revision of the Model Context Protocol, as hosts send it.
pub fn tool_call(tool: &str, arguments: &Value) -> Vec<u8> {
    mcp_request("tools/call", &format!(r#""name":"{tool}","arguments":{arguments},"#))
}

/// A question for all tools by the same revision.
pub fn tools_list() -> Vec<u8> {
    mcp_request("tools/list", "")
}

/// The revision of the Model Context Protocol.
pub const MCP_REVISION: &str = "2026-07-28";

/// A value as JSON text without spaces.
pub fn to_bytes(value: &Value) -> Vec<u8> {
    value.to_string().into_bytes()
}

fn rpc_call(method: &str, params: &Value, id: usize) -> Value {
    json!({"jsonrpc": "2.0", "method": method, "params": params, "id": id})
}

/// The request of a host; `before_meta` are the members of its parameters that come first.
///
/// It is put together as text, since hosts write the name of a tool before its arguments and `Value` sorts them.
fn mcp_request(method: &str, before_meta: &str) -> Vec<u8> {
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": MCP_REVISION,
        "io.modelcontextprotocol/clientInfo": {"name": "bench", "version": "1.0.0"},
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    format!(r#"{{"jsonrpc":"2.0","id":1,"method":"{method}","params":{{{before_meta}"_meta":{meta}}}}}"#)
        .into_bytes()
}

fn order() -> Value {
    let products = ["Desk", "Chair", "Lamp", "Shelf", "Drawer", "Mirror", "Rug", "Stool", "Clock", "Vase"];
    let lines: Vec<Value> = products
        .iter()
        .zip(1_u64..)
        .map(|(name, line)| {
            json!({"sku": format!("SKU-{line:04}"), "name": format!("{name}, oak"), "quantity": line, "unit_price": 1_000 + 95 * line})
        })
        .collect();
    json!({
        "id": "ORDER-2026-000042",
        "customer": {"id": 1815, "name": "Ada Lovelace", "email": "ada@example.org", "country": "GB"},
        "lines": lines,
        "tags": ["furniture", "express", "gift", "returning customer"],
        "note": "Please ring twice; the \"blue\" door.",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    crate::order_types!();

    #[test]
    fn the_order_is_about_one_kilobyte() {
        let length = to_bytes(&echo_order_params()).len();
        assert!((900..1_150).contains(&length), "{length} bytes");
    }

    #[test]
    fn the_expected_result_is_what_the_types_compute() {
        let order: Order = serde_json::from_value(order()).unwrap();
        assert_eq!(serde_json::to_value(order.priced()).unwrap(), echo_order_result());
    }
}
