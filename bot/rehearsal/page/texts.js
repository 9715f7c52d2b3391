// The Texts tab: look for a sentence, change it, see its faults at once and how the phone shows it.

import { arrange, byId, el, shorten } from "./dom.js";
import { formatted } from "./entities.js";
import { fetchJson, send } from "./live.js";
import { language } from "./tour.js";

const QUIET = 350;
const FIRST_WORDS = 70;
const ASIDE = /^desk-/;
const WORDS = {
  taken: "Saved. The bot has it: the next screen on a phone says it.",
  saved: "Saved. The bot takes it when it runs.",
  refused: "Not saved: nothing changed.",
};
const NO_LINKS = { onlink() {}, oncommand() {} };

export class Texts {
  constructor() {
    this.texts = [];
    this.language = language();
    this.rows = new Map();
    this.changed = new Set();
    byId("text-search").addEventListener("input", () => this.#list());
    byId("text-keys").addEventListener("keydown", (event) => this.#walk(event));
    byId("text-words").addEventListener("input", () => this.#typed());
    byId("text-words").addEventListener("keydown", (event) => this.#shortcut(event));
    byId("text-undo").addEventListener("click", () => this.#show(this.text));
    byId("text-back").addEventListener("click", () => this.#close());
    byId("text-form").addEventListener("submit", (event) => this.#save(event));
  }

  async open() {
    if (this.texts.length) return;
    const { languages, texts } = await fetchJson("/play/texts");
    // What persons read comes first, what operators read last.
    this.texts = texts.sort((a, b) => ASIDE.test(a.key) - ASIDE.test(b.key));
    this.#languages(languages);
    this.#list();
  }

  #languages(languages) {
    if (!languages.some(({ code }) => code === this.language)) this.language = languages[0].code;
    const buttons = languages.map(({ code, name }) =>
      el("button", { type: "button", role: "radio", "data-code": code, lang: code, onclick: () => this.#turn(code) }, name),
    );
    byId("text-languages").replaceChildren(...buttons);
    byId("text-languages").addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const at = buttons.findIndex((button) => button.dataset.code === this.language);
      const next = buttons[(at + step + buttons.length) % buttons.length];
      next.focus();
      next.click();
    });
    this.#turn(this.language);
  }

  #turn(code) {
    this.language = code;
    for (const button of byId("text-languages").children) {
      button.setAttribute("aria-checked", String(button.dataset.code === code));
      button.tabIndex = button.dataset.code === code ? 0 : -1;
    }
    this.#list();
    if (this.text) this.#show(this.text);
  }

  #list() {
    const needle = plain(byId("text-search").value).trim();
    const found = this.texts.filter((text) => !needle || plain(`${text.said[this.language] ?? ""}\n${text.key}`).includes(needle));
    arrange(byId("text-keys"), found.map((text) => this.#row(text)));
    byId("text-count").replaceChildren(String(found.length));
  }

  #row(text) {
    const row = this.rows.get(text.key) ?? this.#newRow(text);
    const said = text.said[this.language] ?? "";
    row.firstChild.textContent = shorten(said.replaceAll(/<[^>]*>/g, "").replaceAll("\n", " "), FIRST_WORDS);
    row.setAttribute("aria-selected", String(text === this.text));
    row.classList.toggle("changed", this.changed.has(`${this.language} ${text.key}`));
    return row;
  }

  #newRow(text) {
    const row = el("button", { type: "button", role: "option", tabindex: -1, onclick: () => this.#show(text, true) }, el("b", {}), el("span", {}, text.key));
    this.rows.set(text.key, row);
    return row;
  }

  /** Arrow keys walk through the list, Enter opens the text under them. */
  #walk(event) {
    const rows = [...byId("text-keys").children];
    const at = rows.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    (rows[to] ?? (to < 0 ? byId("text-search") : document.activeElement)).focus();
  }

  #show(text, focus = false) {
    this.text = text;
    byId("text-form").hidden = false;
    byId("text-none").hidden = true;
    byId("text-key").textContent = text.key;
    byId("text-file").textContent = `${this.language}/${text.file}`;
    byId("text-words").value = text.said[this.language] ?? "";
    byId("text-words").lang = this.language;
    for (const [key, row] of this.rows) row.setAttribute("aria-selected", String(key === text.key));
    this.#say("");
    this.#look();
    if (focus) byId("text-words").focus();
  }

  #close() {
    byId("text-form").hidden = true;
    byId("text-none").hidden = false;
    byId("text-search").focus();
  }

  #typed() {
    this.#say("");
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.#look(), QUIET);
  }

  #shortcut(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) byId("text-form").requestSubmit();
  }

  get #change() {
    return { language: this.language, key: this.text.key, text: byId("text-words").value };
  }

  /** What is wrong with the words alone, and how they look; an answer that comes too late is dropped. */
  async #look() {
    const asked = this.#change;
    this.#buttons();
    try {
      const looked = await send("/play/texts/look", asked);
      if (this.saving || JSON.stringify(asked) !== JSON.stringify(this.#change)) return;
      this.#faults(looked.faults);
      this.#picture(looked);
    } catch (error) {
      this.#faults([error.message]);
    }
  }

  async #save(event) {
    event.preventDefault();
    const asked = this.#change;
    const text = this.text;
    if (this.saving || asked.text === text.said[asked.language]) return;
    this.saving = true;
    clearTimeout(this.waiting);
    this.#buttons();
    this.#faults([]);
    this.#say("Checking every screen of every language\u2026");
    const answer = await send("/play/texts/save", asked).catch((error) => ({ saved: false, faults: [error.message] }));
    const { saved, faults } = answer;
    this.saving = false;
    if (saved) this.#saved(text, asked);
    if (text === this.text && asked.language === this.language) {
      this.#faults(faults);
      if (saved) this.#picture(answer);
      this.#say(WORDS[saved ? (answer.taken ? "taken" : "saved") : "refused"], saved);
      this.#buttons();
    }
  }

  #saved(text, { language: code, text: words }) {
    text.said[code] = words.trim();
    this.changed.add(`${code} ${text.key}`);
    this.#row(text);
  }

  #buttons() {
    const same = byId("text-words").value === (this.text.said[this.language] ?? "");
    byId("text-save").disabled = same || Boolean(this.saving);
    byId("text-undo").disabled = same || Boolean(this.saving);
  }

  #picture({ shown, entities }) {
    byId("text-shown").replaceChildren(...formatted(shown, entities, NO_LINKS));
  }

  #faults(faults) {
    byId("text-form").classList.toggle("faulty", faults.length > 0);
    byId("text-words").setAttribute("aria-invalid", String(faults.length > 0));
    byId("text-faults").replaceChildren(...faults.map((fault) => el("li", {}, fault)));
  }

  #say(words, good = false) {
    byId("text-said").textContent = words;
    byId("text-said").classList.toggle("good", good);
  }
}

/** Words as one looks for them: no markup, no case, one space for any. */
function plain(words) {
  return words.replaceAll(/<[^>]*>/g, "").replaceAll(/\s+/g, " ").toLocaleLowerCase();
}
