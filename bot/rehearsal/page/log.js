// The list of messages: keeps bubbles by id, so that an edit changes in place and a deletion fades where it stood.

import { bubble } from "./bubble.js";
import { el, icon } from "./dom.js";

const FADE = 280;

export class Log {
  /** `acts` as for bubble(), but for `jump`, which is the log's own. */
  constructor(acts, label) {
    this.acts = { ...acts, jump: (id) => this.jump(id) };
    this.bubbles = new Map();
    this.list = el("div", { class: "log-list" });
    this.scroller = el("div", { class: "log-scroll", role: "log", "aria-label": label, tabindex: 0 }, this.list);
    this.count = el("b", {});
    this.down = el("button", { type: "button", class: "to-end", "aria-label": "To the newest message", hidden: true, onclick: () => this.end() }, this.count, icon("down"));
    this.node = el("div", { class: "messages" }, this.scroller, this.down);
    this.missed = 0;
    this.seeking = false;
    this.stuck = true;
    const kept = new ResizeObserver(() => this.stuck && this.end());
    kept.observe(this.list);
    kept.observe(this.scroller);
    this.scroller.addEventListener("scroll", () => this.#scrolled());
    this.scroller.addEventListener("keydown", (event) => this.#walk(event));
  }

  /** Shows `messages`; what was there and is not any more fades out. */
  show(messages, scene) {
    const first = this.bubbles.size === 0;
    const atEnd = first || this.stuck;
    const lost = this.#drop(new Set(messages.map((message) => message.id)));
    const found = { ...scene, find: (id) => messages.find((message) => message.id === id) };
    const fresh = messages.map((message) => this.#put(message, found, first)).filter((node) => node !== null);
    this.#order(messages);
    if (atEnd) this.end();
    else this.#miss(fresh.filter((node) => !node.classList.contains("own")).length);
    this.#refocus(lost, fresh);
  }

  end() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.missed = 0;
    this.stuck = true;
    this.down.hidden = true;
  }

  /** The next message with buttons takes the keyboard's focus. */
  seek() {
    this.seeking = true;
    this.scroller.focus({ preventScroll: true });
    this.#refocus(false, [...this.list.querySelectorAll(".msg:not(.leaving)")]);
  }

  jump(id) {
    const node = this.bubbles.get(id)?.node;
    if (!node) return;
    node.scrollIntoView({ block: "center", behavior: "smooth" });
    node.classList.add("found");
    setTimeout(() => node.classList.remove("found"), 1400);
  }

  #put(message, scene, quiet) {
    const known = this.bubbles.get(message.id);
    const sign = JSON.stringify([message, scene.frozen, scene.viewer, scene.find(message.reply_to)?.text]);
    if (known?.sign === sign) return null;
    const node = bubble(message, scene, this.acts);
    this.bubbles.set(message.id, { node, sign });
    if (!known) {
      if (!quiet) node.classList.add("arriving");
      return node;
    }
    const inside = known.node.contains(document.activeElement);
    node.classList.add("changed");
    known.node.replaceWith(node);
    if (inside) focusIn(node);
    return null;
  }

  #drop(kept) {
    let lost = false;
    for (const [id, { node }] of this.bubbles) {
      if (kept.has(id)) continue;
      this.bubbles.delete(id);
      if (node.contains(document.activeElement)) lost = true;
      node.classList.add("leaving");
      node.inert = true;
      setTimeout(() => node.remove(), FADE);
    }
    return lost;
  }

  #order(messages) {
    let before = null;
    for (const message of messages.toReversed()) {
      const { node } = this.bubbles.get(message.id);
      if (node.parentNode !== this.list || nextKept(node) !== before) this.list.insertBefore(node, before);
      before = node;
    }
  }

  #refocus(lost, fresh) {
    const idle = [document.body, this.scroller].includes(document.activeElement);
    this.seeking = lost || (this.seeking && idle);
    if (!this.seeking) return;
    const answered = fresh.findLast((node) => node.querySelector(".key"));
    if (answered) focusIn(answered);
    else if (lost) this.scroller.focus({ preventScroll: true });
    this.seeking = !answered;
  }

  #walk(event) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step || event.target.matches("button, audio, video")) return;
    const nodes = [...this.list.querySelectorAll(".msg:not(.leaving)")];
    const at = nodes.indexOf(document.activeElement);
    const next = at < 0 ? nodes.at(-1) : nodes[at + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  #miss(number) {
    this.missed += number;
    this.count.replaceChildren(this.missed ? String(this.missed) : "");
    this.down.hidden = this.#atEnd();
  }

  #scrolled() {
    this.stuck = this.#atEnd();
    if (this.#atEnd()) this.missed = 0;
    this.#miss(0);
  }

  #atEnd() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight < 80;
  }
}

function nextKept(node) {
  let next = node.nextElementSibling;
  while (next?.classList.contains("leaving")) next = next.nextElementSibling;
  return next;
}

function focusIn(node) {
  (node.querySelector(".key:not([disabled])") ?? node).focus({ preventScroll: true });
}
