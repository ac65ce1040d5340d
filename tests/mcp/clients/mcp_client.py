"""The official Python library `mcp`: lists the tools of `orders`, calls them, and prints what came back as JSON.

python mcp_client.py legacy|auto URL | PROGRAM ARGUMENT…
"""

import asyncio
import json
import sys

from mcp import Client, StdioServerParameters


async def main(mode, target):
    url = target[0].startswith("http://")
    server = target[0] if url else StdioServerParameters(command=target[0], args=target[1:])
    async with Client(server, mode=mode) as client:
        tools = (await client.list_tools()).tools
        level = await client.call_tool("stock_level", {"sku": "TEA-GREEN-100"})
        failed = await client.call_tool("reserve_stock", {"sku": "MUG-STONE", "quantity": 1000})
        wrong = await client.call_tool("stock_level", {"skew": "TEA-GREEN-100"})
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
