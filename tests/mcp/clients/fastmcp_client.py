"""The Python library `fastmcp`: lists the tools of `orders`, calls them, and prints what came back as JSON.

python fastmcp_client.py legacy|auto URL | PROGRAM ARGUMENT…
"""

import asyncio
import json
import sys

from fastmcp import Client
from fastmcp.client.transports import StdioTransport, StreamableHttpTransport


async def main(mode, target):
    url = target[0].startswith("http://")
    transport = StreamableHttpTransport(target[0]) if url else StdioTransport(target[0], target[1:])
    async with Client(transport, mode=mode) as client:
        tools = await client.list_tools()
        level = await client.call_tool("stock_level", {"sku": "TEA-GREEN-100"})
        refused = {"raise_on_error": False}
        failed = await client.call_tool("reserve_stock", {"sku": "MUG-STONE", "quantity": 1000}, **refused)
        wrong = await client.call_tool("stock_level", {"skew": "TEA-GREEN-100"}, **refused)
        print(
            json.dumps(
                {
                    "revision": client.protocol_version,
                    "server": client.server_info.name,
                    "tools": [tool.name for tool in tools],
                    "level": level.structured_content,
                    "failed": [failed.is_error, failed.content[0].text],
                    "wrong": [wrong.is_error, wrong.content[0].text],
                }
            )
        )


asyncio.run(main(sys.argv[1], sys.argv[2:]))
