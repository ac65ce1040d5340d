// The page of one command: its documentation, and beside it the form that calls it.

import { answerView, callCommand, faultsOf, readAnswer } from "./answer.js";
import { commandAddress } from "./command_list.js";
import { copyButton, element, freshId } from "./dom.js";
import { Form } from "./form.js";
import { jsonBlock, pretty } from "./json_text.js";
import { inlineMarkdown, markdown } from "./markdown.js";
import { membersTable, typeView } from "./schema.js";
import { snippets } from "./snippets.js";

/**
 * The elements of a command. `service` has `endpoint`, `headers()`, `find(name)` and `confirm(command)`.
 */
export function commandView(command, service) {
  const caller = new Caller(command, service);
  return element(
    "article",
    { class: "command-page" },
    element("div", { class: "documentation" }, title(command, service), ...documentation(command, caller)),
    caller.root,
  );
}

function title(command, service) {
  const { name, group, summary, description, signature, rest, aliases = [] } = command;
  return element(
    "section",
    { class: "title" },
    group ? element("p", { class: "crumb" }, element("a", { href: `#/group/${encodeURIComponent(group)}` }, group)) : undefined,
    element("h1", { tabindex: "-1" }, name),
    element("div", { class: "badges" }, badges(command)),
    deprecation(command, service),
    element("p", { class: "lead" }, summary ? inlineMarkdown(summary) : "This command is not documented."),
    description ? element("div", { class: "text" }, markdown(description)) : undefined,
    element("pre", { class: "code signature", tabindex: "0", "aria-label": "Signature" }, signature),
    element(
      "p",
      { class: "routes" },
      element("code", {}, `POST /cmd/${name}`),
      rest ? element("code", {}, `${rest.method} ${rest.path}`) : undefined,
      aliases.length > 0 ? element("span", {}, "also called ", ...aliases.map((alias) => element("code", {}, alias))) : undefined,
    ),
  );
}

function badges({ behaviour = {}, deprecated, timeout_milliseconds: timeout }) {
  const badge = (kind, text, meaning) => element("span", { class: `badge ${kind}`, title: meaning }, text);
  return [
    behaviour.read_only === true && badge("good", "read-only", "It changes nothing."),
    behaviour.read_only === false && !behaviour.destructive && badge("plain", "changes data", "It changes something."),
    behaviour.destructive && badge("bad", "destructive", "It may remove or overwrite what cannot be brought back."),
    behaviour.idempotent && badge("plain", "idempotent", "A repeated call with the same parameters changes nothing more."),
    deprecated && badge("warn", "deprecated", "Callers should move away from it."),
    timeout && badge("plain", `up to ${timeout >= 1000 ? `${timeout / 1000} s` : `${timeout} ms`}`, "Longest time that a call may take."),
  ];
}

function deprecation({ deprecated }, service) {
  if (!deprecated) return undefined;
  const { since, replacement, sunset } = deprecated;
  const other = replacement && service.find(replacement);
  return element(
    "p",
    { class: "notice" },
    `Deprecated${since ? ` since ${since}` : ""}.`,
    replacement ? " Use " : "",
    replacement ? (other ? element("a", { href: commandAddress(other) }, replacement) : element("code", {}, replacement)) : "",
    replacement ? " instead." : "",
    sunset ? ` It may be gone from ${sunset} on.` : "",
  );
}

function documentation(command, caller) {
  const { parameters, result, errors = {}, examples = [] } = command;
  const section = (name, ...content) => element("section", {}, element("h2", {}, name), ...content);
  const isNothing = result.schema.type === "null";
  return [
    section("Parameters", parameters.length > 0 ? membersTable(parameters, { caption: "Parameters" }) : element("p", { class: "quiet" }, "None.")),
    section(
      "Result",
      result.description ? element("div", { class: "text" }, markdown(result.description)) : undefined,
      result.stream ? element("p", { class: "quiet" }, "Comes item by item to callers that accept text/event-stream, and over WebSocket.") : undefined,
      isNothing ? (result.description ? undefined : element("p", { class: "quiet" }, "Nothing (null).")) : typeView(result.schema),
    ),
    errors.fallible || errors.kinds?.length ? section("Errors", ...errorsOf(errors, caller)) : undefined,
    examples.length > 0 ? section("Examples", examples.map((example, index) => exampleView(example, index, caller))) : undefined,
  ];
}

function errorsOf({ description, kinds = [], declared }, caller) {
  const rows = kinds.map(({ kind, code, status, description: meaning, details }) => {
    const row = element(
      "tr",
      { tabindex: "-1" },
      element("th", { scope: "row" }, element("code", {}, kind)),
      element("td", {}, String(code)),
      element("td", {}, String(status)),
      element("td", {}, meaning ? element("div", { class: "text" }, markdown(meaning)) : undefined,
        details ? element("div", { class: "note" }, "details ", typeView(details)) : undefined),
    );
    caller.errorRows.set(kind, row);
    return row;
  });
  return [
    description ? element("div", { class: "text" }, markdown(description)) : undefined,
    rows.length > 0
      ? element("div", { class: "scroll" },
          element("table", { class: "errors" },
            element("thead", {}, element("tr", {}, ["Kind", "Code", "Status", "Meaning"].map((name) => element("th", { scope: "col" }, name)))),
            element("tbody", {}, rows)))
      : undefined,
    declared || rows.length > 0 ? undefined : element("p", { class: "quiet" }, "It can fail in ways that it does not declare."),
  ];
}

