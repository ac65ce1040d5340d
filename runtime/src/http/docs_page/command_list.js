// The list of commands beside the page: groups that open and close, or the results of a search. Only the rows that can
// be seen exist as elements, so that thousands of commands cost no more than a few dozen.

import { element } from "./dom.js";

const HEIGHT = { group: 38, command: 52 };
/** With more commands than this, groups start closed. */
const MOST_OPEN = 120;
/** Rows beyond the edges, so that scrolling shows no gaps. */
const MARGIN = 300;

/** A list in `container`; `open(command)` is called for the one that is chosen. */
export class CommandList {
  constructor(container, input, commands, open) {
    this.container = container;
    this.input = input;
    this.open = open;
    this.spacer = element("div", { class: "spacer", role: "presentation" });
    container.replaceChildren(this.spacer);
    this.groups = new Map();
    for (const command of commands) {
      const group = command.group ?? "";
      if (!this.groups.has(group)) this.groups.set(group, []);
      this.groups.get(group).push(command);
    }
    this.groups = new Map([...this.groups].sort(([a], [b]) => (a === "") - (b === "") || (a < b ? -1 : 1)));
    this.openGroups = new Set(commands.length > MOST_OPEN && this.groups.size > 1 ? [] : this.groups.keys());
    this.results = undefined;
    this.active = -1;
    this.current = undefined;
    container.addEventListener("scroll", () => this.draw(), { passive: true });
    container.addEventListener("click", (event) => this.#clicked(event));
    container.addEventListener("keydown", (event) => this.#keyInList(event));
    input.addEventListener("keydown", (event) => this.#keyInSearch(event));
    new ResizeObserver(() => this.draw()).observe(container);
    this.#layOut();
  }

  /** Shows the results of a search; the groups when there are none to show. */
  show(results) {
    this.results = results;
    this.active = results && results.length > 0 ? 0 : -1;
    this.container.scrollTop = 0;
    this.#layOut();
  }

  /** Marks the command whose page is open, and brings it into view. */
  select(command) {
    this.current = command;
    if (command && !this.results && !this.openGroups.has(command.group ?? "")) {
      this.openGroups.add(command.group ?? "");
      this.#layOut();
    }
    const index = this.rows.findIndex((row) => row.command && row.command === command);
    if (index >= 0) this.#reveal(index);
    this.draw();
  }

  #layOut() {
    this.rows = [];
    let top = 0;
    const add = (row, height) => {
      this.rows.push({ ...row, top, height });
      top += height;
    };
    if (this.results) {
      this.results.forEach((command, index) =>
        add({ command, level: 1, position: index + 1, of: this.results.length }, HEIGHT.command),
      );
    } else {
      let position = 0;
      for (const [group, commands] of this.groups) {
        position += 1;
        add({ group, count: commands.length, level: 1, position, of: this.groups.size }, HEIGHT.group);
        if (!this.openGroups.has(group)) continue;
        commands.forEach((command, index) =>
          add({ command, level: 2, position: index + 1, of: commands.length }, HEIGHT.command),
        );
      }
    }
    this.spacer.style.height = `${top}px`;
    this.drawn = undefined;
    this.draw();
  }

  /** Draws the rows that can be seen. */
  draw() {
    const from = this.container.scrollTop - MARGIN;
    const to = this.container.scrollTop + this.container.clientHeight + MARGIN;
    const first = this.#firstEndingAfter(from);
    let last = first;
    while (last < this.rows.length && this.rows[last].top < to) last += 1;
    const state = [first, last, this.active, this.current?.name, this.rows.length, this.results?.length].join();
    if (state === this.drawn) return;
    this.drawn = state;
    this.spacer.replaceChildren(...this.rows.slice(first, last).map((row, offset) => this.#row(row, first + offset)));
    if (this.active >= first && this.active < last) {
      for (const owner of [this.input, this.container]) owner.setAttribute("aria-activedescendant", `row-${this.active}`);
    } else {
      for (const owner of [this.input, this.container]) owner.removeAttribute("aria-activedescendant");
    }
  }

  #firstEndingAfter(position) {
    let low = 0;
    let high = this.rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.rows[middle].top + this.rows[middle].height <= position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #row(row, index) {
    const properties = {
      id: `row-${index}`,
      role: "treeitem",
      "data-index": index,
      "aria-level": row.level,
      "aria-posinset": row.position,
      "aria-setsize": row.of,
      "aria-selected": String(index === this.active),
    };
    const state = index === this.active ? " active" : "";
    let made;
    if (row.command) {
      const { name, summary, group, deprecated } = row.command;
      const isCurrent = row.command === this.current;
      made = element(
        "a",
        {
          ...properties,
          class: `row command${state}${isCurrent ? " current" : ""}${deprecated ? " deprecated" : ""}`,
          href: commandAddress(row.command),
          tabindex: "-1",
          "aria-current": isCurrent ? "page" : undefined,
        },
        element("span", { class: "line" }, element("b", {}, name), this.results && group ? element("i", {}, group) : undefined),
        element("span", { class: "summary" }, summary || "not documented"),
      );
    } else {
      const isOpen = this.openGroups.has(row.group);
      made = element(
        "div",
        { ...properties, class: `row group${state}`, "aria-expanded": String(isOpen) },
        element("span", { class: "arrow", "aria-hidden": "true" }, isOpen ? "▾" : "▸"),
        element("span", { class: "name" }, row.group || "other commands"),
        element("span", { class: "number" }, String(row.count)),
      );
    }
    made.style.top = `${row.top}px`;
    return made;
  }

  #clicked(event) {
    const index = Number(event.target.closest("[data-index]")?.dataset.index ?? -1);
    if (index < 0) return;
    this.active = index;
    // A command is a link, which the browser follows.
    if (this.rows[index].group !== undefined) this.#toggle(index);
    else this.draw();
  }

  #toggle(index, wanted) {
    const { group } = this.rows[index];
    const isOpen = this.openGroups.has(group);
    if (wanted === isOpen) return;
    if (isOpen) this.openGroups.delete(group);
    else this.openGroups.add(group);
    this.#layOut();
  }

  #move(to) {
    if (this.rows.length === 0) return;
    this.active = Math.max(0, Math.min(this.rows.length - 1, to));
    this.#reveal(this.active);
    this.draw();
  }

