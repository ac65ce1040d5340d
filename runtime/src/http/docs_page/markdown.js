// The part of Markdown that documentation of commands uses, as elements. Markup in the text stays text, and links lead
// to web pages and mail addresses only.

import { element } from "./dom.js";

const LIST_ITEM = /^(\s*)(?:[-*+]|\d+[.)])\s+(.*)$/;
const HEADING = /^(#{1,6})\s+(.*?)\s*#*$/;
const FENCE = /^\s*(```+|~~~+)/;

let addressOf = () => undefined;

/** Makes names in code lead somewhere: `find(name)` gives an address within the page, or nothing. */
export function linkNames(find) {
  addressOf = find;
}

/** The elements of a text. */
export function markdown(text) {
  const fragment = document.createDocumentFragment();
  const lines = text.split(/\r?\n/);
  let index = 0;
  while (index < lines.length) {
    const line = lines[index];
    const fence = FENCE.exec(line);
    if (fence) {
      const end = lines.findIndex((it, at) => at > index && it.trim().startsWith(fence[1]));
      const last = end < 0 ? lines.length : end;
      fragment.append(element("pre", { class: "code", tabindex: "0" }, lines.slice(index + 1, last).join("\n")));
      index = last + 1;
    } else if (HEADING.test(line)) {
      // The page has the first two levels for itself.
      const [, marks, title] = HEADING.exec(line);
      fragment.append(element(`h${Math.min(marks.length + 2, 6)}`, {}, inline(title)));
      index += 1;
    } else if (LIST_ITEM.test(line)) {
      const end = endOfBlock(lines, index, (it) => LIST_ITEM.test(it) || /^\s+\S/.test(it));
      fragment.append(list(lines.slice(index, end)));
      index = end;
    } else if (line.startsWith(">")) {
      const end = endOfBlock(lines, index, (it) => it.startsWith(">"));
      const inner = lines.slice(index, end).map((it) => it.replace(/^>\s?/, "")).join("\n");
      fragment.append(element("blockquote", {}, markdown(inner)));
      index = end;
    } else if (isTable(lines, index)) {
      const end = endOfBlock(lines, index, (it) => it.includes("|"));
      fragment.append(table(lines.slice(index, end)));
      index = end;
    } else if (line.trim() === "") {
      index += 1;
    } else {
      const end = endOfBlock(lines, index, (it) => it.trim() !== "" && !FENCE.test(it) && !LIST_ITEM.test(it) && !HEADING.test(it));
      fragment.append(element("p", {}, inline(lines.slice(index, end).join("\n"))));
      index = end;
    }
  }
  return fragment;
}

/** A text of one line, or of which only the first paragraph matters, as elements. */
export function inlineMarkdown(text) {
  return element("span", {}, inline(text));
}

function endOfBlock(lines, start, belongs) {
  let end = start + 1;
  while (end < lines.length && belongs(lines[end])) end += 1;
  return end;
}

function list(lines) {
  const ordered = /^\s*\d/.test(lines[0]);
  const depth = LIST_ITEM.exec(lines[0])[1].length;
  const items = [];
  for (const line of lines) {
    const match = LIST_ITEM.exec(line);
    if (match && match[1].length <= depth) items.push({ text: [match[2]], inner: [] });
    else if (match || items.at(-1).inner.length > 0) items.at(-1).inner.push(line);
    else items.at(-1).text.push(line.trim());
  }
  return element(
    ordered ? "ol" : "ul",
    {},
    items.map((item) => element("li", {}, inline(item.text.join(" ")), item.inner.length > 0 ? list(item.inner) : undefined)),
  );
}

function isTable(lines, index) {
  return lines[index].includes("|") && /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/.test(lines[index + 1] ?? "");
}

function table(lines) {
  const cells = (line) => line.trim().replace(/^\||\|$/g, "").split("|").map((cell) => cell.trim());
  const row = (tag) => (line) => element("tr", {}, cells(line).map((cell) => element(tag, {}, inline(cell))));
  return element(
    "div",
    { class: "scroll" },
    element("table", {}, element("thead", {}, row("th")(lines[0])), element("tbody", {}, lines.slice(2).map(row("td")))),
  );
}

// Code, links, automatic links, strong and emphasised text, in this order of precedence.
const INLINE = /(`+)([\s\S]*?[^`])\1(?!`)|\[((?:[^[\]]|`[^`]*`|\[[^\]]*\])*)\](?:\(\s*<?([^()\s<>]*(?:\([^()\s]*\)[^()\s]*)*)>?(?:\s+"[^"]*")?\s*\))?|<([a-z][a-z0-9+.-]*:[^\s<>]+)>|\*\*(\S(?:[\s\S]*?\S)?)\*\*|(?<![\p{L}\p{N}_*])[*_](\S(?:[\s\S]*?\S)?)[*_](?![\p{L}\p{N}_*])/gu;

/** The nodes of a text without blocks. */
function inline(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    const [whole, , code, label, target, address, strong, emphasised] = match;
    nodes.push(text.slice(end, match.index));
    end = match.index + whole.length;
    if (code !== undefined) nodes.push(codeOf(code));
    else if (label !== undefined) nodes.push(...link(whole, label, target));
    else if (address !== undefined) nodes.push(...link(whole, undefined, address));
    else if (strong !== undefined) nodes.push(element("strong", {}, inline(strong)));
    else nodes.push(element("em", {}, inline(emphasised)));
  }
  nodes.push(text.slice(end));
  return nodes.filter((node) => node !== "");
}

function codeOf(text) {
  const address = addressOf(text);
  const code = element("code", {}, text.trim() === "" ? text : text.replace(/^ (.*) $/s, "$1"));
  return address === undefined ? code : element("a", { href: address }, code);
}

function link(whole, label, target) {
  // `[Order]` is a link between items of a program; here it is a name.
  if (target === undefined) return /^`.*`$/.test(label) ? inline(label) : [whole];
  const url = safeUrl(target);
  if (url === undefined) return label === undefined ? [whole] : inline(label);
  const content = label === undefined ? target : inline(label);
  return [element("a", { href: url, rel: "noopener noreferrer", target: "_blank" }, content)];
}

/** An address that can be followed without running anything. */
function safeUrl(text) {
  try {
    const url = new URL(text);
    return ["https:", "http:", "mailto:"].includes(url.protocol) ? url.href : undefined;
  } catch {
    return undefined;
  }
}
