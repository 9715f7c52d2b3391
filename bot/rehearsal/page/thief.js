// Be the thief: choose what is stolen, let days pass, and see which cases open. The server really tries the keys.

import { byId, el, icon } from "./dom.js";
import { fetchJson, send } from "./live.js";

const YEAR = 365;
const MONTH = 30;
const STEP_SHOWN = 900;

/** [name, title, what it brings]. */
const THEFTS = [
  ["disk", "The disk, switched off", "The root key lies elsewhere: on another disk, in a systemd credential, or it is a passphrase."],
  ["disk-root", "The disk with the root key on it", "Its usual place. And all that such a disk still holds of earlier days."],
  ["backup", "Every backup so far", "In a backup lies neither an epoch key nor the root key."],
  ["backup-keys", "Every backup and the server's keys", "All that the server has on that day: the drill of proof T13."],
  ["server", "The running server", "All its keys and earlier days; from then on every new message too, silently."],
  ["token", "The bot's token", "It opens no row. It reads what stands in the chats, and every new message."],
  ["phone", "An operator's phone", "What stands in the group and in the operators' private chats."],
  ["operator-key", "An operator's private key, and the disk", "With all earlier copies too. It never lies on the server, and this is why."],
];

const SENTENCES = {
  hot: () => "Readable: the case is open, so the server's own keys open it.",
  older: (day) => `Readable: a copy ${made(day)} has its key, and the epoch that wraps it still lives.`,
  operator: () => "Readable: it is sealed to this operator, whatever its age.",
  "operator-older": (day) => `Readable: gone from the server, but in a copy ${made(day)}, sealed to this operator.`,
  chat: () => "Readable: these words stand in a chat that was stolen.",
  "no-rows": () => "Not readable: this opens no row, and the words stand in no chat it reaches.",
  "no-keys": () => "Not readable: no stolen key opens it.",
  gone: () => "Not readable: its epoch is destroyed. No key of the server opens it, in no copy.",
};

export class Thief {
  constructor() {
    this.line = "own";
    this.theft = "backup-keys";
    this.asked = 0;
    this.open = false;
    byId("thief-thefts").replaceChildren(...THEFTS.map((theft) => this.#choice(theft)));
    byId("thief-day").addEventListener("input", () => this.#look());
    for (const name of ["own", "samples"]) byId(`thief-${name}`).addEventListener("change", () => this.#chose(name));
    byId("thief-again").addEventListener("click", () => this.#again());
    byId("thief-play").addEventListener("click", () => (this.playing ? this.#stop() : this.#play()));
  }

  /** The view comes into sight. The rehearsal went on meanwhile, so it is copied anew; who has sent nothing yet sees the samples. */
  async show() {
    if (this.open) return;
    this.open = true;
    if (!this.chosen) this.#set("own");
    await this.#again();
    if (!this.chosen && this.line === "own" && !byId("thief-none").hidden) this.#turn("samples");
  }

  leave() {
    this.open = false;
    this.#stop();
  }

  get #day() {
    const value = Number(byId("thief-day").value);
    return value > MONTH ? YEAR : value;
  }

  #choice([name, title, brings]) {
    const input = el("input", { type: "radio", name: "theft", value: name, checked: name === this.theft, onchange: () => this.#steal(name) });
    return el("label", { class: "theft" }, input, el("span", {}, el("b", {}, title), el("small", {}, brings)));
  }

  #steal(name) {
    this.theft = name;
    this.#look();
  }

  #chose(name) {
    this.chosen = true;
    this.#turn(name);
  }

  #turn(name) {
    this.#set(name);
    this.#look();
  }

  #set(name) {
    if (name !== this.line) this.#empty();
    this.line = name;
    byId(`thief-${name}`).checked = true;
    byId("thief-day").value = 0;
  }

  /** Nothing of one line stands there while the other is computed: that takes seconds, at first. */
  #empty() {
    byId("thief-cases").replaceChildren();
    byId("thief-sum").replaceChildren();
    for (const name of ["none", "chats"]) byId(`thief-${name}`).hidden = true;
  }

  async #again() {
    await send("/play/thief/again").catch(() => null);
    return this.#look();
  }

  async #look() {
    const mine = ++this.asked;
    this.#time();
    byId("thief-cases").setAttribute("aria-busy", "true");
    byId("thief-busy").hidden = byId("thief-cases").childElementCount > 0 || !byId("thief-none").hidden || !byId("thief-chats").hidden;
    try {
      const seen = await fetchJson(`/play/thief?line=${this.line}&theft=${this.theft}&day=${this.#day}`);
      if (mine === this.asked) this.#show(seen);
      return true;
    } catch (error) {
      if (mine === this.asked) byId("thief-sum").replaceChildren(error.message);
      return false;
    } finally {
      if (mine === this.asked) {
        byId("thief-cases").setAttribute("aria-busy", "false");
        byId("thief-busy").hidden = true;
      }
    }
  }

