// The page as a whole: loads the commands once, and shows what the address asks for.

import { CommandList, commandAddress } from "./command_list.js";
import { commandView } from "./command_view.js";
import { element } from "./dom.js";
import { inlineMarkdown, linkNames, markdown } from "./markdown.js";
import { setSchemas } from "./schema.js";
import { search, searchIndex } from "./search.js";

const byId = (id) => document.getElementById(id);
const main = byId("main");
const input = byId("search");
/** `{name, value}` of the headers of every call; never stored. */
const headers = [{ name: "Authorization", value: "" }];

async function start() {
  setUpHeaders();
  try {
    const response = await fetch("docs/catalog.json", { headers: headersToSend() });
    if (!response.ok) throw new Error(`the server answered with status ${response.status}`);
    show(await response.json());
  } catch (error) {
    showFailure(error);
  }
}

/** The commands cannot be had, perhaps because the server wants to know who asks. */
function showFailure(error) {
  const again = element("button", { type: "button", class: "button primary", on: { click: () => location.reload() } }, "Load again");
  const withHeaders = element("button", { type: "button", class: "button", on: { click: retry } }, "Set headers and try again");
  function retry() {
    byId("headers").addEventListener("close", start, { once: true });
    byId("headers").showModal();
  }
  main.replaceChildren(
    element("h1", { tabindex: "-1" }, "The commands cannot be loaded"),
    element("p", {}, `${error.message}.`),
    element("div", { class: "actions" }, again, withHeaders),
  );
}

function show(catalog) {
  const { commands, schemas, service } = catalog;
  setSchemas(schemas);
  const byName = new Map(commands.flatMap((command) => (command.aliases ?? []).map((alias) => [alias, command])));
  for (const command of commands) byName.set(command.name, command);
  linkNames((name) => (byName.has(name) ? commandAddress(byName.get(name)) : undefined));
  byId("brand").replaceChildren(service.title || "Commands", element("small", {}, service.version));
  const list = new CommandList(byId("list"), input, commands, (command) => (location.hash = commandAddress(command)));
  const forPages = {
    endpoint: new URL("cmd", document.baseURI).href,
    find: (name) => byName.get(name),
    headers: headersToSend,
    confirm,
  };

  let index;
  const plural = (count, word) => `${count.toLocaleString("en")} ${word}${count === 1 ? "" : "s"}`;
  const find = () => {
    // Made when it is first needed, so that the page is there sooner.
    index ??= searchIndex(commands);
    const query = input.value.trim();
    const results = query ? search(index, query) : undefined;
    list.show(results);
    if (!results) list.select(list.current);
    byId("count").textContent = results ? plural(results.length, "result") : plural(commands.length, "command");
  };
  input.addEventListener("input", find);
  input.disabled = false;
  byId("count").textContent = plural(commands.length, "command");

  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest("input, textarea, select, dialog");
    if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      if (getComputedStyle(input).visibility === "hidden" || input.offsetParent === null) location.hash = "#/";
      input.focus();
      input.select();
    } else if (event.key === "Escape" && event.target === input && input.value !== "") {
      input.value = "";
      find();
      event.preventDefault();
    }
  });

  const route = (moveFocus) => {
    const [kind, name] = addressParts();
    const command = kind === "command" ? byName.get(name) : undefined;
    let page;
    if (command) page = commandView(command, forPages);
    else if (kind === "command") page = unknownView(name, search((index ??= searchIndex(commands)), name).slice(0, 8));
    else if (kind === "group") page = groupView(name, commands, service);
    else page = overview(catalog, list.groups);
    document.body.dataset.page = kind ?? "overview";
    document.title = [command?.name ?? name, service.title].filter(Boolean).join(" · ");
    main.replaceChildren(page);
    list.select(command);
    if (!moveFocus) return;
    scrollTo(0, 0);
    main.querySelector("h1")?.focus({ preventScroll: true });
  };
  addEventListener("hashchange", () => location.hash !== "#main" && route(true));
  route(false);
}

/** What the address asks for: `["command", name]`, `["group", name]`, or nothing. */
function addressParts() {
  const [, kind, name] = /^#\/(command|group)\/(.*)$/.exec(location.hash) ?? [];
  if (kind === undefined) return [];
  try {
    return [kind, decodeURIComponent(name)];
  } catch {
    return [kind, name];
  }
}