  #reveal(index) {
    const { top, height } = this.rows[index];
    const { scrollTop, clientHeight } = this.container;
    if (top < scrollTop) this.container.scrollTop = top;
    else if (top + height > scrollTop + clientHeight) this.container.scrollTop = top + height - clientHeight;
  }

  #choose() {
    const row = this.rows[this.active];
    if (!row) return;
    if (row.command) this.open(row.command);
    else this.#toggle(this.active);
  }

  #keyInSearch(event) {
    if (!this.#step(event) && event.key === "Enter") this.#choose();
    else return;
    event.preventDefault();
  }

  #keyInList(event) {
    const row = this.rows[this.active];
    if (this.#step(event)) return;
    if (event.key === "Enter" || event.key === " ") this.#choose();
    else if (event.key === "Home") this.#move(0);
    else if (event.key === "End") this.#move(this.rows.length - 1);
    else if (event.key === "ArrowRight" && row?.group !== undefined) this.#toggle(this.active, true);
    else if (event.key === "ArrowLeft" && row?.group !== undefined) this.#toggle(this.active, false);
    else if (event.key === "ArrowLeft" && row?.level === 2) {
      this.#move(this.rows.findLastIndex((it, index) => index < this.active && it.group !== undefined));
    } else return;
    event.preventDefault();
  }

  /** Moves up or down when the key says so. */
  #step(event) {
    const page = Math.max(1, Math.floor(this.container.clientHeight / HEIGHT.command) - 1);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page }[event.key];
    if (steps === undefined) return false;
    event.preventDefault();
    this.#move(this.active + steps);
    return true;
  }
}

/** The part of the address, from `#` on, that leads to a command. */
export function commandAddress(command) {
  return `#/command/${encodeURIComponent(command.name)}`;
}
