// The pinned message above a chat, as Telegram shows it: its beginning, and a way to it.

import { el, icon, shorten } from "./dom.js";

export class Pinned {
  /** `jump(id)` brings the message itself into sight. */
  constructor(jump) {
    this.words = el("span", { class: "pinned-words" });
    this.node = el("button", { type: "button", class: "pinned", hidden: true, onclick: () => jump(this.id) }, icon("pinned"), el("b", {}, "Pinned"), this.words);
  }

  /** `message`: the pinned one; none hides the bar. */
  show(message) {
    this.id = message?.id;
    this.node.hidden = !message;
    this.words.replaceChildren(message ? shorten((message.text || message.media?.kind || "").replaceAll("\n", " \u00b7 "), 200) : "");
  }
}
