// Does on the documentation page what people do, and fails when something else comes of it.
//
//   COMMANDRY_BROWSER=chromium node docs_page.mjs SMALL-SERVICE SERVICE-OF-2000-COMMANDS HOSTILE-SERVICE
//
// Prints `ok NAME` for each check. The services are those of `tests/tests/docs_page_in_browser.rs`.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { openPage, startBrowser } from "./page.mjs";

const [small, many, hostile] = process.argv.slice(2);
assert.ok(small && many && hostile, "the addresses of three pages are needed");
const browser = await startBrowser();
const axe = await readFile(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");
let failed = 0;

/** Runs one check on a fresh page. */
async function check(name, url, act, options) {
  const opened = await openPage(browser, url, options);
  const { page, faults } = opened;
  try {
    await page.waitForSelector("#search:not([disabled])", { timeout: 10_000 });
    await act(page, opened);
    assert.deepEqual(faults, []);
    console.log(`ok ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED ${name}: ${error.message}\n${faults.join("\n")}`);
  } finally {
    await opened.close();
  }
}

const textOf = (page, selector) => page.$eval(selector, (it) => it.innerText);
const textsOf = (page, selector) => page.$$eval(selector, (all) => all.map((it) => it.innerText.trim()));
const field = (name) => `[data-parameter="${name}"]`;
const control = (name) => `${field(name)} .control > *`;

async function call(page) {
  await page.click(".call button[type=submit]");
  await page.waitForSelector(".answer-head");
}

async function isAccessible(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  const faults = found.violations.map((it) => `${it.id}: ${it.nodes.map((node) => node.target.join(" ")).slice(0, 4).join(", ")}`);
  assert.deepEqual(faults, []);
}

await check("the overview names the service and its groups with their counts", small, async (page) => {
  assert.match(await textOf(page, "h1"), /^tried <i>in<\/i> a browser\s+1\.0\.0$/);
  assert.equal(await textOf(page, "#count"), "7 commands");
  const cards = await textsOf(page, ".card-head");
  assert.ok(cards.some((card) => /^arithmetic\s+2$/.test(card)), cards.join());
});

await check("search finds as one types, by name, alias, parameter, summary and with a typing mistake", small, async (page) => {
  for (const [query, first] of [["add", "add"], ["plus", "add"], ["summand", "add"], ["parcel", "wait_for_parcel"], ["plcae ordr", "place_order"], ["delete order", "forget_order"], ["PLACE-ORDER", "place_order"]]) {
    await page.$eval("#search", (input) => (input.value = ""));
    await page.type("#search", query);
    assert.equal((await textsOf(page, "#list .command b"))[0], first, query);
  }
  await page.type("#search", " zzzzqqq");
  await page.$eval("#search", (input) => (input.value = "zzzzqqqq") && input.dispatchEvent(new Event("input")));
  assert.equal(await textOf(page, "#count"), "0 results");
});

await check("the keyboard alone leads to a command and back", small, async (page) => {
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement.id), "search");
  await page.keyboard.type("order");
  const [first, second] = await textsOf(page, "#list .command b");
  assert.equal(await textOf(page, "#list [aria-selected=true] b"), first);
  await page.keyboard.press("ArrowDown");
  assert.equal(await page.$eval(`#${await page.$eval("#search", (it) => it.getAttribute("aria-activedescendant"))} b`, (it) => it.innerText), second);
  await page.keyboard.press("Enter");
  await page.waitForFunction((name) => document.querySelector("h1")?.innerText === name, {}, second);
  assert.equal(await page.evaluate(() => location.hash), `#/command/${second}`);
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "H1");
  await page.goBack();
  await page.waitForSelector(".cards");
  await page.goForward();
  await page.waitForFunction((name) => document.querySelector("h1")?.innerText === name, {}, second);
});

