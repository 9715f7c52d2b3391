// The list that Telegram opens when somebody types "/": what the bot set for this chat and this account.

import { el } from "./dom.js";

export class CommandList {
  /** `box`: the typing box; `choose(text, now)` puts a command into it, and sends it at once when `now`. */
  constructor(box, choose) {
    this.box = box;
    this.choose = choose;
    this.all = [];
    this.at = 0;
    this.id = `commands-${(CommandList.count = (CommandList.count ?? 0) + 1)}`;
    this.node = el("div", { class: "commands", role: "listbox", id: this.id, "aria-label": "Commands", hidden: true });
    this.button = el("button", { type: "button", class: "slash", "aria-label": "Commands", title: "Commands", hidden: true, onclick: () => this.#slash() }, "/");
  }

  offer(commands) {
    const sign = JSON.stringify(commands);
    if (sign === this.sign) return;
    this.sign = sign;
    this.all = commands;
    this.button.hidden = commands.length === 0;
    this.look();
  }

  /** Follows what stands in the box. */
  look() {
    const typed = /^\/(\w*)$/.exec(this.box.value);
    this.found = typed ? this.all.filter(({ command }) => command.startsWith(typed[1].toLowerCase())) : [];
    this.at = 0;
    this.#draw();
  }

  hide() {
    this.found = [];
    this.#draw();
  }

  /** A key in the box: true when the list took it. */
  key(event) {
    if (this.node.hidden) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.at = (this.at + step + this.found.length) % this.found.length;
    else if (event.key === "Enter" && !event.shiftKey) this.#take(this.found[this.at], true);
    else if (event.key === "Tab" && !event.shiftKey) this.#take(this.found[this.at], false);
    else if (event.key === "Escape") this.hide();
    else return false;
    event.preventDefault();
    if (step) this.#draw();
    return true;
  }

  #slash() {
    this.choose(this.node.hidden ? "/" : "", false);
    this.look();
  }

  #take({ command }, now) {
    this.hide();
    this.choose(now ? `/${command}` : `/${command} `, now);
  }

  #draw() {
    this.node.hidden = this.found.length === 0;
    this.box.setAttribute("aria-expanded", String(!this.node.hidden));
    this.node.replaceChildren(...this.found.map((one, index) => this.#option(one, index === this.at, `${this.id}-${index}`)));
    if (this.node.hidden) this.box.removeAttribute("aria-activedescendant");
    else this.box.setAttribute("aria-activedescendant", `${this.id}-${this.at}`);
    this.node.children[this.at]?.scrollIntoView({ block: "nearest" });
  }

  #option(one, chosen, id) {
    const take = (event) => (event.preventDefault(), this.#take(one, true));
    return el("div", { role: "option", id, "aria-selected": String(chosen), onmousedown: take }, el("b", {}, `/${one.command}`), el("span", {}, one.description));
  }
}
