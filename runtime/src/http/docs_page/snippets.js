// How a call is written elsewhere: in a shell, in TypeScript, in Rust.

import { pretty } from "./json_text.js";
import { typeLabel, values, withoutNull } from "./schema.js";

/** `[label, text]` of each way; `members` are `[name, JSON text]`, `headers` are `[name, value]`. */
export function snippets(command, members, headers, endpoint) {
  const params = `{${members.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(",")}}`;
  const named = headers.map(([name, value]) => [name, /authorization|cookie|key|token|secret/i.test(name) ? "…" : value]);
  const found = [
    ["curl", curl(command, params, named, endpoint)],
    ["TypeScript", typeScript(command, params, named, endpoint)],
    ["Rust", rust(command, new Map(members), endpoint)],
  ];
  if (command.rest) found.splice(1, 0, ["REST", rest(command, new Map(members), named, endpoint)]);
  return found;
}

/** A word of a shell, whatever is in it. */
function quoted(text) {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function headerLines(headers) {
  return headers.map(([name, value]) => ` \\\n  -H ${quoted(`${name}: ${value}`)}`).join("");
}

function curl(command, params, headers, endpoint) {
  const body = `{"jsonrpc":"2.0","id":1,"method":${JSON.stringify(command.name)},"params":${params}}`;
  return `curl -s ${quoted(endpoint)}${headerLines([["content-type", "application/json"], ...headers])} \\\n  -d ${quoted(body)}`;
}

function rest(command, members, headers, endpoint) {
  const { method, path } = command.rest;
  const left = new Map(members);
  const filled = path.replace(/\{([^}]*)\}/g, (_, name) => {
    const text = left.get(name);
    left.delete(name);
    return text === undefined ? `{${name}}` : encodeURIComponent(plainText(text));
  });
  const url = endpoint.replace(/\/cmd$/, "") + filled;
  const parts = method === "GET" ? "" : ` -X ${method}`;
  if (method === "GET" || method === "DELETE") {
    const pairs = [...left].flatMap(([name, text]) => {
      const value = JSON.parse(text);
      const items = Array.isArray(value) ? value : [value];
      return items.map((item) => `${encodeURIComponent(name)}=${encodeURIComponent(plainText(JSON.stringify(item)))}`);
    });
    return `curl -s${parts} ${quoted(url + (pairs.length > 0 ? `?${pairs.join("&")}` : ""))}${headerLines(headers)}`;
  }
  const body = `{${[...left].map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(",")}}`;
  return `curl -s${parts} ${quoted(url)}${headerLines([["content-type", "application/json"], ...headers])} \\\n  -d ${quoted(body)}`;
}

/** A value as it stands in a path or a query: texts without quotes. */
function plainText(text) {
  return text[0] === '"' ? JSON.parse(text) : text;
}

function typeScript(command, params, headers, endpoint) {
  const options = headers.length > 0 ? `, { headers: ${pretty(JSON.stringify(Object.fromEntries(headers)))} }` : "";
  const sent = params === "{}" ? "" : `, ${pretty(params)}`;
  return [
    'import { Client } from "./client";',
    "",
    `const client = new Client(${JSON.stringify(endpoint)}${options});`,
    `const result = await client.call(${JSON.stringify(command.name)}${sent});`,
  ].join("\n");
}

function rust(command, members, endpoint) {
  const values = command.parameters.map((parameter) => rustValue(parameter, members.get(parameter.name)));
  const tuple = values.length === 1 ? `(${values[0]},)` : `(${values.join(", ")})`;
  const lines = [
    "use commandry::client::Client;",
    values.some((value) => value.includes("json!")) ? "use serde_json::{from_value, json};" : undefined,
    "",
    `let client = Client::new(${JSON.stringify(endpoint)})?;`,
    `let result = client.call::<${command.name}>(${tuple}).await?;`,
  ];
  return lines.filter((line) => line !== undefined).join("\n");
}

/** A value as Rust; what is no plain number, truth value or text goes through JSON, which every type understands. */
function rustValue({ schema, required }, text) {
  const { schema: inner, nullable } = withoutNull(schema);
  if (text === undefined && nullable) return "None";
  // A parameter with a default has the type of the default, which has to be written out.
  const fallback = schema.default ?? inner.default;
  if (text === undefined && (required || fallback === undefined)) return required ? "todo!()" : "Default::default()";
  if (text === undefined) return rustValue({ schema, required }, JSON.stringify(fallback));
  const label = typeLabel(schema);
  const isPlain = !values(withoutNull(schema).only) && withoutNull(schema).only.$ref === undefined;
  let value;
  if (isPlain && label === "number" && text !== "null") value = /[.eE]/.test(text) ? text : `${text}.0`;
  else if (isPlain && (label === "integer" || label === "boolean") && text !== "null") value = text;
  else if (isPlain && label === "string" && text[0] === '"') value = `${rustText(JSON.parse(text))}.to_owned()`;
  else return `from_value(json!(${text}))?`;
  return nullable ? `Some(${value})` : value;
}

function rustText(text) {
  const escaped = text.replace(/["\\]/g, "\\$&").replace(/[\p{Cc}\p{Cf}]/gu, (it) => `\\u{${it.codePointAt(0).toString(16)}}`);
  return `"${escaped}"`;
}