await check("a link leads to a command, also by its alias, and an unknown one to what is near", small, async (page) => {
  for (const [hash, title] of [["#/command/place_order", "place_order"], ["#/command/plus", "add"], ["#/group/arithmetic", "arithmetic"], ["#/command/plcae_order", "There is no such command"], ["#/command/%E0%A4%A", "There is no such command"]]) {
    await page.evaluate((it) => (location.hash = it), hash);
    await page.waitForFunction((it) => document.querySelector("h1")?.innerText === it, { timeout: 5000 }, title);
  }
  await page.evaluate(() => (location.hash = "#/command/plcae_order"));
  await page.waitForFunction(() => document.querySelector(".entries")?.innerText.includes("place_order"));
});

await check("a command is documented in full", `${small}#/command/add`, async (page) => {
  assert.deepEqual(await textsOf(page, ".badge"), ["read-only"]);
  assert.equal(await textOf(page, ".signature"), "add(a: number, b: number) -> number");
  assert.match(await textOf(page, ".routes"), /POST \/cmd\/add[\s\S]*GET \/sums\/\{a\}[\s\S]*plus/);
  assert.deepEqual(await textsOf(page, ".title li"), ["whole numbers", "broken numbers"]);
  assert.equal(await page.$eval(".title .text a[target]", (it) => `${it.href} ${it.rel}`), "https://example.com/sums noopener noreferrer");
  assert.equal(await page.$eval(".title .text a:not([target])", (it) => it.getAttribute("href")), "#/command/subtract");
  assert.deepEqual(await textsOf(page, ".members tbody th code"), ["a", "b"]);
  assert.match(await textOf(page, ".documentation"), /Result\s+The sum\.[\s\S]*Examples\s+One and two/);
});

await check("errors, deprecation and types are told", `${small}#/command/forget_order`, async (page) => {
  assert.deepEqual((await textsOf(page, ".errors tbody th, .errors tbody td")).slice(0, 3), ["unknown_order", "1404", "404"]);
  assert.match(await textOf(page, ".errors tbody td:last-child"), /^There is no order of that number\./);
  await page.evaluate(() => (location.hash = "#/command/subtract"));
  await page.waitForSelector(".notice");
  assert.equal(await textOf(page, ".notice"), "Deprecated since 1.1.0. Use add instead.");
  await page.click(".notice a");
  await page.waitForFunction(() => document.querySelector("h1").innerText === "add");
});

await check("types that contain themselves open step by step", `${small}#/command/count_folders`, async (page) => {
  for (let depth = 1; depth <= 4; depth += 1) {
    const closed = await page.$$(".members details:not([open]) > summary");
    assert.equal(closed.length, 1);
    await closed[0].click();
    await page.waitForFunction((count) => document.querySelectorAll(".below:not([hidden])").length === count, {}, depth);
  }
  assert.equal((await textsOf(page, ".members tbody th code")).filter((it) => it === "inside").length, 4);
});

await check("a call shows its result and the time it took", `${small}#/command/add`, async (page, { requests }) => {
  await page.type(control("a"), "1.5");
  await page.type(control("b"), "2");
  await call(page);
  assert.equal(await textOf(page, ".answer .code"), "3.5");
  assert.match(await textOf(page, ".answer .time"), /^[\d.]+ ms$/);
  const sent = requests.find((it) => it.method() === "POST");
  assert.equal(new URL(sent.url()).pathname, "/cmd");
  assert.deepEqual(JSON.parse(sent.postData()), { jsonrpc: "2.0", id: 1, method: "add", params: { a: 1.5, b: 2 } });
});

await check("an example fills the form", `${small}#/command/add`, async (page) => {
  await page.click(".example .button");
  await call(page);
  assert.equal(await textOf(page, ".answer .code"), "3.0");
});

