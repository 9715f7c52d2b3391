// The operators' window: the group with its topics, each operator's private chat with the bot, and who is being played.

import { arrange, avatar, byId, clock, el, icon, shorten } from "./dom.js";
import { Chat } from "./chat.js";

export class Desk {
  /** `acts`: {act(user, chat, name, fields), link(user, address)}. */
  constructor(acts) {
    this.acts = acts;
    this.operator = null;
    this.open = null;
    this.wanted = null;
    this.seen = new Map();
    this.chats = new Map();
    this.pane = byId("chat-pane");
    this.list = byId("chat-list");
    this.head = el("div", { class: "chat-head" });
    this.toasts = el("div", { class: "toasts", role: "status" });
    this.pane.append(this.head, this.toasts);
  }

  show(snapshot) {
    this.snapshot = snapshot;
    const operators = snapshot.users.filter((user) => user.operator);
    if (!operators.some((user) => user.id === this.operator)) this.operator = operators[0]?.id ?? null;
    const places = this.#places();
    if (places.some((place) => place.key === this.wanted)) [this.open, this.wanted] = [this.wanted, null];
    if (!places.some((place) => place.key === this.open)) this.open = places[0]?.key ?? null;
    this.#crew(operators);
    this.#rows(places);
    this.#chat(places.find((place) => place.key === this.open));
  }

  /** Goes to a chat (and topic), as soon as it is there, as the operator `user` when given. */
  go(chat, thread = null, user = null) {
    if (user) this.operator = user;
    this.wanted = keyOf(chat, thread);
    if (this.snapshot) this.show(this.snapshot);
  }

  unread() {
    return this.#places().reduce((sum, place) => sum + this.#unread(place), 0);
  }

  #places() {
    if (!this.snapshot) return [];
    const groups = this.snapshot.chats.filter((chat) => chat.type !== "private").flatMap((chat) => [
      { chat, thread: null, key: keyOf(chat.id, null), title: chat.title, icon: "people", messages: chat.messages.filter((message) => !message.thread) },
      ...(chat.topics ?? []).map((topic) => ({
        chat, thread: topic.id, key: keyOf(chat.id, topic.id), title: topic.title, icon: "topic", closed: topic.closed,
        messages: chat.messages.filter((message) => message.thread === topic.id),
      })),
    ]);
    return [...groups, ...(this.operator ? [this.#private(this.operator)] : [])];
  }

  #private(user) {
    const chat = this.snapshot.chats.find((one) => one.type === "private" && one.user === user) ?? { id: user, type: "private", user, messages: [] };
    return { chat, thread: null, key: keyOf(user, null), title: this.snapshot.bot.name, icon: null, privately: true, messages: chat.messages };
  }

  #crew(operators) {
    const sign = JSON.stringify([operators, this.operator]);
    if (this.crewSign === sign) return;
    this.crewSign = sign;
    const choice = (user) => {
      const input = el("input", { type: "radio", name: "operator", value: user.id, onchange: () => this.#become(user.id) });
      input.checked = user.id === this.operator;
      return el("label", {}, input, avatar(user.id, user.name), el("span", {}, user.name));
    };
    const inside = byId("as").contains(document.activeElement);
    byId("as").replaceChildren(el("span", { class: "as-word", "aria-hidden": "true" }, "You are"), ...operators.map(choice));
    if (inside) byId("as").querySelector("input:checked")?.focus();
  }

  #become(user) {
    const privately = this.open === keyOf(this.operator, null);
    this.operator = user;
    if (privately) this.open = keyOf(user, null);
    this.show(this.snapshot);
  }

  #unread(place) {
    const seen = this.seen.get(place.key) ?? 0;
    return place.messages.filter((message) => message.id > seen && message.from !== this.operator && !message.service).length;
  }

  #rows(places) {
    this.rows ??= new Map();
    arrange(this.list, places.map((place) => this.#row(place)));
  }

  #row(place) {
    const last = place.messages.findLast((message) => !message.service);
    const unread = place.key === this.open ? 0 : this.#unread(place);
    const sign = JSON.stringify([place.title, place.closed, last?.id, last?.text, unread, place.key === this.open]);
    const known = this.rows.get(place.key);
    if (known?.sign === sign) return known.node;
    const picture = place.icon ? el("span", { class: `avatar ${place.icon}`, "aria-hidden": "true" }, icon(place.icon)) : avatar(this.snapshot.bot.id, place.title, "bot-avatar");
    const [short, ...rest] = place.title.split(" \u00b7 ");
    const title = el("b", {}, short, rest.map((part) => el("span", { class: "rest" }, ` \u00b7 ${part}`)), place.closed ? icon("lock") : null);
    const under = el("span", { class: "last" }, last ? shorten((last.text || last.media?.kind || "").replaceAll("\n", " "), 60) : place.privately ? "Your private chat with the bot" : "Nothing yet");
    const side = el("span", { class: "side" }, el("time", {}, last ? clock(last.date) : ""), unread ? el("mark", { "aria-label": `${unread} unread` }, String(unread)) : null);
    const node = el("button", { type: "button", class: `row ${place.thread ? "topic-row" : ""} ${place.closed ? "closed" : ""}`, "aria-current": place.key === this.open ? "true" : null, onclick: () => this.go(place.chat.id, place.thread) }, picture, el("span", { class: "words" }, title, under), side);
    const inside = known?.node === document.activeElement;
    if (known) known.node.replaceWith(node);
    this.rows.set(place.key, { node, sign });
    if (inside) node.focus();
    return node;
  }

  #chat(place) {
    if (!place) return;
    const { chat, thread, messages } = place;
    if (!this.chats.has(place.key)) {
      const act = (name, fields) => this.acts.act(this.operator, chat.id, name, { ...fields, thread });
      this.chats.set(place.key, new Chat({ label: `Messages in ${place.title}`, act, onlink: (address) => this.acts.link(this.operator, address) }));
    }
    const view = this.chats.get(place.key);
    if (!this.pane.contains(view.node)) this.#swap(view);
    if (this.pane.offsetParent) this.seen.set(place.key, Math.max(0, ...messages.map((message) => message.id)));
    this.#title(place);
    view.show({ viewer: this.operator, messages, privately: Boolean(place.privately), named: !place.privately, empty: this.#empty(place) });
  }

  #swap(view) {
    this.pane.querySelector(".chat")?.remove();
    this.pane.insertBefore(view.node, this.toasts);
    requestAnimationFrame(() => view.log.end());
  }

  #title(place) {
    const operators = this.snapshot.users.filter((user) => user.operator).length;
    const under = place.privately ? "bot" : place.thread ? `topic in ${place.chat.title}${place.closed ? ", closed" : ""}` : `${operators} operators and the bot`;
    const sign = place.title + under;
    if (this.titleSign === sign) return;
    this.titleSign = sign;
    this.head.replaceChildren(el("div", {}, el("b", {}, place.title), el("small", {}, under)));
  }

  #empty(place) {
    if (place.privately) return "Press Start, so that the bot may write to you in private.";
    return place.thread ? "Nothing here yet." : "New cases arrive here as cards. Play a soldier on the left first.";
  }
}

const keyOf = (chat, thread) => `${chat}/${thread ?? ""}`;
