// One operator's window: the group with its topics, his private chat with the bot, and the one of them that is open.

import { arrange, avatar, clock, el, icon, shorten } from "./dom.js";
import { Chat } from "./chat.js";
import { Pinned } from "./pinned.js";

export class OperatorWindow {
  /** `acts`: {act(user, chat, name, fields), link(user, address), turned()}. */
  constructor(user, acts) {
    this.acts = acts;
    this.operator = user.id;
    this.open = null;
    this.wanted = null;
    this.titleSign = null;
    this.seen = new Map();
    this.chats = new Map();
    this.rows = new Map();
    this.list = el("nav", { class: "chat-list", "aria-label": `Chats of ${user.name}` });
    this.head = el("div", { class: "chat-head" });
    this.pinned = new Pinned((id) => this.chats.get(this.open)?.log.jump(id));
    this.toasts = el("div", { class: "toasts", role: "status" });
    this.pane = el("div", { class: "chat-pane" }, this.head, this.pinned.node, this.toasts);
    this.name = el("h3", { class: "window-name" }, avatar(user.id, user.name), el("span", {}, user.name));
    this.node = el("div", { class: "window", "data-user": user.id, role: "group", "aria-label": `What ${user.name} sees` }, this.name, this.list, this.pane);
  }

  /** `visible`: whether anybody looks at it; only then is what it shows read. */
  show(snapshot, visible) {
    this.snapshot = snapshot;
    this.visible = visible;
    const places = this.#places();
    if (places.some((place) => place.key === this.wanted)) [this.open, this.wanted] = [this.wanted, null];
    if (!places.some((place) => place.key === this.open)) this.open = places[0]?.key ?? null;
    const rows = places.map((place) => this.#row(place));
    arrange(this.list, rows);
    this.#chat(places.find((place) => place.key === this.open));
  }

  /** Goes to a chat (and topic), as soon as it is there. */
  go(chat, thread = null) {
    this.wanted = keyOf(chat, thread);
    if (this.snapshot) this.acts.turned();
  }

  unread() {
    return this.snapshot ? this.#places().reduce((sum, place) => sum + this.#unread(place), 0) : 0;
  }

  #places() {
    const groups = this.snapshot.chats.filter((chat) => chat.type !== "private");
    const inside = groups.flatMap((chat) => [
      { chat, thread: null, key: keyOf(chat.id, null), title: chat.title, icon: "people", messages: chat.messages.filter((message) => !message.thread) },
      ...topics(chat),
    ]);
    return [...inside, ...this.#private()];
  }

  /** The private chat with the bot; its topics, where the bot has them, stand beneath it. */
  #private() {
    const user = this.operator;
    const chat = this.snapshot.chats.find((one) => one.type === "private" && one.user === user) ?? { id: user, type: "private", user, messages: [] };
    const own = { chat, thread: null, key: keyOf(user, null), title: this.snapshot.bot.name, icon: null, privately: true };
    const named = new Set((chat.topics ?? []).map((topic) => topic.id));
    own.messages = chat.messages.filter((message) => !named.has(message.thread));
    return [own, ...topics(chat).map((place) => ({ ...place, privately: true }))];
  }

  #unread(place) {
    const seen = this.seen.get(place.key) ?? 0;
    return place.messages.filter((message) => message.id > seen && message.from !== this.operator && !message.service).length;
  }

  #row(place) {
    const last = place.messages.findLast((message) => !message.service);
    const unread = place.key === this.open ? 0 : this.#unread(place);
    const sign = JSON.stringify([place.title, place.closed, last?.id, last?.text, unread, place.key === this.open]);
    const known = this.rows.get(place.key);
    if (known?.sign === sign) return known.node;
    const node = this.#rowNode(place, last, unread);
    const inside = known?.node === document.activeElement;
    if (known) known.node.replaceWith(node);
    this.rows.set(place.key, { node, sign });
    if (inside) node.focus();
    return node;
  }

  #rowNode(place, last, unread) {
    const picture = place.icon ? el("span", { class: `avatar ${place.icon}`, "aria-hidden": "true" }, icon(place.icon)) : avatar(this.snapshot.bot.id, place.title, "bot-avatar");
    const [short, ...rest] = place.title.split(" \u00b7 ");
    const title = el("b", {}, short, rest.map((part) => el("span", { class: "rest" }, ` \u00b7 ${part}`)), place.closed ? icon("lock") : null);
    const nothing = place.privately && !place.thread ? "Your private chat with the bot" : "Nothing yet";
    const under = el("span", { class: "last" }, last ? shorten((last.text || last.media?.kind || "").replaceAll("\n", " "), 60) : nothing);
    const side = el("span", { class: "side" }, el("time", {}, last ? clock(last.date) : ""), unread ? el("mark", { "aria-label": `${unread} unread` }, String(unread)) : null);
    const attributes = { type: "button", class: `row ${place.thread ? "topic-row" : ""} ${place.closed ? "closed" : ""}`, "aria-current": place.key === this.open ? "true" : null };
    return el("button", { ...attributes, onclick: () => this.go(place.chat.id, place.thread) }, picture, el("span", { class: "words" }, title, under), side);
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
    if (this.visible) this.seen.set(place.key, Math.max(0, ...messages.map((message) => message.id)));
    this.#title(place);
    this.pinned.show(messages.find((message) => message.id === chat.pinned));
    view.show({ viewer: this.operator, messages, privately: Boolean(place.privately), named: !place.privately, commands: chat.commands?.[this.operator] ?? [], empty: emptyWords(place) });
  }

  #swap(view) {
    this.pane.querySelector(".chat")?.remove();
    this.pane.insertBefore(view.node, this.toasts);
    requestAnimationFrame(() => view.log.end());
  }

  #title(place) {
    const operators = this.snapshot.users.filter((user) => user.operator).length;
    const topic = `topic in ${place.privately ? "your private chat" : place.chat.title}${place.closed ? ", closed" : ""}`;
    const under = place.thread ? topic : place.privately ? "bot" : `${operators} operators and the bot`;
    const sign = place.title + under;
    if (this.titleSign === sign) return;
    this.titleSign = sign;
    this.head.replaceChildren(el("div", {}, el("b", {}, place.title), el("small", {}, under)));
  }
}

function topics(chat) {
  return (chat.topics ?? []).map((topic) => ({
    chat, thread: topic.id, key: keyOf(chat.id, topic.id), title: topic.title, icon: "topic", closed: topic.closed,
    messages: chat.messages.filter((message) => message.thread === topic.id),
  }));
}

function emptyWords(place) {
  if (place.thread) return "Nothing here yet.";
  if (place.privately) return "Press Start, so that the bot may write to you in private.";
  return "New cases arrive here as cards. Play a soldier on the left first.";
}

const keyOf = (chat, thread) => `${chat}/${thread ?? ""}`;
