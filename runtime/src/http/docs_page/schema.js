// JSON Schemas in words and tables: what type a value has, which limits, and what is inside.

import { element } from "./dom.js";
import { markdown } from "./markdown.js";

const PREFIX = "#/components/schemas/";
/** Longer lists of values are shown when they are asked for. */
const MOST_VALUES = 8;

/** The schemas by name that all others refer to. */
let named = {};

export function setSchemas(schemas) {
  named = schemas;
}

/** The schema itself, when another was named in its place; what stands beside the name stays. */
export function resolve(schema) {
  let found = schema;
  for (let steps = 0; steps < 20 && typeof found?.$ref === "string"; steps += 1) {
    const { $ref, ...beside } = found;
    const name = $ref.startsWith(PREFIX) ? $ref.slice(PREFIX.length) : "";
    const target = Object.hasOwn(named, name) ? named[name] : undefined;
    if (target === undefined || typeof target !== "object") return beside;
    found = { ...target, ...beside };
  }
  found = readable(found);
  if (found.allOf?.length === 1 && !found.properties) {
    const { allOf, ...beside } = found;
    return { ...resolve(allOf[0]), ...beside };
  }
  return found;
}

const LISTS = ["allOf", "anyOf", "oneOf", "prefixItems", "enum", "required", "examples"];
const TEXTS = ["description", "format", "pattern", "title"];

/** A schema without keywords whose values make no sense: a catalog may come from anywhere. */
function readable(schema) {
  if (!schema || typeof schema !== "object" || Array.isArray(schema)) return {};
  const makesSense = ([keyword, value]) => {
    if (LISTS.includes(keyword)) return Array.isArray(value);
    if (TEXTS.includes(keyword)) return typeof value === "string";
    return keyword !== "properties" || (value && typeof value === "object");
  };
  const members = Object.entries(schema);
  return members.every(makesSense) ? schema : Object.fromEntries(members.filter(makesSense));
}

function nameOf(schema) {
  return typeof schema?.$ref === "string" ? schema.$ref.split("/").at(-1) : undefined;
}

/** The schemas of which a value must fit one; the schema alone where there is no choice. */
function arms(schema) {
  const { oneOf, anyOf, ...beside } = resolve(schema);
  const found = oneOf ?? anyOf;
  // Members beside a choice belong to every arm; such a schema is not a mere choice.
  return Array.isArray(found) && !beside.properties ? found : [schema];
}

function isNull(schema) {
  const { type, const: value } = resolve(schema);
  return type === "null" || value === null;
}

/** What a schema says when null is not considered, and whether null fits too. */
export function withoutNull(schema) {
  const all = arms(schema);
  const rest = all.filter((arm) => !isNull(arm));
  if (rest.length < all.length && rest.length > 0) {
    const { anyOf, oneOf, ...beside } = resolve(schema);
    const inner = rest.length === 1 ? { ...resolve(rest[0]), ...beside } : { ...beside, anyOf: rest };
    return { schema: inner, only: rest.length === 1 ? rest[0] : inner, nullable: true };
  }
  const resolved = resolve(schema);
  if (Array.isArray(resolved.type) && resolved.type.includes("null") && resolved.type.length > 1) {
    const types = resolved.type.filter((type) => type !== "null");
    const inner = { ...resolved, type: types.length === 1 ? types[0] : types };
    if (inner.enum) inner.enum = inner.enum.filter((value) => value !== null);
    return { schema: inner, only: inner, nullable: true };
  }
  return { schema: resolved, only: schema, nullable: false };
}

/** The values of an enum with their descriptions, or `undefined` when the schema is none. */
export function values(schema) {
  const resolved = resolve(schema);
  if (Array.isArray(resolved.enum)) return resolved.enum.map((value) => ({ value }));
  if ("const" in resolved) return [{ value: resolved.const, description: resolved.description }];
  const all = arms(schema);
  if (all.length < 2) return undefined;
  const found = all.map((arm) => {
    const inner = values(arm);
    const { description } = resolve(arm);
    return inner?.map((it) => ({ description, ...it }));
  });
  return found.every(Boolean) ? found.flat() : undefined;
}

/** The type of a value in a few words, such as `Order[]` or `integer`. */
export function typeLabel(schema, depth = 0) {
  const { only } = withoutNull(schema);
  const name = nameOf(only);
  const resolved = resolve(only);
  const choice = values(only);
  if (choice) {
    if (name && choice.length > 3) return name;
    const texts = choice.map((it) => JSON.stringify(it.value));
    return texts.length > MOST_VALUES ? (name ?? "enum") : texts.join(" | ");
  }
  const scalar = { integer: "integer", number: "number", boolean: "boolean", null: "null" }[resolved.type];
  if (scalar) return scalar;
  if (resolved.type === "string") return resolved.format ? `string (${resolved.format})` : "string";
  if (name) return name;
  if (depth > 4) return "any";
  const all = arms(only);
  if (all.length > 1) return [...new Set(all.map((arm) => typeLabel(arm, depth + 1)))].join(" | ");
  if (resolved.type === "array" || resolved.prefixItems) {
    if (Array.isArray(resolved.prefixItems)) return `[${resolved.prefixItems.map((it) => typeLabel(it, depth + 1)).join(", ")}]`;
    const items = typeLabel(resolved.items ?? {}, depth + 1);
    return / \| /.test(items) ? `(${items})[]` : `${items}[]`;
  }
  if (Array.isArray(resolved.type)) return resolved.type.join(" | ");
  if (resolved.type === "object" || resolved.properties) {
    const inner = resolved.additionalProperties;
    return !resolved.properties && inner && typeof inner === "object" ? `map of ${typeLabel(inner, depth + 1)}` : "object";
  }
  return "any";
}

