// One open chat: its messages, its typing box, the Start button of an untouched bot. Phones and the desk both use it.

import { el } from "./dom.js";
import { Composer } from "./composer.js";
import { Log } from "./log.js";

export class Chat {
  /** `act(name, fields)` does something in the world as the viewer; `onlink(address)` follows a link. */
  constructor({ label, act, onlink }) {
    this.act = act;
    this.log = new Log(
      {
        tap: (message, button) => act("tap", { message: message.id, data: button.data }),
        reply: (message) => this.composer.reply(message),
        edit: (message) => this.composer.edit(message),
        remove: (message) => act("delete", { message: message.id }),
        link: onlink,
        command: (text) => act("say", { text, reply_to: null }),
      },
      label,
    );
    this.composer = new Composer(
      {
        say: (text, reply_to) => act("say", { text, reply_to }),
        edit: (message, text) => act("edit", { message: message.id, text }),
        send: (kind, fields, reply_to) => act(kind, { ...fields, reply_to }),
        last: () => this.messages.findLast((message) => message.from === this.viewer && message.text && !message.media),
      },
      "Message",
    );
    this.start = el("button", { type: "button", class: "start-bot", onclick: () => act("start", {}) }, "Start");
    this.empty = el("div", { class: "empty" });
    this.foot = el("div", { class: "chat-foot" }, this.start, this.composer.node);
    this.node = el("div", { class: "chat" }, this.empty, this.log.node, this.foot);
    this.messages = [];
  }

  /** `view`: {viewer, messages, privately, frozen, named, empty (what an empty chat says)}. */
  show(view) {
    const { viewer, messages, privately, frozen = false, named = false, commands = [] } = view;
    Object.assign(this, { viewer, messages });
    const untouched = privately && !messages.some((message) => message.from === viewer || !message.service);
    const pressed = this.node.contains(document.activeElement) && document.activeElement === this.start;
    this.start.hidden = !untouched || frozen;
    this.composer.node.hidden = untouched || frozen;
    this.foot.hidden = frozen;
    this.composer.commands.offer(commands);
    this.empty.hidden = messages.length > 0 || frozen;
    this.empty.replaceChildren(el("p", {}, view.empty ?? ""));
    this.log.show(messages, { viewer, frozen, named, privately, own: (message) => message.from === viewer });
    if (pressed && !untouched) this.log.seek();
  }
}
