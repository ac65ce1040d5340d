"""Calls a server with the client of mcp-proxy-adapter, as its users do, and checks what comes back."""

import asyncio
import sys

from mcp_proxy_adapter.client.jsonrpc_client import JsonRpcClient
from mcp_proxy_adapter.client.jsonrpc_client.exceptions import ClientRemoteResponseError


def check(name, actual, expected):
    if actual != expected:
        sys.exit(f"{name}: expected {expected!r}, got {actual!r}")
    print(f"{name}: as expected")


async def refused(name, call, code):
    try:
        answer = await call
    except ClientRemoteResponseError as error:
        check(name, error.details["code"], code)
        return error
    sys.exit(f"{name}: expected a refusal, got {answer!r}")


async def main(port):
    client = JsonRpcClient(protocol="http", host="127.0.0.1", port=port)
    try:
        check("health", (await client.health())["status"], "ok")
        check("heartbeat", (await client.get_heartbeat())["status"], "ok")
        document = await client.get_openapi_schema()
        check("document", document["info"]["title"], "for the original")

        listed = await client.get_commands_list()
        check("list", sorted(listed["commands"]), ["add", "fail", "health", "help"])
        check("schema", listed["commands"]["add"]["schema"]["required"], ["a", "b"])
        methods = await client.get_methods()
        check("methods", sorted(methods), ["add", "fail", "health", "help"])
        description = await client.get_method_description("add")
        check("method described", "Adds two numbers." in description, True)
        check("tool", (await client.get_tool("add"))["name"], "add")

        check("call", await client.execute_command("add", {"a": 1, "b": 2}), 3)
        check("unified call", (await client.execute_command_unified("add", {"a": 2, "b": 2}))["result"], 4)
        check("tool call", await client.execute_tool("add", {"a": 3, "b": 2}), 5)
        raw = await client.raw_parameter_call("add", {"a": 1, "b": 1}, req_id=7)
        check("raw call", raw, {"jsonrpc": "2.0", "id": 7, "result": 2})
        batch = await client.jsonrpc_batch_call(
            [
                {"jsonrpc": "2.0", "method": "add", "params": {"a": 1, "b": 1}, "id": 1},
                {"jsonrpc": "2.0", "method": "add", "params": {"a": "x", "b": 1}, "id": 2},
            ]
        )
        check("batch", (batch[0]["result"], batch[1]["error"]["code"]), (2, -32602))

        check("help", (await client.help())["commands"]["add"]["summary"], "Adds two numbers.")
        check("help for one", (await client.help("add"))["cmdname"], "add")
        check("health command", (await client.execute_command("health"))["data"]["status"], "ok")

        await refused("unknown command", client.execute_command("subtract"), -32601)
        await refused("missing parameter", client.execute_command("add", {"a": 1}), -32602)
        await refused("unknown parameter", client.execute_command("add", {"a": 1, "b": 2, "c": 3}), -32602)
        error = await refused("failure", client.execute_command("fail", {"left": 2}), 1001)
        check("details", error.details["data"]["details"], {"left": 2})
    finally:
        await client.close()


asyncio.run(main(int(sys.argv[1])))