  #time() {
    const words = when(this.#day);
    byId("thief-when").replaceChildren(words);
    byId("thief-day").setAttribute("aria-valuetext", words);
  }

  #show({ cases, at, line }) {
    const readable = cases.filter((one) => one.words !== null).length;
    const day = new Date(at * 1000).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
    byId("thief-when").replaceChildren(when(this.#day), el("small", {}, day));
    const nowhere = line === "samples" && ["token", "phone"].includes(this.theft);
    byId("thief-chats").hidden = !nowhere;
    if (nowhere) return this.#silent();
    byId("thief-sum").replaceChildren(cases.length ? `${readable} of ${cases.length} readable` : "");
    byId("thief-sum").className = readable ? "bad" : "good";
    byId("thief-none").hidden = cases.length > 0;
    const before = new Map([...byId("thief-cases").children].map((node) => [node.dataset.alias, node.dataset.readable]));
    byId("thief-cases").replaceChildren(...cases.map((one) => this.#case(one, before.get(one.alias))));
  }

  /** "0 of 5 readable" would be true, and a lie. */
  #silent() {
    byId("thief-sum").replaceChildren();
    byId("thief-cases").replaceChildren();
  }

  #case({ alias, name, state, why, words, day, cipher }, before) {
    const readable = words !== null;
    const turned = before !== undefined && before !== String(readable);
    const seen = readable ? el("q", {}, words || "(nothing said)") : el("code", {}, cipher ? `${cipher} \u2026` : "no row is left");
    const sign = el("span", { class: "sign" }, icon(readable ? "unlocked" : "locked"), el("span", { class: "unseen" }, readable ? "readable" : "not readable"));
    return el(
      "li",
      { class: `robbed${turned ? " turned" : ""}`, "data-alias": alias, "data-readable": String(readable) },
      sign,
      el("div", {}, el("p", { class: "robbed-head" }, el("b", {}, alias), el("span", { class: `state ${state}` }, state), name && el("small", {}, name)), el("p", { class: "robbed-seen" }, seen), el("p", { class: "robbed-why" }, SENTENCES[why](day))),
    );
  }

  async #play() {
    this.playing = true;
    byId("thief-play").replaceChildren("Pause");
    const slider = byId("thief-day");
    if (Number(slider.value) >= Number(slider.max)) slider.value = 0;
    while (this.playing && (await this.#look()) && Number(slider.value) < Number(slider.max)) {
      await new Promise((done) => setTimeout(done, STEP_SHOWN));
      if (this.playing) slider.value = Number(slider.value) + 1;
    }
    this.#stop();
  }

  #stop() {
    this.playing = false;
    byId("thief-play").replaceChildren("Let days pass");
  }
}

function when(day) {
  if (day === 0) return "Today";
  return day === YEAR ? "In a year" : `In ${days(day)}`;
}

/** When a copy was made, beside the day that is looked at. */
function made(day) {
  if (day === 0) return "made today";
  return day < 0 ? `made ${days(-day)} ago` : `made on day ${day}`;
}

const days = (count) => (count === 1 ? "1 day" : `${count} days`);
