// Measures how long it takes until somebody can use the documentation page, beside Swagger UI showing a path for each
// of the same commands.
//
//   cargo run -p commandry-tests --release --example generated_docs -- 2000 8100     # in another terminal
//   node tests/browser/measure_docs_page.mjs http://127.0.0.1:8100 [RUNS]
//
// Every run is a new profile of the browser, so that nothing is cached; the two take turns. The clock starts with the
// navigation. "Usable" is when the first command is drawn and the page answers again: for the documentation page its
// search box takes letters, too. "Opened" is when somebody has clicked the first command and its details are drawn.
// The processor time is that of the page's main thread until it is usable; it bears other programs on the machine.

import { openPage, startBrowser } from "./page.mjs";

const [base, runs = "7"] = process.argv.slice(2);
if (base === undefined) {
  console.error("usage: node measure_docs_page.mjs http://HOST:PORT [RUNS]");
  process.exit(2);
}

const KINDS = [
  {
    name: "documentation page",
    address: `${base}/docs`,
    usable: "#search:not([disabled])",
    first: "#list .row, .card",
    // The groups are closed at first, so that it takes two clicks.
    open: async (page) => {
      await page.click("#list .row.group");
      await page.click("#list .row.command");
    },
    opened: ".command-page .members",
  },
  {
    name: "Swagger UI",
    address: `${base}/docs/swagger/`,
    usable: ".opblock",
    first: ".opblock-summary-control, .opblock-summary",
    open: (page) => page.click(".opblock-summary-control"),
    opened: ".opblock.is-open .opblock-body",
  },
];

/** Installs a clock in the page: `reached(selector)` is when something is drawn and the page is free again. */
function installClock() {
  globalThis.reached = (...selectors) =>
    new Promise((resolve) => {
      const look = () => {
        if (!selectors.every((selector) => document.querySelector(selector))) return requestAnimationFrame(look);
        // The frame with it is painted before this task runs.
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
      };
      look();
    });
}

const browser = await startBrowser();
const measured = new Map(KINDS.map(({ name }) => [name, { usable: [], processor: [], opening: [], bytes: 0, elements: 0, faults: [] }]));
// The server makes its documents when they are first asked for; that is not part of this.
for (const path of ["/docs/catalog.json", "/openapi.json"]) await (await fetch(base + path)).arrayBuffer();
for (let run = 0; run < Number(runs); run += 1) {
  for (const kind of KINDS) {
    const row = measured.get(kind.name);
    const opened = await openPage(browser, "about:blank", { origin: base });
    const { page } = opened;
    await page.evaluateOnNewDocument(installClock);
    const devTools = await page.createCDPSession();
    await devTools.send("Performance.enable", { timeDomain: "threadTicks" });
    await page.goto(kind.address, { waitUntil: "domcontentloaded", timeout: 120_000 });
    row.usable.push(await page.evaluate((...selectors) => globalThis.reached(...selectors), kind.usable, kind.first));
    const { metrics } = await devTools.send("Performance.getMetrics");
    row.processor.push(1000 * metrics.find((it) => it.name === "TaskDuration").value);
    const before = await page.evaluate(() => performance.now());
    await kind.open(page);
    row.opening.push((await page.evaluate((selector) => globalThis.reached(selector), kind.opened)) - before);
    row.bytes = await page.evaluate(() => performance.getEntriesByType("resource").reduce((sum, it) => sum + it.encodedBodySize, 0));
    row.elements = await page.evaluate(() => document.querySelectorAll("*").length);
    row.faults.push(...opened.faults);
    await opened.close();
  }
}
await browser.close();

const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
const range = (numbers) => `${median(numbers).toFixed(0)} ms (${Math.min(...numbers).toFixed(0)} to ${Math.max(...numbers).toFixed(0)})`;
console.log(`Median of ${runs} runs (least to most).\n`);
console.log("| | usable after | processor time until then | first command opened after another | loaded | elements |\n|---|---:|---:|---:|---:|---:|");
for (const [name, { usable, processor, opening, bytes, elements }] of measured) {
  console.log(`| ${name} | ${range(usable)} | ${range(processor)} | ${range(opening)} | ${(bytes / 1000).toLocaleString("en", { maximumFractionDigits: 0 })} KB | ${elements.toLocaleString("en")} |`);
}
for (const [name, { faults }] of measured) for (const fault of new Set(faults)) console.log(`${name}: ${fault}`);
