// Who is in the operators' group: somebody joins, runs it, hides his name, leaves, is put out, comes back.

import { avatar, byId, el, icon } from "./dom.js";

const RANKS = { owner: "Owner, a supervisor", supervisor: "Supervisor", operator: "Operator", former: "No longer in the group" };

export class Crew {
  /** `act(user, name, fields)` does something in the world. */
  constructor(act) {
    this.act = act;
    this.dialog = byId("crew");
    byId("crew-open").addEventListener("click", () => this.dialog.showModal());
    this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.dialog.close());
    byId("crew-close").addEventListener("click", () => this.dialog.close());
    byId("crew-add").addEventListener("submit", (event) => {
      event.preventDefault();
      act(null, "add_operator", { name: byId("crew-name").value, language: byId("crew-language").value });
      byId("crew-name").value = "";
    });
  }

  show({ users }) {
    const members = users.filter((user) => user.role);
    const sign = JSON.stringify(members);
    if (this.sign === sign) return;
    this.sign = sign;
    const focused = document.activeElement?.dataset?.crew;
    byId("crew-list").replaceChildren(...members.map((user) => this.#member(user)));
    if (focused) byId("crew-list").querySelector(`[data-crew="${focused}"]`)?.focus();
  }

  #member(user) {
    const words = el("span", { class: "crew-words" }, el("b", {}, user.name), el("small", {}, RANKS[user.role] + (user.anonymous ? ", anonymous" : "")));
    return el("li", {}, avatar(user.id, user.name), words, el("span", { class: "crew-acts" }, this.#acts(user)));
  }

  #acts(user) {
    if (user.role === "former") return [this.#button(user, "Bring back", "join_group", {})];
    const admin = user.role !== "operator";
    const own = el("a", { href: `/?operator=${user.id}`, target: "_blank", rel: "noopener", title: `${user.name} in a browser window of his own` }, icon("link"), "Own window");
    const buttons = [own];
    if (user.role !== "owner") buttons.push(this.#button(user, "Supervisor", "supervisor", { on: !admin }, admin));
    if (admin) buttons.push(this.#button(user, "Anonymous", "anonymous", { on: !user.anonymous }, user.anonymous));
    buttons.push(this.#button(user, "Leaves", "leave_group", {}), this.#button(user, "Remove", "leave_group", { removed: true }));
    return buttons;
  }

  #button(user, label, name, fields, pressed = null) {
    const attributes = { type: "button", "aria-pressed": pressed === null ? null : String(pressed), "data-crew": `${user.id}-${label}`, "aria-label": `${label}: ${user.name}` };
    return el("button", { ...attributes, onclick: () => this.act(user.id, name, fields) }, label);
  }
}
