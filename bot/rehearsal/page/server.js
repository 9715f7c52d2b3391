// The live look at what the server has stored: tables, newest rows, the bytes of a field; a search through its files; its log.

import { arrange, byId, el, tablist } from "./dom.js";
import { fetchJson } from "./live.js";

/** Until somebody chooses a table, the first of these that holds rows is shown. */
const INTERESTING = ["cases", "drafts", "people", "inbox"];

const RESULT_SHOWN = 12_000;
const FEWEST_LETTERS = 3;

export class Server {
  constructor() {
    this.open = null;
    this.dump = null;
    this.seen = new Set();
    this.counts = new Map();
    this.chips = new Map();
    tablist([byId("tab-rows"), byId("tab-log")], (id) => {
      byId("rows").hidden = id !== "rows";
      byId("log").hidden = id !== "log";
    });
    byId("look").addEventListener("submit", (event) => this.#look(event));
  }

  /** `store`: {version, tables: [{name, rows}]}. */
  show(store) {
    const tables = store.tables;
    if (!this.chosen) this.open = INTERESTING.find((name) => tables.some((table) => table.name === name && table.rows)) ?? null;
    arrange(byId("tables"), tables.map((table) => this.#chip(table)));
    this.#refresh();
  }

  /** Shows a table, or looks for a word, as a hand would. */
  go({ table, word }) {
    byId("tab-rows").click();
    if (table && this.chips.has(table)) this.#choose(table);
    if (!word) return;
    byId("look-word").value = word;
    byId("look").requestSubmit();
  }

  log(lines) {
    const pane = byId("log");
    const atEnd = pane.scrollHeight - pane.scrollTop - pane.clientHeight < 40;
    pane.replaceChildren(...lines.map((line) => el("span", {}, `${line}\n`)));
    if (atEnd) pane.scrollTop = pane.scrollHeight;
  }

  #chip({ name, rows }) {
    const known = this.chips.get(name) ?? this.#newChip(name);
    const before = this.counts.get(name);
    known.count.replaceChildren(String(rows));
    known.node.classList.toggle("none", rows === 0);
    known.node.setAttribute("aria-pressed", String(name === this.open));
    if (before !== undefined && before !== rows) pulse(known.node);
    this.counts.set(name, rows);
    return known.node;
  }

  #newChip(name) {
    const count = el("b", {});
    const node = el("button", { type: "button", class: "table-chip", onclick: () => this.#choose(name) }, el("span", {}, name), count);
    this.chips.set(name, { node, count });
    return this.chips.get(name);
  }

  #choose(name) {
    this.open = name;
    this.chosen = true;
    this.dump = null;
    this.seen.clear();
    for (const [other, { node }] of this.chips) node.setAttribute("aria-pressed", String(other === name));
    this.#refresh();
  }

  async #refresh() {
    if (!this.open || this.loading) return (this.again = Boolean(this.loading));
    this.loading = true;
    this.again = false;
    try {
      this.#table(await fetchJson(`/play/store?table=${encodeURIComponent(this.open)}`));
    } catch {
      byId("table").replaceChildren(el("p", { class: "nothing" }, "The database is not there yet."));
    }
    this.loading = false;
    return this.again && this.#refresh();
  }

  #table({ table, columns, rows }) {
    if (table !== this.open) return (this.again = true);
    const head = el("tr", {}, columns.map((column) => el("th", { scope: "col" }, column)));
    const known = this.seen.size > 0;
    const body = rows.flatMap((row) => this.#row(row, columns, known));
    const empty = el("p", { class: "nothing" }, `Nothing is stored in ${table}.`);
    const scroll = [byId("table").scrollTop, byId("table").scrollLeft];
    byId("table").replaceChildren(rows.length ? el("table", {}, el("thead", {}, head), el("tbody", {}, body)) : empty);
    byId("table").scrollTo(scroll[1], scroll[0]);
    return undefined;
  }

  #row(row, columns, known) {
    const sign = JSON.stringify(row);
    const fresh = known && !this.seen.has(sign);
    this.seen.add(sign);
    // A row is known by its key, so that opened bytes stay open when the row changes beneath them.
    const key = JSON.stringify(row.slice(0, 2));
    const cells = row.map((cell, index) => el("td", {}, this.#cell(cell, key + index)));
    const line = el("tr", { class: fresh ? "fresh" : null }, cells);
    const opened = row.findIndex((_, index) => this.dump === key + index);
    if (opened < 0) return [line];
    return [line, el("tr", { class: "dump" }, el("td", { colspan: columns.length }, dump(row[opened])))];
  }

  #cell(cell, key) {
    if (cell === null) return el("i", { class: "null" }, "null");
    if (typeof cell !== "object") return el("span", { class: `plain ${typeof cell}` }, String(cell));
    const shown = cell.size > 16 ? 8 : 4;
    const start = (cell.hex.slice(0, shown * 2).match(/../g) ?? []).join(" ");
    const toggle = () => {
      this.dump = this.dump === key ? null : key;
      this.#refresh();
    };
    const open = this.dump === key;
    return el("button", { type: "button", class: "bytes", "aria-expanded": String(open), onclick: toggle }, start, cell.size > shown ? "\u2026" : "", el("small", {}, `${cell.size} B`));
  }

  async #look(event) {
    event.preventDefault();
    const word = byId("look-word").value.trim();
    if (!word) return;
    if ([...word].length < FEWEST_LETTERS) return this.#found("bad", `Type ${FEWEST_LETTERS} letters or more`);
    try {
      const { hits, bytes, files } = await fetchJson(`/play/look?word=${encodeURIComponent(word)}`);
      const size = `${Math.ceil(bytes / 1024).toLocaleString("en")} KiB in ${files} files`;
      this.#found(hits ? "bad" : "good", hits ? `Found ${hits} times in ${size}` : `Not in ${size}`);
    } catch (error) {
      this.#found("bad", error.message);
    }
    return undefined;
  }

  #found(how, words) {
    const result = byId("look-result");
    result.className = how;
    result.replaceChildren(words);
    clearTimeout(this.fading);
    this.fading = setTimeout(() => result.replaceChildren(), RESULT_SHOWN);
  }
}

function pulse(node) {
  node.classList.remove("pulse");
  requestAnimationFrame(() => node.classList.add("pulse"));
}

/** A hex dump: offset, sixteen bytes, the letters they would make. */
function dump({ hex, size }) {
  const bytes = (hex.match(/../g) ?? []).map((pair) => parseInt(pair, 16));
  const lines = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const part = bytes.slice(at, at + 16);
    const words = part.map((byte) => byte.toString(16).padStart(2, "0")).join(" ").padEnd(47);
    const letters = part.map((byte) => (byte > 32 && byte < 127 ? String.fromCharCode(byte) : "\u00b7")).join("");
    lines.push(`${at.toString(16).padStart(4, "0")}  ${words}  ${letters}`);
  }
  if (size > bytes.length) lines.push(`\u2026 ${size - bytes.length} more bytes`);
  return el("pre", { class: "hex", "aria-label": `${size} bytes as hexadecimal` }, lines.join("\n"));
}