await check("every kind of field sends what its schema says, and large numbers keep their digits", `${small}#/command/place_order`, async (page, { requests }) => {
  await page.click(`${field("lines")} .button`);
  assert.deepEqual(JSON.parse(await page.$eval(control("lines"), (it) => it.value)), [{ quantity: 1, sku: "" }]);
  await page.select(control("speed"), '"fast"');
  await page.select(control("gift"), "true");
  assert.equal(await page.$eval(control("day"), (it) => it.type), "date");
  await page.$eval(control("day"), (it) => (it.value = "2026-02-03") && it.dispatchEvent(new Event("input")));
  await page.type(control("number"), "18446744073709551615");
  assert.equal(await page.$eval(control("password"), (it) => it.type), "password");
  await page.type(control("password"), "hunter2");
  await call(page);
  const answer = await textOf(page, ".answer .code");
  assert.match(answer, /18446744073709551615/);
  assert.deepEqual({ ...JSON.parse(answer), number: 0 }, { lines: [{ quantity: 1, sku: "" }], speed: "fast", gift: true, day: "2026-02-03", number: 0, password_length: 7 });
  assert.match(requests.find((it) => it.method() === "POST").postData(), /"number":18446744073709551615/);
  assert.ok(!(await textOf(page, ".snippets")).includes("hunter2"), "the secret is in a snippet");
  const left = (await page.$$eval(".control > *", (all) => all.map((it) => it.value))).length;
  await page.click(".call .actions .button:last-child");
  assert.deepEqual(await page.$$eval(".control > *", (all) => all.map((it) => it.value)), Array(left).fill(""));
});

await check("a wrong call shows each fault at its field", `${small}#/command/place_order`, async (page) => {
  await page.type(control("lines"), '[{"sku": "a", "quantity": 1}, {"sku": "b", "quantity": 99, "colour": 1}]');
  await page.type(control("number"), "-5");
  await call(page);
  assert.match(await textOf(page, ".answer-head"), /^invalid_params/);
  const faults = await textOf(page, `${field("lines")} .faults`);
  assert.match(faults, /1 → quantity: expected .*10.*, got 99/);
  assert.match(await textOf(page, `${field("number")} .faults`), /expected at least 0, got -5/);
  assert.equal(await page.$eval(control("number"), (it) => it.getAttribute("aria-invalid")), "true");
  assert.equal(await page.$eval(control("gift"), (it) => it.getAttribute("aria-invalid")), "false");
  assert.equal(await page.evaluate(() => document.activeElement.closest(".field").dataset.parameter), "lines");
});

await check("what cannot be sent is refused before it is sent", `${small}#/command/place_order`, async (page, { requests }) => {
  await page.type(control("lines"), "[{");
  await page.type(control("number"), "many");
  await page.click(".call button[type=submit]");
  assert.match(await textOf(page, `${field("lines")} .faults`), /This is not JSON/);
  assert.match(await textOf(page, `${field("number")} .faults`), /not a number/);
  await page.click(`${field("number")} .button`);
  assert.equal(await page.$eval(control("number"), (it) => it.tagName), "TEXTAREA");
  assert.equal(requests.filter((it) => it.method() === "POST").length, 0);
});

await check("a destructive command is called only after a question, and its error is explained", `${small}#/command/forget_order`, async (page, { requests }) => {
  await page.type(control("order"), "7");
  await page.click(".call button[type=submit]");
  await page.waitForSelector("#confirm[open]");
  await page.click("#confirm button[value=no]");
  await page.waitForSelector("#confirm:not([open])");
  assert.equal(requests.filter((it) => it.method() === "POST").length, 0);
  await page.click(".call button[type=submit]");
  await page.click("#confirm button[value=yes]");
  await page.waitForSelector(".answer-head");
  assert.match(await textOf(page, ".answer"), /unknown_order[\s\S]*no order 7[\s\S]*code 1404/);
  await page.click(".answer > .button");
  assert.equal(await page.evaluate(() => document.activeElement.querySelector("th").innerText), "unknown_order");
});

await check("a call can be given up", `${small}#/command/wait_for_parcel`, async (page) => {
  await page.click(".call button[type=submit]");
  await page.waitForSelector(".call .actions .button:not(.primary):not([hidden])");
  await page.click(".call .actions .button:not(.primary)");
  await page.waitForSelector(".answer-head");
  assert.match(await textOf(page, ".answer"), /given up/);
});

