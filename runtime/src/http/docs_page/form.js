// The form of a command: one field for each parameter. Only what cannot be sent at all is refused here; whether values
// fit is for the server to say, and its faults are shown at the fields.

import { element, freshId } from "./dom.js";
import { isNumber, jsonFault } from "./json_text.js";
import { exampleOf, limits, resolve, sample, typeLabel, values, withoutNull } from "./schema.js";

/** The fields of a command; `changed()` is called whenever somebody edits one. */
export class Form {
  constructor(command, changed) {
    this.fields = command.parameters.map((parameter) => new Field(parameter, changed));
    this.root = element("div", { class: "fields" }, this.fields.map((field) => field.root));
    if (this.fields.length === 0) this.root.append(element("p", { class: "quiet" }, "It takes no parameters."));
  }

  /** `[name, text]` of what is filled in, as JSON; the faults of fields are shown when `strict`. */
  read({ strict = false, hideSecrets = false } = {}) {
    const members = [];
    let faulty;
    for (const field of this.fields) {
      const { text, fault } = field.read();
      if (strict) field.setFaults(fault ? [fault] : []);
      if (fault) faulty ??= field;
      else if (text !== undefined) members.push([field.name, hideSecrets && field.secret ? '"…"' : text]);
    }
    if (strict && faulty) faulty.focus();
    return { members, faulty: faulty !== undefined };
  }

  /** Fills the fields from an object of parameters; those that it lacks become empty. */
  fill(params) {
    const given = params && typeof params === "object" ? params : {};
    for (const field of this.fields) field.set(Object.hasOwn(given, field.name) ? given[field.name] : undefined);
  }

  /** Shows faults by the name of the parameter; gives those that belong to no field. */
  showFaults(faults) {
    const left = [];
    const byField = new Map(this.fields.map((field) => [field.name, []]));
    for (const fault of faults) (byField.get(fault.name) ?? left).push(fault);
    for (const field of this.fields) field.setFaults(byField.get(field.name).map((fault) => fault.text));
    this.fields.find((field) => byField.get(field.name).length > 0)?.focus();
    return left;
  }
}

