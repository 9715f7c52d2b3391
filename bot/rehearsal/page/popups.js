// What a pressed button answers: a toast inside the presser's window, an alert, or a link that opens.

import { byId, el } from "./dom.js";

const SHOWN = 4200;

export class Popups {
  /** `mine(popup)`: whether it is to be seen in this page; `place(user)`: the node toasts of that user go into; `onlink(user, address)` follows a link. */
  constructor(mine, place, onlink) {
    this.mine = mine;
    this.place = place;
    this.onlink = onlink;
    this.newest = null;
  }

  show(popups) {
    const known = this.newest;
    this.newest = Math.max(0, ...popups.map((popup) => popup.n));
    if (known === null) return;
    for (const popup of popups.filter((one) => one.n > known && this.mine(one))) this.#one(popup);
  }

  toast(user, text) {
    const node = el("div", { class: "toast" }, text);
    const holder = this.place(user) ?? document.body.appendChild(el("div", { class: "toasts page-toasts", role: "status" }));
    holder.append(node);
    setTimeout(() => node.classList.add("going"), SHOWN);
    setTimeout(() => node.remove(), SHOWN + 300);
  }

  #one({ user, text, alert, url }) {
    if (url) this.onlink(user, url);
    else if (text && alert) this.#alert(text);
    else if (text) this.toast(user, text);
  }

  #alert(text) {
    byId("alert-text").replaceChildren(text);
    if (!byId("alert").open) byId("alert").showModal();
  }
}
