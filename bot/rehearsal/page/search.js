// "Search this phone": what somebody who holds it unlocked would see. Read-only, from the chat as it stands, so what was
// deleted is not there.

import { avatar, byId, clock, el, icon, iconButton, shorten } from "./dom.js";
import { Log } from "./log.js";

const NOTHING = { tap() {}, reply() {}, edit() {}, remove() {}, link() {}, command() {} };

export class Search {
  constructor() {
    this.dialog = byId("search");
    this.dialog.addEventListener("close", () => (this.user = null));
    this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.dialog.close());
  }

  /** Opens on the chat list of `user`'s phone. */
  open(user, snapshot, { modal = true } = {}) {
    this.user = user;
    this.word = "";
    this.log = new Log(NOTHING, "Messages found on the phone");
    this.found = el("output", { class: "search-found" });
    this.list = el("div", { class: "search-list" });
    const box = el("input", { type: "search", autofocus: true, placeholder: "A word the officer looks for", "aria-label": "A word the officer looks for", oninput: (event) => this.#look(event.target.value) });
    const head = el("div", { class: "sheet-head" }, el("h3", { id: "search-title" }), iconButton("close", "Close", () => this.dialog.close()));
    const intro = el("p", { class: "sheet-intro" }, "The phone is unlocked and in another man's hands. This is all that Telegram still shows on it: answers he typed and screens he left were deleted and are not here. Where the account is locked, the bot answers whoever holds the phone as it answers a stranger.");
    this.dialog.replaceChildren(head, intro, el("div", { class: "search-box" }, icon("search"), box, this.found), this.list, this.log.node);
    this.show(snapshot);
    if (!this.dialog.open) modal ? this.dialog.showModal() : this.dialog.show();
  }

  close() {
    if (this.dialog.open) this.dialog.close();
  }

  /** Follows the world while the dialog is open. */
  show(snapshot) {
    if (!this.user) return;
    this.snapshot = snapshot;
    const user = snapshot.users.find((one) => one.id === this.user);
    const chat = snapshot.chats.find((one) => one.type === "private" && one.user === this.user);
    byId("search-title").replaceChildren(`Phone of ${user.name}`);
    this.messages = (chat?.messages ?? []).filter((message) => !message.service);
    this.#list(snapshot.bot);
    this.#look(this.word);
  }

  #list(bot) {
    const last = this.messages.at(-1);
    const words = el("div", {}, el("b", {}, bot.name), el("span", {}, last ? shorten((last.text || last.media?.kind || "").replaceAll("\n", " "), 80) : ""));
    const row = el("div", { class: "search-row" }, avatar(bot.id, bot.name, "bot-avatar"), words, el("time", {}, last ? clock(last.date) : ""));
    const nothing = el("p", { class: "nothing" }, "No chat with the bot on this phone.");
    this.list.replaceChildren(last ? row : nothing);
  }

  #look(word) {
    this.word = word;
    const needle = word.trim().toLocaleLowerCase();
    const hits = this.messages.filter((message) => (message.text ?? "").toLocaleLowerCase().includes(needle));
    const number = `${hits.length} ${hits.length === 1 ? "message" : "messages"}`;
    this.found.replaceChildren(needle ? (hits.length ? `${number} with this word` : "Not on this phone") : `${number} left`);
    this.log.show(hits, { viewer: this.user, frozen: true, named: false, own: (message) => message.from === this.user });
    this.log.node.hidden = hits.length === 0;
  }
}
