// JSON as text. Numbers keep the digits they were written with, which `JSON.parse` would round beyond 2^53.

import { element } from "./dom.js";

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[{}[\],:]/g;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** Longer texts are shown in one colour, so that a huge answer does not stop the page. */
const LONGEST_COLOURED = 100_000;

/** Whether a text is a number of JSON. */
export function isNumber(text) {
  return NUMBER.test(text);
}

/** Why a text is not JSON, or `undefined` when it is. */
export function jsonFault(text) {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return `This is not JSON: ${error.message}`;
  }
}

/** JSON text over several lines; what fits on one short line stays there. */
export function pretty(text) {
  const tokens = text.match(TOKEN) ?? [];
  let position = 0;
  const value = (indent) => {
    const token = tokens[position++];
    if (token !== "{" && token !== "[") return token ?? "";
    const end = token === "{" ? "}" : "]";
    const items = [];
    while (position < tokens.length && tokens[position] !== end) {
      let item = "";
      if (end === "}") {
        item = `${tokens[position]}: `;
        position += 2;
      }
      items.push(item + value(`${indent}  `));
      if (tokens[position] === ",") position += 1;
    }
    position += 1;
    if (items.length === 0) return token + end;
    const inner = items.join(", ");
    const short = inner.length + indent.length < 72 && !inner.includes("\n") && !items.some((item) => /[{[]./.test(item));
    if (short && (end === "]" || items.length <= 2)) return end === "]" ? `[${inner}]` : `{ ${inner} }`;
    return `${token}\n${items.map((item) => `${indent}  ${item}`).join(",\n")}\n${indent}${end}`;
  };
  return value("");
}

/** JSON text as a block with colours. */
export function jsonBlock(text, label) {
  const block = element("pre", { class: "code", tabindex: "0", "aria-label": label });
  if (text.length > LONGEST_COLOURED) {
    block.textContent = text;
    return block;
  }
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    if (match.index > end) block.append(text.slice(end, match.index));
    end = match.index + match[0].length;
    const kind = kindOf(match[0], text, end);
    block.append(kind ? element("span", { class: kind }, match[0]) : match[0]);
  }
  block.append(text.slice(end));
  return block;
}

function kindOf(token, text, end) {
  if (token[0] === '"') return /^\s*:/.test(text.slice(end, end + 4)) ? "key" : "string";
  if (/^[-\d]/.test(token)) return "number";
  return /^[a-z]/.test(token) ? "word" : undefined;
}

/** The parts of a JSON Pointer; none for the whole value. */
export function pointerParts(pointer) {
  return pointer.split("/").slice(1).map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/**
 * The text of one member of a JSON object, as it was written, or `undefined` when there is no such member.
 */
export function memberText(text, name) {
  const tokens = [...text.matchAll(TOKEN)];
  let depth = 0;
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index][0];
    const isName = depth === 1 && token[0] === '"' && tokens[index + 1]?.[0] === ":" && JSON.parse(token) === name;
    if (isName) return text.slice(tokens[index + 2].index, endOfValue(tokens, index + 2));
    if (token === "{" || token === "[") depth += 1;
    if (token === "}" || token === "]") depth -= 1;
  }
  return undefined;
}

function endOfValue(tokens, start) {
  let depth = 0;
  for (let index = start; index < tokens.length; index += 1) {
    const token = tokens[index][0];
    if (token === "{" || token === "[") depth += 1;
    if (token === "}" || token === "]") depth -= 1;
    if (depth === 0) return tokens[index].index + token.length;
  }
  return undefined;
}
