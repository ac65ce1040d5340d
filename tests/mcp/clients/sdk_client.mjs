// The npm package `@modelcontextprotocol/sdk`: lists the tools of `orders`, calls them, and prints what came back as JSON.
//
// node sdk_client.mjs legacy URL | PROGRAM ARGUMENT…

import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

const [mode, target, ...words] = process.argv.slice(2);
if (mode !== "legacy") {
  throw new Error(`this library speaks no revision but the older ones, and not ${mode}`);
}
const transport = target.startsWith("http://")
  ? new StreamableHTTPClientTransport(new URL(target))
  : new StdioClientTransport({ command: target, args: words });

// The transport of HTTP is told the revision that was agreed on, and the client does not keep it.
let revision;
const told = transport.setProtocolVersion?.bind(transport);
transport.setProtocolVersion = (version) => {
  revision = version;
  told?.(version);
};

const client = new Client({ name: "sdk-client", version: "1.0.0" });
await client.connect(transport);
const { tools } = await client.listTools();
const level = await client.callTool({ name: "stock_level", arguments: { sku: "TEA-GREEN-100" } });
const failed = await client.callTool({ name: "reserve_stock", arguments: { sku: "MUG-STONE", quantity: 1000 } });
const wrong = await client.callTool({ name: "stock_level", arguments: { skew: "TEA-GREEN-100" } });
console.log(
  JSON.stringify({
    revision,
    server: client.getServerVersion().name,
    tools: tools.map((tool) => tool.name),
    level: level.structuredContent,
    failed: [failed.isError, failed.content[0].text],
    wrong: [wrong.isError, wrong.content[0].text],
  }),
);
await client.close();