await check("headers go with every call and are kept nowhere", `${small}#/command/add`, async (page, { requests }) => {
  await page.click("#open-headers");
  await page.type('#headers input[aria-label="Value"]', "Bearer s3cret");
  await page.click("#headers button[type=submit]");
  await page.waitForFunction(() => document.querySelector("#open-headers").innerText === "Headers (1)");
  await page.click(".example .button");
  await call(page);
  assert.equal(requests.find((it) => it.method() === "POST").headers().authorization, "Bearer s3cret");
  assert.ok(!(await textOf(page, ".snippets")).includes("s3cret"));
  assert.deepEqual(await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]), [0, 0, ""]);
  await page.reload();
  await page.waitForSelector("#search:not([disabled])");
  assert.equal(await textOf(page, "#open-headers"), "Headers");
});

await check("snippets follow the form", `${small}#/command/add`, async (page) => {
  await page.type(control("a"), "1");
  await page.type(control("b"), "2.5");
  const { origin } = new URL(small);
  const expected = {
    curl: `curl -s '${origin}/cmd' \\\n  -H 'content-type: application/json' \\\n  -d '{"jsonrpc":"2.0","id":1,"method":"add","params":{"a":1,"b":2.5}}'`,
    REST: `curl -s '${origin}/sums/1?b=2.5'`,
    TypeScript: `import { Client } from "./client";\n\nconst client = new Client("${origin}/cmd");\nconst result = await client.call("add", { "a": 1, "b": 2.5 });`,
    Rust: `use commandry::client::Client;\n\nlet client = Client::new("${origin}/cmd")?;\nlet result = client.call::<add>((1.0, 2.5)).await?;`,
  };
  assert.deepEqual(await textsOf(page, "[role=tab]"), Object.keys(expected));
  for (const [index, [, text]] of Object.entries(expected).entries()) {
    if (index > 0) await page.keyboard.press("ArrowRight");
    else await page.focus("[role=tab][aria-selected=true]");
    assert.equal(await page.$eval("[role=tabpanel]", (it) => it.textContent), text);
  }
});

await check("a parameter with a default is written out in Rust, whose functions know none", `${small}#/command/attack`, async (page) => {
  await page.$$eval("[role=tab]", (tabs) => tabs.find((tab) => tab.innerText === "Rust").click());
  assert.match(await page.$eval("[role=tabpanel]", (it) => it.textContent), /call::<attack>\(\("<img src=x onerror=window\.attacked=14>"\.to_owned\(\),\)\)/);
});

await check("documentation cannot run anything", `${small}#/command/attack`, async (page, { faults }) => {
  assert.match(await textOf(page, ".lead"), /^<img src=x onerror="window\.attacked=1"> in a summary\.$/);
  assert.match(await textOf(page, ".documentation"), /<script>window\.attacked=2<\/script>/);
  for (const button of await page.$$(".example .button")) await button.click();
  await call(page);
  assert.match(await textOf(page, ".answer .code"), /<img src=x onerror=window\.attacked=15>/);
  await page.evaluate(() => document.querySelectorAll("main *").forEach((it) => it instanceof HTMLAnchorElement && !it.getAttribute("href").startsWith("#") ? undefined : it.click?.()));
  const addresses = await page.$$eval("a", (all) => all.map((it) => it.protocol));
  assert.ok(addresses.every((it) => ["http:", "https:"].includes(it)), addresses.join());
  assert.equal(await page.$("main img, main script, main iframe, main svg, main style, main b[onclick]"), null);
  assert.equal(await page.evaluate(() => globalThis.attacked), undefined);
  assert.deepEqual(faults, []);
  const blocked = await page.evaluate(() => {
    try {
      document.createElement("div").innerHTML = "<b>markup</b>";
      return false;
    } catch {
      return true;
    }
  });
  assert.ok(blocked, "the policy lets a text become markup");
  // The browser says so on the console.
  assert.equal(faults.splice(0).length, 1);
});

