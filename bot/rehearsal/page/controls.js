// The switches of the top bar: slow network, 429, the bot's life and death.

import { byId } from "./dom.js";

const WORDS = {
  starting: "bot: starting",
  running: "bot: running",
  killed: "bot: killed",
  stopped: "bot: stopped",
  failed: "bot: failed",
};

export class Controls {
  /** `post(path, body)` acts and shows what went wrong. */
  constructor(post) {
    for (const name of ["slow", "flood"]) {
      byId(name).addEventListener("click", () => {
        const on = byId(name).getAttribute("aria-pressed") !== "true";
        post("/world/do", { act: "switch", name, on });
      });
    }
    byId("bot-kill").addEventListener("click", () => post("/play/kill"));
    byId("bot-start").addEventListener("click", () => post("/play/start"));
  }

  switches(switches) {
    for (const name of ["slow", "flood"]) byId(name).setAttribute("aria-pressed", String(Boolean(switches[name])));
  }

  bot({ state, pid, detail }) {
    const alive = state === "running" || state === "starting";
    const focused = [byId("bot-kill"), byId("bot-start")].includes(document.activeElement);
    byId("bot").dataset.state = state;
    byId("bot-state").replaceChildren(WORDS[state] ?? state);
    byId("bot-state").title = detail || (pid ? `process ${pid}` : "");
    byId("bot-kill").hidden = !alive;
    byId("bot-start").hidden = alive;
    if (focused) byId(alive ? "bot-kill" : "bot-start").focus();
  }
}
