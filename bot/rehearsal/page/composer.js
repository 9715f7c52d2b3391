// The typing box: Enter sends, Shift+Enter breaks the line, Escape leaves a reply or an edit, arrow up edits the last own message.

import { CommandList } from "./commands.js";
import { el, icon, iconButton, shorten } from "./dom.js";
import { askDocument, askPhoto, askPlace, askVoice, recorder, samplePhoto, sampleVoice } from "./samples.js";

const MOST = 4096;

export class Composer {
  /** `acts`: {say(text, replyTo), edit(message, text), send(kind, fields, replyTo), last() -> own message or null}. */
  constructor(acts, placeholder) {
    this.acts = acts;
    this.aim = null;
    this.box = el("textarea", { rows: 1, maxlength: MOST, placeholder, "aria-label": placeholder, dir: "auto" });
    this.sendButton = el("button", { type: "submit", class: "send", "aria-label": "Send" }, icon("send"));
    this.above = el("div", { class: "aim", hidden: true });
    this.menu = this.#menu();
    this.clip = iconButton("clip", "Attach", () => this.#toggle(), { cls: "clip" });
    this.clip.setAttribute("aria-expanded", "false");
    this.commands = new CommandList(this.box, (text, now) => this.#command(text, now));
    this.form = el("form", { class: "typing", onsubmit: (event) => this.#submit(event) }, this.clip, this.commands.button, this.box, this.sendButton);
    this.node = el("div", { class: "composer" }, this.menu, this.commands.node, this.above, this.form);
    this.box.addEventListener("keydown", (event) => this.#key(event));
    this.box.addEventListener("input", () => (this.#grow(), this.commands.look()));
    this.node.addEventListener("focusout", (event) => {
      if (this.node.contains(event.relatedTarget)) return;
      this.#toggle(false);
      this.commands.hide();
    });
  }

  reply(message) {
    this.#target({ kind: "reply", message }, `Reply to ${message.name}`, message.text || message.media?.kind || "");
  }

  edit(message) {
    this.#target({ kind: "edit", message }, "Edit", message.text);
    this.box.value = message.text;
    this.#grow();
  }

  clear() {
    this.aim = null;
    this.above.hidden = true;
    this.box.value = "";
    this.#grow();
  }

  /** A command out of the list: sent at once, answering what was aimed at, or put into the box to be written on. */
  #command(text, now) {
    this.box.value = text;
    this.#grow();
    this.box.focus();
    if (now) this.form.requestSubmit();
  }

  #target(aim, title, text) {
    this.aim = aim;
    const close = iconButton("close", "Cancel", () => (this.clear(), this.box.focus()));
    this.above.replaceChildren(icon(aim.kind), el("div", {}, el("b", {}, title), el("span", {}, shorten(text.replaceAll("\n", " "), 60))), close);
    this.above.hidden = false;
    this.box.focus();
  }

  #submit(event) {
    event.preventDefault();
    const text = this.box.value.trim();
    const aim = this.aim;
    if (!text) return;
    this.clear();
    this.commands.hide();
    if (aim?.kind === "edit") this.acts.edit(aim.message, text);
    else this.acts.say(text, aim?.message.id ?? null);
  }

  #key(event) {
    if (this.commands.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.#submit(event);
    if (event.key === "Escape" && this.aim) this.clear();
    const last = event.key === "ArrowUp" && !this.box.value && this.acts.last();
    if (last) {
      event.preventDefault();
      this.edit(last);
    }
  }

  #grow() {
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight, 140)}px`;
    this.form.classList.toggle("filled", Boolean(this.box.value.trim()));
  }

  #toggle(open = this.menu.hidden) {
    this.menu.hidden = !open;
    this.clip.setAttribute("aria-expanded", String(open));
    if (open) this.menu.querySelector("button").focus();
  }

  #menu() {
    const item = (name, label, make) =>
      el("button", { type: "button", role: "menuitem", onclick: () => this.#attach(make) }, icon(name), label);
    const menu = el(
      "div",
      { class: "attach", role: "menu", "aria-label": "Attach", hidden: true },
      item("photo", "A sample photo", samplePhoto),
      item("photo", "Photo from a file", askPhoto),
      item("voice", "A sample voice message", sampleVoice),
      item("voice", "Voice from a file", askVoice),
      recorder.possible ? item("voice", "Record 4 seconds", recorder.record) : null,
      item("video", "A sample round video", () => ({ kind: "video_note" })),
      item("clip", "A sample PDF", () => ({ kind: "document", name: "sample.pdf" })),
      item("clip", "Document from a file", askDocument),
      item("place", "Place", askPlace),
      item("sticker", "Sticker", () => ({ kind: "sticker", emoji: "\u{1F44D}" })),
    );
    menu.addEventListener("keydown", (event) => {
      const items = [...menu.querySelectorAll("button")];
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
      if (event.key === "Escape") this.#toggle(false), this.clip.focus();
    });
    return menu;
  }

  async #attach(make) {
    this.#toggle(false);
    const made = await make();
    if (!made) return;
    const { kind, ...fields } = made;
    this.acts.send(kind, fields, this.aim?.kind === "reply" ? this.aim.message.id : null);
    this.clear();
    this.box.focus();
  }
}
