// The operators: whose window is shown, all windows side by side, or one in a browser window of its own.

import { arrange, avatar, byId, el } from "./dom.js";
import { OperatorWindow } from "./window.js";

export class Desk {
  /** `acts`: {act(user, chat, name, fields), link(user, address)}. */
  constructor(acts) {
    this.acts = { ...acts, turned: () => this.show(this.snapshot) };
    this.alone = Number(new URLSearchParams(location.search).get("operator")) || null;
    this.operator = this.alone;
    this.windows = new Map();
    this.place = byId("windows");
    document.body.classList.toggle("alone", Boolean(this.alone));
    byId("side").addEventListener("click", () => this.#sideBySide());
  }

  /** The window of whoever is being played. */
  get window() {
    return this.windows.get(this.operator) ?? null;
  }

  show(snapshot) {
    if (!snapshot) return;
    this.snapshot = snapshot;
    const operators = snapshot.users.filter((user) => user.operator);
    this.#forget(new Set(operators.map((user) => user.id)));
    operators.forEach((user) => this.windows.has(user.id) || this.windows.set(user.id, new OperatorWindow(user, this.acts)));
    if (!this.window && !this.alone) this.operator = operators[0]?.id ?? null;
    const shown = this.side ? operators.map((user) => user.id) : [this.operator];
    arrange(this.place, this.#ordered(operators, shown));
    const looked = Boolean(this.place.offsetParent);
    for (const [id, window] of this.windows) {
      if (shown.includes(id)) window.show(snapshot, looked);
      else window.snapshot = snapshot;
    }
    this.#crew(operators);
    this.#gone(operators);
  }

  /** Goes to a chat (and topic), as soon as it is there, as the operator `user` when given. */
  go(chat, thread = null, user = null) {
    if (user && !this.alone) this.operator = user;
    this.windows.get(user ?? this.operator)?.go(chat, thread);
  }

  /** Where toasts for `user` appear: on the screen of the one who pressed. */
  toasts(user) {
    return this.windows.get(user)?.toasts ?? null;
  }

  unread() {
    return this.window?.unread() ?? 0;
  }

  #ordered(operators, shown) {
    return operators.map(({ id }) => {
      const { node } = this.windows.get(id);
      node.hidden = !shown.includes(id);
      node.classList.toggle("current", id === this.operator);
      return node;
    });
  }

  #forget(kept) {
    for (const [id, window] of this.windows) {
      if (kept.has(id)) continue;
      window.node.remove();
      this.windows.delete(id);
    }
  }

  /** In a window of his own an operator who was put out sees that he was. */
  #gone(operators) {
    if (!this.alone) return;
    const user = this.snapshot.users.find((one) => one.id === this.alone);
    document.title = `${user?.name ?? "Nobody"} - Parley rehearsal`;
    byId("alone-gone").hidden = operators.some((one) => one.id === this.alone);
  }

  #crew(operators) {
    const sign = JSON.stringify([operators, this.operator, this.side]);
    if (this.crewSign === sign) return;
    this.crewSign = sign;
    const inside = byId("as").contains(document.activeElement);
    byId("as").replaceChildren(el("span", { class: "as-word", "aria-hidden": "true" }, "You are"), ...operators.map((user) => this.#choice(user)));
    if (inside) byId("as").querySelector("input:checked")?.focus();
  }

  #choice(user) {
    const input = el("input", { type: "radio", name: "operator", value: user.id, onchange: () => this.#become(user.id) });
    input.checked = user.id === this.operator;
    const rank = user.role === "operator" ? null : el("span", { class: "rank", title: user.role, role: "img", "aria-label": user.role }, "\u2605");
    return el("label", { title: `${user.name}, ${user.role}` }, input, avatar(user.id, user.name), el("span", { class: "as-name" }, user.name), rank);
  }

  #become(user) {
    this.operator = user;
    this.show(this.snapshot);
    if (this.side) this.window.node.scrollIntoView({ inline: "center", block: "nearest" });
  }

  #sideBySide() {
    this.side = !this.side;
    byId("side").setAttribute("aria-pressed", String(this.side));
    document.querySelector(".stage").classList.toggle("side-by-side", this.side);
    this.show(this.snapshot);
  }
}
