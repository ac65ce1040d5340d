// Calling a command and showing what came of it.

import { copyButton, element } from "./dom.js";
import { jsonBlock, memberText, pointerParts, pretty } from "./json_text.js";

/** The answer stays readable; the rest of a longer one can be had by the button that copies it. */
const LONGEST_SHOWN = 400_000;

/**
 * Calls a command. Gives `{text, status, milliseconds}`, or `{failure, milliseconds}` when no answer came.
 */
export async function callCommand(endpoint, name, members, headers, signal) {
  const params = `{${members.map(([member, text]) => `${JSON.stringify(member)}:${text}`).join(",")}}`;
  const start = performance.now();
  try {
    const response = await fetch(endpoint, {
      method: "POST",
      headers: [["content-type", "application/json"], ...headers],
      body: `{"jsonrpc":"2.0","id":1,"method":${JSON.stringify(name)},"params":${params}}`,
      cache: "no-store",
      signal,
    });
    const text = await response.text();
    return { text, status: response.status, milliseconds: performance.now() - start };
  } catch (error) {
    const reason = error.name === "AbortError" ? "The call was given up; the server may still be at it." : `No answer came: ${error.message}`;
    return { failure: reason, milliseconds: performance.now() - start };
  }
}

/** What an answer says: `{result}` as JSON text, or `{error}`; `{unreadable}` when it is not JSON-RPC. */
export function readAnswer({ text, status }) {
  try {
    const answer = JSON.parse(text);
    if (answer && typeof answer === "object") {
      if (answer.error) return { error: answer.error, errorText: memberText(text, "error") };
      const result = memberText(text, "result");
      if (result !== undefined) return { result };
    }
  } catch {
    // Shown below as it came.
  }
  return { unreadable: `The answer is not JSON-RPC (HTTP status ${status}).` };
}

/** The faults of refused parameters: `{name, text}`, where `name` is the parameter and the text says the rest. */
export function faultsOf(error) {
  const faults = Array.isArray(error?.data?.errors) ? error.data.errors : [];
  return faults.map((fault) => {
    const [name, ...inside] = pointerParts(String(fault.pointer ?? ""));
    const place = inside.length > 0 ? `${inside.join(" → ")}: ` : "";
    const got = fault.got === undefined ? "" : `, got ${fault.got}`;
    const near = fault.did_you_mean === undefined ? "" : `; did you mean ${fault.did_you_mean}?`;
    return { name, text: `${place}expected ${fault.expected}${got}${near}` };
  });
}

/** An answer to be looked at; `left` are faults that belong to no field. */
export function answerView(answer, said, left, errorAnchor) {
  const time = element("span", { class: "time" }, `${answer.milliseconds.toFixed(answer.milliseconds < 10 ? 1 : 0)} ms`);
  const head = (kind, title) => element("div", { class: `answer-head ${kind}` }, element("strong", {}, title), time);
  if (answer.failure) return [head("bad", "No answer"), element("p", {}, answer.failure)];
  if (said.result !== undefined) {
    return [head("good", "Result"), ...block(said.result, "Result")];
  }
  if (said.error) {
    const { code, message, data } = said.error;
    const kind = data?.kind;
    return [
      head("bad", kind ?? "Error"),
      element("p", { class: "message" }, String(message ?? "")),
      left.length > 0 ? element("ul", { class: "faults" }, left.map(({ name, text }) => element("li", {}, `${name ?? ""}: ${text}`))) : undefined,
      element("p", { class: "quiet" }, `code ${code}`, answer.status === 200 ? "" : `, HTTP status ${answer.status}`),
      errorAnchor?.(kind),
      element("details", {}, element("summary", {}, "The whole error"), ...block(said.errorText, "Error")),
    ].filter(Boolean);
  }
  return [head("bad", "Not understood"), element("p", {}, said.unreadable), element("pre", { class: "code", tabindex: "0" }, answer.text.slice(0, 4000))];
}

function block(text, label) {
  const shown = text.length > LONGEST_SHOWN ? text.slice(0, LONGEST_SHOWN) : pretty(text);
  const parts = [element("div", { class: "copyable" }, jsonBlock(shown, label), copyButton(() => text))];
  if (text.length > LONGEST_SHOWN) parts.push(element("p", { class: "quiet" }, "Only the beginning is shown; “Copy” takes all of it."));
  return parts;
}
