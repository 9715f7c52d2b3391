// The rack of phones: one for each person, with a screen, a label and what can befall it.

import { avatar, byId, clock, el, icon } from "./dom.js";
import { Chat } from "./chat.js";
import { Strip } from "./strip.js";

const LANGUAGES = { ru: "Русский", uk: "Українська", en: "English" };

export class Phones {
  /** `acts`: {act(user, chat, name, fields), link(user, address), search(user)}. */
  constructor(acts) {
    this.acts = acts;
    this.phones = new Map();
    this.rack = byId("rack");
    this.strip = new Strip(this.rack, (user) => this.focus(user));
    this.looked = null;
    this.crowd = false;
    byId("crowd").addEventListener("click", () => {
      this.crowd = !this.crowd;
      this.show(this.snapshot);
    });
    new ResizeObserver(() => this.looked && this.focus(this.looked, "instant")).observe(this.rack);
  }

  show(snapshot) {
    const all = snapshot.users.filter((user) => !user.operator);
    this.#crowd(all.filter((user) => user.crowd).length);
    const people = all.filter((user) => this.crowd || !user.crowd);
    this.snapshot = snapshot;
    const known = this.phones.size;
    this.#forget(new Set(people.map((user) => user.id)));
    people.forEach((user, index) => this.#phone(user, index).show(user, snapshot));
    this.strip.show(people, this.phones, (user) => newestFor(user, snapshot));
    if (known && people.length === known + 1) this.focus(people.at(-1).id);
  }

  /** Brings one phone into sight. */
  focus(user, behavior = "smooth") {
    this.phones.get(user)?.node.scrollIntoView({ behavior, block: "nearest", inline: "center" });
  }

  /** Brings the phone of `user` into sight and marks it; it stays in sight however the window changes. Null: none. */
  lookAt(user) {
    this.looked = user;
    this.phones.forEach((phone, id) => phone.node.classList.toggle("looked-at", id === user));
    if (user) requestAnimationFrame(() => this.focus(user));
  }

  /** Those of a burst stay out of sight until they are asked for. */
  #crowd(number) {
    const button = byId("crowd");
    button.hidden = number === 0;
    button.setAttribute("aria-pressed", String(this.crowd));
    button.replaceChildren(this.crowd ? "Hide the crowd" : `+${number}`);
    button.title = this.crowd ? "" : `Show the phones of the ${number} people of the burst`;
  }

  /** Phones of an earlier rehearsal go, when the page finds itself in a new one. */
  #forget(kept) {
    for (const [id, { node }] of this.phones) {
      if (kept.has(id)) continue;
      node.remove();
      this.phones.delete(id);
    }
  }

  #phone(user, index) {
    if (!this.phones.has(user.id)) {
      const phone = new Phone(user, index, this.acts);
      this.phones.set(user.id, phone);
      this.rack.append(phone.node);
      if (user.id === this.looked) this.lookAt(user.id);
    }
    return this.phones.get(user.id);
  }
}

function newestFor(user, snapshot) {
  const chat = snapshot.chats.find((one) => one.type === "private" && one.user === user);
  return Math.max(0, ...(chat?.messages ?? []).filter((message) => message.from !== user).map((message) => message.id));
}

class Phone {
  constructor(user, index, acts) {
    const act = (name, fields) => acts.act(user.id, user.id, name, fields);
    this.chat = new Chat({ label: `Messages on phone ${index + 1}`, act, onlink: (address) => acts.link(user.id, address) });
    this.toasts = el("div", { class: "toasts", role: "status" });
    this.head = el("div", { class: "chat-head" });
    this.time = el("time", {}, clock(Date.now() / 1000));
    this.veil = el("div", { class: "veil", hidden: true }, el("div", {}, icon("hand"), el("b", {}, "Taken"), el("span", {}, "He no longer holds this phone.")));
    this.block = this.#button("block", "Block the bot", () => acts.act(user.id, user.id, this.blocked ? "unblock" : "block", {}));
    this.take = this.#button("hand", "Take the phone away", () => acts.act(user.id, user.id, "take_phone", {}));
    const search = this.#button("search", "Search this phone", () => acts.search(user.id));
    this.was = el("small", {});
    this.label = el("h3", {}, avatar(user.id, user.name), el("span", {}, user.name, this.was));
    const glass = el("div", { class: "glass" }, el("div", { class: "status-bar" }, this.time, el("i", { class: "lens" }), el("span", { class: "battery" })), this.head, this.chat.node, this.toasts, this.veil);
    const cells = el("div", { class: "befall" }, search, this.block, this.take);
    this.node = el("article", { class: "phone", "data-user": user.id, "aria-label": `Phone ${index + 1}, ${user.name}` }, el("div", { class: "phone-label" }, this.label, cells), el("div", { class: "frame" }, glass));
  }

  show(user, snapshot) {
    const chat = snapshot.chats.find((one) => one.type === "private" && one.user === user.id);
    this.blocked = user.blocked;
    this.was.replaceChildren(user.role === "former" ? "was an operator" : LANGUAGES[user.language] ?? user.language ?? "");
    this.node.classList.toggle("taken", user.taken);
    this.veil.hidden = !user.taken;
    this.#press(this.block, user.blocked, user.blocked ? "Unblock the bot" : "Block the bot");
    this.#press(this.take, user.taken, "Take the phone away");
    this.block.disabled = this.take.disabled = user.taken;
    this.time.replaceChildren(clock(Date.now() / 1000));
    this.#head(snapshot.bot, user);
    this.chat.show({
      viewer: user.id,
      messages: chat?.messages ?? [],
      privately: true,
      commands: chat?.commands?.[user.id] ?? [],
      frozen: user.taken || user.blocked,
      empty: `${snapshot.bot.name} is a bot. Press Start to write to it.`,
    });
  }

  #head(bot, user) {
    const sign = `${bot.name}${user.blocked}`;
    if (this.sign === sign) return;
    this.sign = sign;
    const words = el("div", {}, el("b", {}, bot.name), el("small", {}, user.blocked ? "blocked by this person" : "bot"));
    this.head.replaceChildren(avatar(bot.id, bot.name, "bot-avatar"), words);
  }

  #button(name, label, onclick) {
    return el("button", { type: "button", class: "icon-button", title: label, "aria-label": label, onclick }, icon(name));
  }

  #press(button, pressed, label) {
    button.classList.toggle("on", pressed);
    button.setAttribute("aria-pressed", String(pressed));
    button.setAttribute("aria-label", label);
    button.title = label;
  }
}