/** The limits of a value, each in a few words. */
export function limits(schema) {
  const { schema: it, nullable } = withoutNull(schema);
  const found = [];
  const range = (least, most, unit) => {
    if (least === undefined && most === undefined) return;
    const [from, to] = [least, most].map((limit) => (typeof limit === "number" ? limit.toLocaleString("en") : limit));
    if (least === undefined) found.push(`at most ${to}${unit}`);
    else if (most === undefined) found.push(`at least ${from}${unit}`);
    else found.push(least === most ? `exactly ${to}${unit}` : `${from} to ${to}${unit}`);
  };
  const isWidth = /^u?int(8|16|32)$/.test(it.format ?? "");
  const width = isWidth && Math.abs(it.maximum) > 100;
  range(width && it.minimum < -100 ? undefined : it.minimum, width && isBoundOfWidth(it) ? undefined : it.maximum, "");
  if (it.exclusiveMinimum !== undefined) found.push(`more than ${it.exclusiveMinimum}`);
  if (it.exclusiveMaximum !== undefined) found.push(`less than ${it.exclusiveMaximum}`);
  if (it.multipleOf !== undefined) found.push(`a multiple of ${it.multipleOf}`);
  range(it.minLength, it.maxLength, " characters");
  range(it.minItems, it.maxItems, " items");
  if (it.uniqueItems) found.push("each item once");
  if (it.pattern !== undefined) found.push(`matches ${it.pattern}`);
  if (nullable) found.push("or null");
  return found;
}

function isBoundOfWidth({ format, maximum }) {
  return { int8: 127, uint8: 255, int16: 32767, uint16: 65535, int32: 2147483647, uint32: 4294967295 }[format] === maximum;
}

/** The example that a schema names. */
export function exampleOf(schema) {
  const { schema: it } = withoutNull(schema);
  return it.example ?? it.examples?.[0];
}

/** A table of members: `{name, schema, required, description, secret}` each. */
export function membersTable(members, { caption } = {}) {
  return element(
    "div",
    { class: "scroll" },
    element(
      "table",
      { class: "members" },
      caption ? element("caption", { class: "off-screen" }, caption) : undefined,
      element("thead", {}, element("tr", {}, ["Name", "Type", "Meaning"].map((title) => element("th", { scope: "col" }, title)))),
      element("tbody", {}, members.flatMap(memberRow)),
    ),
  );
}

function memberRow({ name, schema, required, description, secret }) {
  const resolved = withoutNull(schema).schema;
  const text = description || resolved.description;
  const fallback = schema?.default ?? resolved.default;
  // What is inside of a value is shown below it, over the whole width.
  const place = element("td", { colspan: "3" });
  const below = element("tr", { class: "below", hidden: true }, place);
  const show = (content, isOpen) => {
    if (isOpen) place.append(content);
    else content.remove();
    below.hidden = place.children.length === 0;
  };
  const row = element(
    "tr",
    {},
    element(
      "th",
      { scope: "row" },
      element("code", {}, name),
      element("span", { class: required ? "mark required" : "mark" }, required ? "required" : "optional"),
      secret ? element("span", { class: "mark" }, "secret") : undefined,
      resolved.deprecated ? element("span", { class: "mark" }, "deprecated") : undefined,
    ),
    element("td", {}, typeView(schema, show)),
    element(
      "td",
      {},
      text ? element("div", { class: "text" }, markdown(text)) : undefined,
      fallback !== undefined && fallback !== null ? note("default", fallback) : undefined,
      exampleOf(schema) !== undefined ? note("example", exampleOf(schema)) : undefined,
    ),
  );
  return [row, below];
}

function note(word, value) {
  return element("div", { class: "note" }, `${word} `, element("code", {}, JSON.stringify(value)));
}

/**
 * The type of a value with its limits, and what is inside of it, to be opened; `show(content, isOpen)` puts that where
 * there is more room.
 */
