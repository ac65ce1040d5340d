// A browser for scripts: pages that report everything that should not happen on them.

import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import puppeteer from "puppeteer-core";

/** The browser that COMMANDRY_BROWSER names, or one that is installed. */
function browserPath() {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const found = names.flatMap((name) => folders.map((folder) => join(folder, name))).find(existsSync);
  return process.env.COMMANDRY_BROWSER ?? found;
}

/** Starts the browser; names of other hosts lead nowhere. */
export function startBrowser() {
  return puppeteer.launch({
    executablePath: browserPath(),
    args: [
      // Continuous integration runs as root, where Chromium has no sandbox; it opens pages of this repository only.
      "--no-sandbox",
      "--disable-gpu",
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ],
  });
}

/** A new page; `faults` collects errors on the console, in scripts, and requests to other hosts. */
export async function openPage(browser, url, { width = 1440, height = 900, scheme = "light", origin = url } = {}) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  const faults = [];
  const requests = [];
  page.on("console", (message) => {
    if (["error", "warn"].includes(message.type())) faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
  page.on("dialog", (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on("request", (request) => {
    requests.push(request);
    const { protocol, host } = new URL(request.url());
    if (protocol !== "data:" && protocol !== "about:" && host !== new URL(origin).host) faults.push(`request to another host: ${request.url()}`);
  });
  await page.setViewport({ width, height });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.goto(url, { waitUntil: "load" });
  return { page, faults, requests, close: () => context.close() };
}
