// Calls the program by its generated client and checks what comes back. The argument holds the URLs as JSON.
import { Client, CommandError, isErrorOf, request, TransportError } from "./client.js";

declare const process: { argv: string[]; versions: { node: string } };

interface Urls {
  orders: string;
  reversing: string;
  page: string;
  captivePortal: string;
  hanging: string;
  halfAnswer: string;
  wrongId: string;
  closing: string;
  redirecting: string;
  nobody: string;
}

const urls = JSON.parse(process.argv[2] ?? "{}") as Urls;
let checks = 0;

function check(holds: boolean, what: string): void {
  checks += 1;
  if (!holds) {
    throw new Error(`check ${checks} does not hold: ${what}`);
  }
}

function equal<Value>(actual: Value, expected: Value, what: string): void {
  check(JSON.stringify(actual) === JSON.stringify(expected), `${what}: ${JSON.stringify(actual)}`);
}

async function thrownBy(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

async function calls(): Promise<void> {
  const client = new Client(urls.orders);
  const level = await client.call("stock_level", { sku: "TEA-GREEN-100" });
  const available: number = level.available;
  equal(available, 120, "result");
  check((await client.call("list_products")).items.length > 0, "without the argument");
  check((await client.call("list_products", {}, { timeout: Infinity })).items.length > 0, "with options");
  equal((await client.call("health")).data.status, "ok", "a command without parameters");

  const lines = [{ sku: "TEA-GREEN-100", quantity: 2 }];
  const order = await client.call("place_order", {
    customer: 1,
    lines,
    delivery: { method: "pickup" },
    reference: "typescript-1",
  });
  const status: "placed" | "paid" | "shipped" | "cancelled" = order.status;
  equal(status, "placed", "status");
  const paid = await client.call("pay_order", { order: order.id, amount: order.amounts.total, method: { type: "cash" } });
  equal(paid.payment?.amount, order.amounts.total, "payment");

  const again = await client.attempt("place_order", {
    customer: 1,
    lines,
    delivery: { method: "pickup" },
    reference: "typescript-1",
  });
  check(!again.ok && again.error.kind === "reference_taken", "kind");
  if (!again.ok && again.error.kind === "reference_taken") {
    const details: { reference: string; order: number } = again.error.details;
    equal(details, { order: order.id, reference: "typescript-1" } as typeof details, "details");
    equal(again.error.code, 1403, "code");
    check(again.error instanceof CommandError && again.error instanceof Error, "class");
  }
  const thrown = await thrownBy(client.call("get_order", { order: 99_999 }));
  check(isErrorOf("get_order", thrown) && thrown.kind === "unknown_order" && thrown.details.order === 99_999, "thrown");
  const refused = await client.attempt("list_products", { limit: 0 });
  check(!refused.ok && refused.error.kind === "invalid_params", "refused");
  check(!refused.ok && refused.error instanceof CommandError && Array.isArray(refused.error.data["errors"]), "faults");
}

async function batches(): Promise<void> {
  for (const url of [urls.orders, urls.reversing]) {
    const client = new Client(url);
    const [level, missing, list] = await client.batch([
      request("stock_level", { sku: "MUG-STONE" }),
      request("get_order", { order: 99_999 }),
      request("list_products"),
    ]);
    check(level.ok && level.result.sku === "MUG-STONE", "first of the batch");
    check(!missing.ok && missing.error.kind === "unknown_order", "second of the batch");
    check(list.ok && list.result.items.length > 0, "third of the batch");
  }
  const client = new Client(urls.orders);
  equal(await client.batch([]), [], "an empty batch");
  const many = ["TEA-GREEN-100", "MUG-STONE"].map((sku) => request("stock_level", { sku }));
  const found = (await client.batch(many)).map((outcome) => (outcome.ok ? outcome.result.sku : ""));
  equal(found, ["TEA-GREEN-100", "MUG-STONE"], "a batch of any length");
  const tooMany = Array.from({ length: 101 }, () => request("list_products"));
  const refusal = await thrownBy(client.batch(tooMany));
  check(refusal instanceof CommandError && refusal.kind === "invalid_request", "a batch that is refused as a whole");
  const [lost] = await new Client(urls.wrongId).batch([request("list_products")]);
  check(!lost.ok && lost.error instanceof TransportError && lost.error.reason === "bad_answer", "no answer to one");
}

async function notifications(): Promise<void> {
  const client = new Client(urls.orders);
  const before = await client.call("stock_level", { sku: "MUG-STONE" });
  const nothing: void = await client.notify("reserve_stock", { sku: "MUG-STONE", quantity: 1 });
  equal(nothing, undefined, "a notification gives nothing");
  equal((await client.call("stock_level", { sku: "MUG-STONE" })).reserved, before.reserved + 1, "and is done");
  const nowhere = await thrownBy(new Client(`${urls.orders}/nowhere/else`).notify("reserve_stock", { sku: "MUG-STONE", quantity: 1 }));
  check(nowhere instanceof CommandError && nowhere.kind === "path_not_found", "a notification that is not taken");
  const page = await thrownBy(new Client(urls.page).notify("reserve_stock", { sku: "MUG-STONE", quantity: 1 }));
  check(page instanceof TransportError && page.reason === "bad_answer", "a page in place of a notification");
}

async function noAnswers(): Promise<void> {
  const reasons: [string, TransportError["reason"], number | undefined][] = [
    [urls.nobody, "unreachable", undefined],
    [urls.closing, "unreachable", undefined],
    [urls.redirecting, "unreachable", undefined],
    [urls.hanging, "timeout", undefined],
    [urls.halfAnswer, "timeout", undefined],
    [urls.page, "bad_answer", 502],
    [urls.captivePortal, "bad_answer", 200],
    [urls.wrongId, "bad_answer", undefined],
  ];
  for (const [url, reason, status] of reasons) {
    const client = new Client(url, { timeout: 500 });
    const thrown = await thrownBy(client.call("get_order", { order: 1 }));
    check(thrown instanceof TransportError && !(thrown instanceof CommandError), `${reason}: ${String(thrown)}`);
    check(thrown instanceof TransportError && thrown.reason === reason && thrown.status === status, String(thrown));
    const outcome = await client.attempt("get_order", { order: 1 });
    check(!outcome.ok && outcome.error.kind === "transport" && outcome.error.reason === reason, "the same as an outcome");
  }
}

async function aborts(): Promise<void> {
  const client = new Client(urls.hanging);
  const stop = new AbortController();
  const reason = new Error("the page was left");
  setTimeout(() => stop.abort(reason), 50);
  const start = Date.now();
  check((await thrownBy(client.call("get_order", { order: 1 }, { signal: stop.signal }))) === reason, "the reason");
  check((await thrownBy(client.attempt("get_order", { order: 1 }, { signal: stop.signal }))) === reason, "aborted before");
  check(Date.now() - start < 5_000, "at once");
  const late = new AbortController();
  setTimeout(() => late.abort(), 50);
  const thrown = await thrownBy(client.batch([request("list_products")], { signal: late.signal }));
  check(thrown instanceof DOMException && thrown.name === "AbortError", "a batch, without a reason of its own");
}

async function options(): Promise<void> {
  let sent: RequestInit | undefined;
  const fetch: typeof globalThis.fetch = (url, init) => {
    sent = init;
    return globalThis.fetch(url, init);
  };
  const headers = async (): Promise<{ [name: string]: string }> => ({ authorization: "Bearer token" });
  await new Client(new URL(urls.orders), { fetch, headers }).call("list_products");
  const seen = new Headers(sent?.headers);
  equal(seen.get("authorization"), "Bearer token", "headers");
  equal(seen.get("content-type"), "application/json", "content type");
}

await calls();
await batches();
await notifications();
await noAnswers();
await aborts();
await options();
console.log(`${checks} checks hold`);
