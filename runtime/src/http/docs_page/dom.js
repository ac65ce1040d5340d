// Making elements. Text only ever becomes text: nothing here, or anywhere on the page, parses markup.

/**
 * Makes an element. `properties` are attributes, except `class`, `on` (listeners by event) and `value`; those that are
 * `undefined`, `null` or `false` are left out, `true` stands for an attribute without a value.
 */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") made.className = value;
    else if (name === "value") made.value = value;
    else if (name === "on") for (const [event, listener] of Object.entries(value)) made.addEventListener(event, listener);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false));
  return made;
}

/** A button that copies what `text()` gives, and says so. */
export function copyButton(text, label = "Copy") {
  const button = element("button", { type: "button", class: "button small", on: { click: copy } }, label);
  async function copy() {
    const copied = await copyText(text());
    button.textContent = copied ? "Copied" : "Cannot copy here";
    setTimeout(() => (button.textContent = label), 1500);
  }
  return button;
}

async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Without TLS, or without permission, a browser offers only the old way.
    const area = element("textarea", { class: "off-screen", value: text });
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    return copied;
  }
}

let lastId = 0;

/** An id that no other element has. */
export function freshId(prefix) {
  lastId += 1;
  return `${prefix}-${lastId}`;
}