await check("a hostile catalog cannot run anything either", hostile, async (page) => {
  assert.match(await textOf(page, "h1"), /^<img src=x/);
  await page.click(".card");
  await page.waitForFunction(() => location.hash.startsWith("#/group/") && document.querySelector("h1").innerText.startsWith("<img"));
  await page.click(".entries a");
  await page.waitForSelector(".command-page");
  for (const summary of await page.$$("details > summary")) await summary.evaluate((it) => it.click());
  for (const button of await page.$$(".example .button, [role=tab], .field .button")) await button.evaluate((it) => it.click());
  await page.type("#search", "hasOwnProperty");
  assert.equal(await textOf(page, "#count"), "1 result");
  const addresses = await page.$$eval("a", (all) => all.map((it) => it.protocol));
  assert.ok(addresses.every((it) => it === "http:"), addresses.join());
  assert.equal(await page.$("main img"), null);
  assert.equal(await page.evaluate(() => globalThis.attacked ?? {}.attacked), undefined);
});

await check("two thousand commands are searched and scrolled as quickly as ten", many, async (page) => {
  assert.equal(await textOf(page, "#count"), "2,000 commands");
  assert.equal((await textsOf(page, ".card")).length, 20);
  const keys = [];
  for (const query of ["invoice", "get order line", "invoce limt", "remove tickets"]) {
    keys.push(await page.evaluate((it) => {
      const input = document.querySelector("#search");
      const start = performance.now();
      input.value = it;
      input.dispatchEvent(new Event("input"));
      return performance.now() - start;
    }, query));
    assert.notEqual(await textOf(page, "#count"), "0 results", query);
  }
  // A bound that only a search of another order of growth would break, however busy the machine is.
  assert.ok(Math.max(...keys) < 1000, `a search took ${Math.max(...keys)} ms`);
  await page.$eval("#search", (input) => (input.value = "i") && input.dispatchEvent(new Event("input")));
  assert.ok((await page.$$("#list .row")).length < 60, "the list is not virtual");
  await page.$eval("#list", (it) => (it.scrollTop = it.scrollHeight));
  await page.waitForFunction(() => Number(document.querySelector("#list .row:last-child").getAttribute("aria-posinset")) === Number(document.querySelector("#list .row").getAttribute("aria-setsize")));
  await page.evaluate(() => (location.hash = "#/command/remove_warehouse_label"));
  await page.waitForFunction(() => document.querySelector("h1").innerText === "remove_warehouse_label");
  assert.match(await page.$eval(".snippets .code", (it) => it.textContent), /\/many\/cmd'/);
});

for (const scheme of ["light", "dark"]) {
  for (const [name, width] of [["wide", 1440], ["narrow", 390]]) {
    await check(`the page is accessible, ${scheme} and ${name}`, `${small}#/command/place_order`, async (page) => {
      await page.type(control("number"), "-5");
      await call(page);
      for (const summary of await page.$$(".members > tbody > tr > td > .type > details > summary")) await summary.evaluate((it) => it.click());
      await page.waitForSelector(".below:not([hidden])");
      await isAccessible(page);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "the page is wider than the window");
      await page.click("#open-headers");
      await isAccessible(page);
      await page.keyboard.press("Escape");
      await page.evaluate(() => (location.hash = "#/"));
      await page.waitForSelector(".cards");
      await isAccessible(page);
    }, { width, scheme });
  }
}

await check("narrow screens show the list or what was chosen from it", small, async (page) => {
  const shown = (selector) => page.$eval(selector, (it) => it.offsetParent !== null || getComputedStyle(it).position === "fixed");
  assert.deepEqual([await shown("#search"), await shown(".overview > p")], [true, false]);
  await page.type("#search", "place");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".command-page");
  assert.deepEqual([await shown("#search"), await shown(".lead")], [false, true]);
  await page.click(".to-list");
  await page.waitForFunction(() => document.querySelector("#search").offsetParent !== null);
}, { width: 390, height: 800 });

const swagger = await openPage(browser, small.replace(/docs$/, "docs/swagger/"));
await swagger.page.waitForSelector(".opblock", { timeout: 20_000 }).then(
  () => console.log(swagger.faults.length === 0 ? "ok Swagger UI shows the document" : `FAILED Swagger UI: ${swagger.faults.join("\n")}`),
  (error) => console.log(`FAILED Swagger UI: ${error.message}\n${swagger.faults.join("\n")}`),
);
failed += swagger.faults.length;

await browser.close();
process.exitCode = failed > 0 ? 1 : 0;
