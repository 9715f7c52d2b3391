// Many people who write within some minutes: how many, how long, and a way to stop them.

import { byId } from "./dom.js";

export class Burst {
  /** `post(path, body)` acts and shows what went wrong. */
  constructor(post) {
    this.dialog = byId("burst");
    byId("burst-open").addEventListener("click", () => (this.running ? post("/play/burst", { act: "stop" }) : this.dialog.showModal()));
    this.dialog.addEventListener("close", () => this.dialog.returnValue === "start" && post("/play/burst", this.#wish()));
    byId("burst-form").addEventListener("submit", (event) => (this.dialog.returnValue = event.submitter?.value ?? ""));
  }

  #wish() {
    const [count, minutes, seed] = ["count", "minutes", "seed"].map((name) => Number(byId(`burst-${name}`).value));
    this.dialog.returnValue = "";
    return { act: "start", count, minutes, seed };
  }

  /** `burst`: null, or {sent, count, urgent, running}. */
  show(burst) {
    this.running = Boolean(burst?.running);
    const words = burst ? `${burst.sent} of ${burst.count}` : "";
    byId("burst-label").replaceChildren(this.running ? `Stop: ${words}` : "Burst");
    byId("burst-open").setAttribute("aria-pressed", String(this.running));
    byId("burst-said").replaceChildren(burst ? `${words} cases sent, ${burst.urgent} of them urgent${this.running ? "" : ". The burst is over."}` : "");
  }
}