class Field {
  constructor({ name, schema, required, secret }, changed) {
    Object.assign(this, { name, required, secret, schema, changed });
    const { schema: inner, only } = withoutNull(schema);
    this.choice = values(only)?.map((it) => it.value);
    this.kind = kindOf(inner, this.choice, secret);
    this.asJson = this.kind === "json";
    this.id = freshId("field");
    this.place = element("div", { class: "control" });
    this.faults = element("div", { class: "faults", id: `${this.id}-faults`, role: "alert" });
    this.toggle = element(
      "button",
      {
        type: "button",
        class: "button small",
        title: "Write the value as JSON, to send null, an empty text or anything else",
        "aria-pressed": "false",
        "aria-label": `Write ${name} as JSON`,
        on: { click: () => this.#switch() },
      },
      "JSON",
    );
    this.fillIn = element(
      "button",
      { type: "button", class: "button small", "aria-label": `Fill in a sample for ${name}`, on: { click: () => this.#sample() } },
      "Sample",
    );
    this.hint = element("p", { class: "hint", id: `${this.id}-hint` }, [typeLabel(schema), ...limits(schema)].join(" · "));
    this.root = element(
      "div",
      { class: "field", "data-parameter": name },
      element(
        "div",
        { class: "label-line" },
        element("label", { for: this.id }, name, required ? element("span", { class: "star", title: "required" }, " *") : undefined),
        this.kind === "json" ? this.fillIn : this.toggle,
      ),
      this.place,
      this.hint,
      this.faults,
    );
    this.#build();
  }

  /** The value as JSON text, nothing when it is left out, or why it cannot be sent. */
  read() {
    const { value } = this.control;
    if (this.control.validity?.badInput) return { fault: "This is not a complete date." };
    // A field that was forgotten must not become an empty text; who means one writes it as JSON.
    if (value === "") return {};
    if (this.asJson) {
      const fault = jsonFault(value);
      return fault ? { fault } : { text: value };
    }
    if (this.kind === "number") {
      return isNumber(value.trim()) ? { text: value.trim() } : { fault: "This is not a number; write digits, such as 42 or -1.5." };
    }
    if (this.kind === "choice" || this.kind === "boolean") return { text: value };
    return { text: JSON.stringify(value) };
  }

  /** Puts a value into the field; `undefined` empties it. */
  set(value) {
    const fits =
      value === undefined ||
      { text: typeof value === "string" && value !== "", secret: typeof value === "string", date: typeof value === "string",
        number: typeof value === "number", boolean: typeof value === "boolean",
        choice: this.choice?.some((it) => JSON.stringify(it) === JSON.stringify(value)) }[this.kind];
    if (this.kind !== "json" && this.asJson === Boolean(fits)) this.#switch();
    if (value === undefined) this.control.value = "";
    else if (this.asJson) this.control.value = JSON.stringify(value, null, 2);
    else this.control.value = typeof value === "string" && this.kind !== "choice" ? value : JSON.stringify(value);
    this.setFaults([]);
    this.#fit();
    this.changed();
  }

  setFaults(texts) {
    this.faults.replaceChildren(...texts.map((text) => element("p", {}, text)));
    this.root.classList.toggle("faulty", texts.length > 0);
    this.control.setAttribute("aria-invalid", String(texts.length > 0));
  }

  focus() {
    this.control.focus();
  }

  #build() {
    const shared = {
      id: this.id,
      "aria-describedby": `${this.id}-hint ${this.id}-faults`,
      "aria-required": String(this.required),
      on: { input: () => this.#edited() },
    };
    const input = (properties) => element("input", { ...shared, autocomplete: "off", spellcheck: "false", ...properties });
    const select = (options) =>
      element("select", shared, element("option", { value: "" }, this.required ? "choose …" : "left out"),
        options.map((value) => element("option", { value: JSON.stringify(value) }, typeof value === "string" ? value : JSON.stringify(value))));
    if (this.asJson) {
      this.control = element("textarea", { ...shared, rows: "2", class: "json", spellcheck: "false", placeholder: this.#placeholder() });
    } else if (this.kind === "choice") this.control = select(this.choice);
    else if (this.kind === "boolean") this.control = select([true, false]);
    else if (this.kind === "secret") this.control = input({ type: "password", autocomplete: "new-password" });
    else if (this.kind === "date") this.control = input({ type: "date" });
    else if (this.kind === "number") {
      const whole = resolve(withoutNull(this.schema).schema).type === "integer";
      this.control = input({ type: "text", inputmode: whole ? "numeric" : "decimal", placeholder: this.#placeholder() });
    } else this.control = input({ type: "text", placeholder: this.#placeholder() });
    this.place.replaceChildren(this.control);
  }

  #placeholder() {
    const { schema } = withoutNull(this.schema);
    const fallback = this.schema.default ?? schema.default;
    const shown = (value) => (typeof value === "string" && !this.asJson ? value : JSON.stringify(value));
    if (fallback !== undefined && fallback !== null) return `${shown(fallback)} when left out`;
    const example = exampleOf(this.schema);
    if (example !== undefined) return `such as ${shown(example)}`;
    if (schema.format === "date-time") return "such as 2026-01-31T12:00:00Z";
    return undefined;
  }

  #edited() {
    if (this.root.classList.contains("faulty")) this.setFaults([]);
    if (this.asJson && this.control.value !== "") {
      const fault = jsonFault(this.control.value);
      if (fault) this.setFaults([fault]);
    }
    this.#fit();
    this.changed();
  }

  /** A text area is as high as its text, within reason. */
  #fit() {
    if (this.asJson) this.control.rows = Math.max(2, Math.min(16, this.control.value.split("\n").length));
  }

  #switch() {
    const { text } = this.read();
    this.asJson = !this.asJson;
    this.toggle.setAttribute("aria-pressed", String(this.asJson));
    this.#build();
    if (text !== undefined) {
      const value = JSON.parse(text);
      if (this.asJson) this.control.value = text;
      else this.control.value = typeof value === "string" && this.kind !== "choice" ? value : text;
    }
    this.setFaults([]);
    this.changed();
  }

  #sample() {
    this.control.value = JSON.stringify(sample(this.schema), null, 2);
    this.#edited();
    this.focus();
  }
}

function kindOf(schema, choice, secret) {
  if (choice) return "choice";
  const { type } = schema;
  if (type === "boolean") return "boolean";
  if (type === "integer" || type === "number") return secret ? "json" : "number";
  if (type !== "string") return "json";
  if (secret) return "secret";
  return schema.format === "date" ? "date" : "text";
}