function overview({ service, commands }, groups) {
  const { title, version, description, contact, license, group_descriptions: descriptions = {} } = service;
  const card = ([group, inside]) =>
    element(
      "a",
      { class: "card", href: `#/group/${encodeURIComponent(group)}` },
      element("span", { class: "card-head" }, element("b", {}, group || "other commands"), element("span", { class: "number" }, String(inside.length))),
      element("span", { class: "summary" }, descriptions[group] ? inlineMarkdown(descriptions[group]) : inside.slice(0, 4).map((it) => it.name).join(", ") + (inside.length > 4 ? ", …" : "")),
    );
  return element(
    "div",
    { class: "overview" },
    element("h1", { tabindex: "-1" }, title || "Commands", " ", element("small", {}, version)),
    description ? element("div", { class: "text" }, markdown(description)) : undefined,
    element("p", { class: "quiet" }, `${commands.length.toLocaleString("en")} commands. Press `, element("kbd", {}, "/"), " to search, ",
      element("kbd", {}, "↑"), " ", element("kbd", {}, "↓"), " to choose, ", element("kbd", {}, "Enter"), " to open."),
    element("div", { class: "cards" }, [...groups].map(card)),
    contact?.name || contact?.email || license
      ? element("p", { class: "quiet" }, [contact?.name, contact?.email, license && (license.identifier ?? license.name)].filter(Boolean).join(" · "))
      : undefined,
    element("p", { class: "quiet" }, "For programs: ", ...documentLinks()),
  );
}

function documentLinks() {
  const links = [["openapi.json", "OpenAPI"], ["openrpc.json", "OpenRPC"], ["commands.d.ts", "TypeScript"], ["cmd/catalog.txt", "plain text"]];
  return links.flatMap(([href, name], index) => [index > 0 ? " · " : "", element("a", { href }, name)]);
}

function groupView(group, commands, service) {
  const inside = commands.filter((command) => (command.group ?? "") === group);
  const description = service.group_descriptions?.[group];
  if (inside.length === 0) return element("div", {}, element("h1", { tabindex: "-1" }, `There is no group ${group}`), element("p", {}, element("a", { href: "#/" }, "All commands")));
  return element(
    "div",
    { class: "overview" },
    element("p", { class: "crumb" }, element("a", { href: "#/" }, "All commands")),
    element("h1", { tabindex: "-1" }, group || "other commands"),
    description ? element("div", { class: "text" }, markdown(description)) : undefined,
    element("ul", { class: "entries" }, inside.map((command) =>
      element("li", {}, element("a", { href: commandAddress(command) }, command.name), element("span", {}, inlineMarkdown(command.summary || "not documented"))))),
  );
}

function unknownView(name, near) {
  return element(
    "div",
    { class: "overview" },
    element("h1", { tabindex: "-1" }, "There is no such command"),
    element("p", {}, "Nothing is called ", element("code", {}, name), near.length > 0 ? "; perhaps one of these was meant:" : "."),
    element("ul", { class: "entries" }, near.map((command) =>
      element("li", {}, element("a", { href: commandAddress(command) }, command.name), element("span", {}, command.summary)))),
  );
}

function headersToSend() {
  return headers.filter(({ name, value }) => name.trim() !== "" && value !== "").map(({ name, value }) => [name.trim(), value]);
}

function setUpHeaders() {
  if (setUpHeaders.done) return;
  setUpHeaders.done = true;
  const dialog = byId("headers");
  const rows = byId("header-rows");
  const addRow = (header) => {
    const field = (label, key, type) =>
      element("input", { type, "aria-label": label, placeholder: label, value: header[key], autocomplete: "off", spellcheck: "false", on: { input: (event) => (header[key] = event.target.value) } });
    const remove = () => {
      headers.splice(headers.indexOf(header), 1);
      row.remove();
    };
    const row = element("div", { class: "header-row" }, field("Name", "name", "text"), field("Value", "value", "password"),
      element("button", { type: "button", class: "button small", "aria-label": `Remove ${header.name || "header"}`, on: { click: remove } }, "✕"));
    rows.append(row);
  };
  headers.forEach(addRow);
  byId("add-header").addEventListener("click", () => {
    const header = { name: "", value: "" };
    headers.push(header);
    addRow(header);
    rows.lastElementChild.querySelector("input").focus();
  });
  byId("open-headers").addEventListener("click", () => dialog.showModal());
  dialog.addEventListener("close", () => {
    const count = headersToSend().length;
    byId("open-headers").textContent = count > 0 ? `Headers (${count})` : "Headers";
  });
}

/** Asks before a call that cannot be undone. */
function confirm(command) {
  const dialog = byId("confirm");
  byId("confirm-text").replaceChildren(element("code", {}, command.name), " may remove or overwrite what cannot be brought back.");
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true }));
}

start();