export function typeView(schema, show) {
  const view = element("div", { class: "type" }, element("code", {}, typeLabel(schema)));
  const words = limits(schema);
  if (words.length > 0) view.append(element("span", { class: "limits" }, words.join(", ")));
  const choice = values(withoutNull(schema).only);
  if (choice && (choice.length > MOST_VALUES || choice.some((it) => it.description) || !typeLabel(schema).includes('"'))) {
    if (choice.length > 1) view.append(disclosure(`${choice.length} values`, () => valuesList(choice), show));
  }
  for (const { title, schema: inner } of openable(schema)) {
    view.append(disclosure(title, () => inside(inner), show));
  }
  return view;
}

function valuesList(choice) {
  return element(
    "ul",
    { class: "values" },
    choice.map(({ value, description }) =>
      element("li", {}, element("code", {}, JSON.stringify(value)), description ? element("div", {}, markdown(description)) : undefined),
    ),
  );
}

/** Something that is made only when it is opened, which also ends the way into types that contain themselves. */
function disclosure(title, make, show) {
  let content;
  const details = element("details", { class: "inner" }, element("summary", {}, title));
  details.addEventListener("toggle", () => {
    content ??= element("div", { class: "inside" }, element("p", { class: "inside-title" }, title), make());
    if (show) show(content, details.open);
    else details.append(content);
  });
  return details;
}

/** The objects that a value is or holds, reached without entering an object. */
function openable(schema, depth = 0) {
  const { only } = withoutNull(schema);
  const resolved = resolve(only);
  if (depth > 6 || values(only)) return [];
  const all = arms(only);
  if (all.length > 1) {
    return all.flatMap((arm, index) =>
      openable(arm, depth + 1).map((it) => (it.title === "members" ? { ...it, title: variantTitle(arm, index) } : it)),
    );
  }
  if (Array.isArray(resolved.prefixItems)) return resolved.prefixItems.flatMap((it) => openable(it, depth + 1));
  if (resolved.type === "array") return openable(resolved.items ?? {}, depth + 1);
  if (resolved.properties && Object.keys(resolved.properties).length > 0) {
    return [{ title: nameOf(only) ?? resolved.title ?? "members", schema: resolved }];
  }
  if (Array.isArray(resolved.allOf)) return resolved.allOf.flatMap((it) => openable(it, depth + 1));
  const inner = resolved.additionalProperties;
  return inner && typeof inner === "object" ? openable(inner, depth + 1) : [];
}

/** A variant goes by the constant that tells it from others, or by its only member. */
function variantTitle(arm, index) {
  const { properties = {}, title } = resolve(arm);
  const tag = Object.entries(properties).find(([, schema]) => "const" in resolve(schema));
  if (tag) return `${tag[0]}: ${JSON.stringify(resolve(tag[1]).const)}`;
  const names = Object.keys(properties);
  return title ?? (names.length === 1 ? names[0] : `form ${index + 1}`);
}

function inside(schema) {
  const members = Object.entries(schema.properties).map(([name, inner]) => ({
    name,
    schema: inner,
    required: schema.required?.includes(name) ?? false,
  }));
  return element(
    "div",
    {},
    schema.description ? element("div", { class: "text" }, markdown(schema.description)) : undefined,
    membersTable(members),
    ...["oneOf", "anyOf", "allOf"].flatMap((keyword) => schema[keyword] ?? []).map((part) => typeView(part)),
  );
}

/** A value that fits a schema as far as its keywords are understood here; only what is required is in it. */
export function sample(schema, depth = 0) {
  const { schema: it, only } = withoutNull(schema);
  const example = exampleOf(schema);
  if (example !== undefined) return example;
  if (it.default !== undefined && it.default !== null) return it.default;
  const choice = values(only);
  if (choice) return choice[0].value;
  if (depth > 8) return null;
  const all = arms(only);
  if (all.length > 1) return sample(all[0], depth + 1);
  const type = Array.isArray(it.type) ? it.type[0] : it.type;
  if (type === "integer" || type === "number") return it.minimum ?? (it.maximum < 0 ? it.maximum : 0);
  if (type === "boolean") return false;
  if (type === "string") return sampleText(it);
  if (Array.isArray(it.prefixItems)) return it.prefixItems.map((item) => sample(item, depth + 1));
  if (type === "array") return Array.from({ length: Math.min(Math.max(it.minItems ?? 0, 1), 10) }, () => sample(it.items ?? {}, depth + 1));
  const parts = [it, ...(it.allOf ?? []).map(resolve), ...[it.oneOf?.[0], it.anyOf?.[0]].filter(Boolean).map(resolve)];
  const members = parts.flatMap((part) => (part.required ?? []).map((name) => [name, sample(part.properties?.[name] ?? {}, depth + 1)]));
  return Object.fromEntries(members);
}

function sampleText({ format, minLength }) {
  const texts = {
    "date-time": "2026-01-31T12:00:00Z",
    date: "2026-01-31",
    time: "12:00:00Z",
    uuid: "00000000-0000-4000-8000-000000000000",
    email: "name@example.com",
    uri: "https://example.com/",
    ipv4: "192.0.2.1",
    ipv6: "2001:db8::1",
  };
  return texts[format] ?? "x".repeat(Math.min(minLength ?? 0, 1000));
}