function exampleView({ summary, params, result }, index, caller) {
  const text = (value) => pretty(JSON.stringify(value));
  return element(
    "div",
    { class: "example" },
    element(
      "div",
      { class: "label-line" },
      element("h3", {}, summary ? inlineMarkdown(summary) : `Example ${index + 1}`),
      element("button", { type: "button", class: "button small", on: { click: () => caller.use(params) } }, "Use in the form"),
    ),
    jsonBlock(text(params), "Parameters"),
    result === undefined ? undefined : element("p", { class: "arrow-line" }, "gives"),
    result === undefined ? undefined : jsonBlock(text(result), "Result"),
  );
}

/** The form, the answer, and how the same call is written elsewhere. */
class Caller {
  constructor(command, service) {
    this.command = command;
    this.service = service;
    this.errorRows = new Map();
    this.form = new Form(command, () => this.#describe());
    this.call = element("button", { type: "submit", class: "button primary" }, "Call");
    this.stop = element("button", { type: "button", class: "button", hidden: true, on: { click: () => this.running?.abort() } }, "Give up");
    this.answer = element("div", { class: "answer", "aria-live": "polite" });
    const clear = element("button", { type: "button", class: "button", on: { click: () => this.form.fill({}) } }, "Clear");
    const body = element("form", { class: "call", novalidate: true, autocomplete: "off" },
      this.form.root,
      element("div", { class: "actions" }, this.call, this.stop, command.parameters.length > 0 ? clear : undefined));
    body.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#run();
    });
    this.tabs = new Tabs();
    this.root = element("aside", { class: "try", "aria-label": `Call ${command.name}` },
      element("h2", {}, "Call it"), body, this.answer, element("h2", {}, "In code"), this.tabs.root);
    this.#describe();
  }

  /** Fills the form with the parameters of an example. */
  use(params) {
    this.form.fill(params);
    this.call.scrollIntoView({ block: "nearest" });
    this.call.focus({ preventScroll: true });
  }

  #describe() {
    if (!this.tabs) return;
    const { members } = this.form.read({ hideSecrets: true });
    this.tabs.show(snippets(this.command, members, this.service.headers(), this.service.endpoint));
  }

  async #run() {
    if (this.running) return;
    const { members, faulty } = this.form.read({ strict: true });
    if (faulty) return;
    if (this.command.behaviour?.destructive && !(await this.service.confirm(this.command))) return;
    this.running = new AbortController();
    this.call.disabled = true;
    this.stop.hidden = false;
    this.answer.replaceChildren(element("p", { class: "quiet" }, "Calling …"));
    const { endpoint } = this.service;
    const answer = await callCommand(endpoint, this.command.name, members, this.service.headers(), this.running.signal);
    this.running = undefined;
    this.call.disabled = false;
    this.stop.hidden = true;
    const said = answer.failure ? {} : readAnswer(answer);
    const left = this.form.showFaults(said.error ? faultsOf(said.error) : []);
    this.answer.replaceChildren(...answerView(answer, said, left, (kind) => this.#toError(kind)));
    this.#describe();
  }

  #toError(kind) {
    const row = this.errorRows.get(kind);
    if (!row) return undefined;
    const show = () => {
      row.scrollIntoView({ block: "center" });
      row.focus({ preventScroll: true });
    };
    return element("button", { type: "button", class: "button small", on: { click: show } }, "What this error means");
  }
}

/** Which way of writing a call was last looked at, for the next command. */
let lastTab = "curl";

/** Texts of which one is shown. */
class Tabs {
  constructor() {
    this.id = freshId("tab");
    this.list = element("div", { role: "tablist", "aria-label": "Languages", class: "tabs" });
    this.code = element("pre", { class: "code", tabindex: "0", role: "tabpanel", id: `${this.id}-panel` });
    this.root = element("div", { class: "snippets" }, this.list, element("div", { class: "copyable" }, this.code, copyButton(() => this.code.textContent)));
    this.list.addEventListener("keydown", (event) => this.#key(event));
  }

  show(texts) {
    this.texts = new Map(texts);
    const chosen = this.texts.has(lastTab) ? lastTab : texts[0][0];
    if (this.list.children.length === 0) {
      this.list.append(...texts.map(([name]) =>
        element("button", { type: "button", role: "tab", id: `${this.id}-${name}`, "aria-controls": `${this.id}-panel`, on: { click: () => this.#choose(name) } }, name)));
    }
    for (const tab of this.list.children) {
      const isChosen = tab.textContent === chosen;
      tab.setAttribute("aria-selected", String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
      if (isChosen) this.code.setAttribute("aria-labelledby", tab.id);
    }
    this.code.textContent = this.texts.get(chosen);
  }

  #choose(name) {
    lastTab = name;
    this.show([...this.texts]);
  }

  #key(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    const tabs = [...this.list.children];
    const next = tabs[(tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length];
    this.#choose(next.textContent);
    next.focus();
    event.preventDefault();
  }
}
